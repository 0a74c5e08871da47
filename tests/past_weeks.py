"""A firm's past weeks in a grid town, as files and in a store: for jobs and pages on histories."""

import tempfile
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from api.tasks import Bench
from data.samples.history import sample_history, write_history_sample
from data.store import depots, files, histories, roads, runs
from routing.roads import DijkstraEngine, RoadNetwork, read_extract

LON, LAT, STEP, SIZE = 7.76, 49.44, 0.0014, 6


def _town():
    nodes, ways = [], []
    for row in range(SIZE):
        for column in range(SIZE):
            number = row * SIZE + column + 1
            lat, lon = LAT + row * STEP, LON + column * STEP * 1.5
            nodes.append(f'<node id="{number}" version="1" lat="{lat:.6f}" lon="{lon:.6f}"/>')
            tags = f'<tag k="addr:street" v="Gasse {row}"/><tag k="addr:housenumber" v="{column + 1}"/>'
            at = f'lat="{lat + 0.0001:.6f}" lon="{lon + 0.0002:.6f}"'
            nodes.append(f'<node id="{1000 + number}" version="1" {at}>{tags}</node>')
    rows = [[row * SIZE + column + 1 for column in range(SIZE)] for row in range(SIZE)]
    for way_id, line in enumerate(rows + [list(line) for line in zip(*rows, strict=True)], start=1):
        refs = "".join(f'<nd ref="{ref}"/>' for ref in line)
        tags = f'<tag k="highway" v="residential"/><tag k="name" v="Gasse {way_id}"/><tag k="maxspeed" v="30"/>'
        ways.append(f'<way id="{way_id}" version="1">{refs}{tags}</way>')
    return f'<?xml version="1.0"?><osm version="0.6">{"".join(nodes)}{"".join(ways)}</osm>'


@cache
def network_file():
    """Return the town's network as a saved file, and the network."""
    with tempfile.TemporaryDirectory() as folder:
        extract, saved = Path(folder) / "town.osm", Path(folder) / "town.roads"
        extract.write_text(_town(), encoding="utf-8")
        read_extract(extract).save(saved)
        return saved.read_bytes(), RoadNetwork.load(saved)


@cache
def weeks(days=50, tours=2, stops=6):
    """Return history.csv and vehicles.csv of a simulated firm."""
    engine = DijkstraEngine(network_file()[1])
    with tempfile.TemporaryDirectory() as folder:
        sample = sample_history(engine, tours=tours, stops=stops, days=days, effort=0, seed=3)
        return tuple(path.read_bytes() for path in write_history_sample(sample, Path(folder)))


def town_depot(store, name="Kaiserslautern"):
    """Keep a depot on the town's roads."""
    now = datetime.now(UTC)
    content, network = network_file()
    with store.write() as tx:
        known = roads.same(tx, network.content_hash)
        if known is None:
            file_id = files.put(tx, "town.roads", "application/octet-stream", content, now=now)
            known = roads.add(tx, "Gasse", content_hash=network.content_hash, file_id=file_id, statistics={}, now=now)
        return depots.create(tx, name, roads_id=known.roads_id, now=now)


def keep_history(store, depot, content=None, *, user_id=None, summary=None):
    """Keep a history with its vehicles, as if it had been handed in."""
    now = datetime.now(UTC)
    history, vehicles = content or weeks()
    with store.write() as tx:
        return histories.add(
            tx,
            depot.depot_id,
            "history.csv",
            file_id=files.put(tx, "history.csv", "text/csv", history, now=now),
            vehicles_file_id=files.put(tx, "vehicles.csv", "text/csv", vehicles, now=now),
            simulated=True,
            summary=summary or {},
            user_id=user_id,
            now=now,
            delete_after=now + timedelta(days=180),
        )


def begin_run(store, history, kind, *, user_id=None, **options):
    """Keep a run that waits; return it and its job."""
    with store.write() as tx:
        job, run = runs.begin(
            tx, history.depot_id, history.history_id, kind, options, user_id=user_id, now=datetime.now(UTC)
        )
    return run, job


@dataclass
class Heard:
    """A bench for a job in this process; ``told`` is all its progress."""

    store: object
    settings: object
    told: list = field(default_factory=list)
    act: object = None

    @property
    def bench(self):
        return Bench(self.store, self.settings, self.tell, threading.Event())

    def tell(self, progress):
        self.told.append(progress)
        if self.act is not None:
            self.act(progress)
