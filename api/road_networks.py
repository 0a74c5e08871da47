"""Road networks of the store, loaded once: on disk a file by its content, in the process the few last used."""

from collections import OrderedDict
from threading import Lock
from typing import Final

from api.settings import Settings
from data.store import Store, files, roads
from routing.files import write_atomically
from routing.roads import RoadNetwork

KEPT: Final = 3
"""Networks that stay in the memory of a process."""

_loaded: OrderedDict[str, RoadNetwork] = OrderedDict()
_lock = Lock()


def network_of(store: Store, settings: Settings, roads_id: str) -> RoadNetwork:
    """Return a road network.

    Raises
    ------
    NotFoundError
        If there is none with this id.
    RoadsError
        If its file is of another version of this program.
    """
    with store.read() as tx:
        kept = roads.get(tx, roads_id)
    with _lock:
        if kept.content_hash not in _loaded:
            _loaded[kept.content_hash] = _load(store, settings, kept)
        _loaded.move_to_end(kept.content_hash)
        while len(_loaded) > KEPT:
            _loaded.popitem(last=False)
        return _loaded[kept.content_hash]


def _load(store: Store, settings: Settings, kept: roads.Roads) -> RoadNetwork:
    """Load a network from its file in the cache, which is written at need."""
    path = settings.folder / "cache" / "roads" / f"{kept.content_hash}.roads"
    if not path.exists():
        with store.read() as tx:
            content = files.get(tx, kept.file_id).content
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, content)
    return RoadNetwork.load(path)
