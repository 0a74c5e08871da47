"""Read an extract or a saved network and keep it for the depots."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from api.media import ROADS
from api.tasks import Accept, Bench
from data.store import Transaction, accounts, audit, depots, files, roads
from data.store.jobs import Job
from routing.errors import RoadsError
from routing.roads import RoadNetwork, read_extract


def work(job: Job, bench: Bench) -> Accept:
    """Read the file of ``job.payload``; see :class:`api.tasks.Task`.

    A network that is kept already under another name is not kept twice. It
    becomes that of the depot it was uploaded for, if that is still there.

    Raises
    ------
    RoadsError
        If it holds no roads, is damaged or of another version.
    """
    file_id, name = job.payload["file_id"], job.payload["name"]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"extract{job.payload['kind']}"
        _lay_out(bench, file_id, path)
        bench.tell({"stage": "roads", "said": ""})
        try:
            network = _network(path, bench)
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
                file_id=files.put(tx, f"{name}.roads", ROADS, blob, now=now),
                statistics=statistics,
                now=now,
            )
        files.drop(tx, file_id)
        _assign(tx, job, kept.roads_id, now)
        return {"roads_id": kept.roads_id, "name": kept.name}

    return accept


def _lay_out(bench: Bench, file_id: str, path: Path) -> None:
    """Write the upload where it is read from; it is large, so nothing holds on to it."""
    with bench.store.read() as tx:
        path.write_bytes(files.get(tx, file_id).content)


def _assign(tx: Transaction, job: Job, roads_id: str, now: datetime) -> None:
    """Let the depot that the network was uploaded for drive on it."""
    for depot in depots.list_(tx, [job.payload.get("depot_id") or ""]):
        depots.change(tx, depot.depot_id, depot.version, roads_id=roads_id)
        user = None if job.user_id is None else accounts.user(tx, job.user_id)
        changed = {"roads_id": [depot.roads_id, roads_id]}
        audit.note(tx, user, "depot.change", depot.depot_id, depot_id=depot.depot_id, now=now, changed=changed)


def _network(path: Path, bench: Bench) -> RoadNetwork:
    if path.suffix == ".roads":
        return RoadNetwork.load(path)
    return read_extract(path, progress=lambda said: bench.tell({"stage": "roads", "said": said}))
