"""Read an extract or a saved network and keep it for the depots."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from api.tasks import Accept, Bench
from data.store import Transaction, files, roads
from data.store.jobs import Job
from routing.errors import RoadsError
from routing.roads import RoadNetwork, read_extract

SAVED = "application/x-termintreu-roads"


def work(job: Job, bench: Bench) -> Accept:
    """Read the file of ``job.payload``; see :class:`api.tasks.Task`.

    A network that is kept already under another name is not kept twice.

    Raises
    ------
    RoadsError
        If it holds no roads, is damaged or of another version.
    """
    file_id, name = job.payload["file_id"], job.payload["name"]
    with bench.store.read() as tx:
        content = files.get(tx, file_id).content
    with tempfile.TemporaryDirectory() as folder:
        bench.tell({"stage": "roads", "said": ""})
        try:
            network = _network(Path(folder) / f"extract{job.payload['kind']}", content, bench)
        except RoadsError as error:  # names a file of this process, which the user never saw
            told = (finding.model_copy(update={"file": name, "value": name}) for finding in error.findings)
            raise RoadsError(told) from error
        saved = Path(folder) / "network.roads"
        network.save(saved)
        blob = saved.read_bytes()
    bench.tell({"stage": "statistics", "said": ""})
    statistics = network.statistics()

    def accept(tx: Transaction) -> dict[str, Any]:
        now = datetime.now(UTC)
        kept = roads.same(tx, network.content_hash)
        if kept is None:
            kept = roads.add(
                tx,
                name,
                content_hash=network.content_hash,
                file_id=files.put(tx, f"{name}.roads", SAVED, blob, now=now),
                statistics=statistics,
                now=now,
            )
        files.drop(tx, file_id)
        return {"roads_id": kept.roads_id, "name": kept.name}

    return accept


def _network(path: Path, content: bytes, bench: Bench) -> RoadNetwork:
    path.write_bytes(content)
    if path.suffix == ".roads":
        return RoadNetwork.load(path)
    return read_extract(path, progress=lambda said: bench.tell({"stage": "roads", "said": said}))
