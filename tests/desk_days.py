"""A day for the planning desk: a grid town, four vans, twelve stops, learned times; kept in a store as a draft."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import uuid4

from api.desk.day import arranged, documented
from api.desk.ground import Ground, packed
from api.desk.locks import Locks
from api.media import MATRICES
from api.roads_of_day import day_roads
from api.tasks.plan import sources_of
from data.store import depots, files, jobs, plans, roads
from data.store.depots import DepotSettings
from routing.model import Depot, Location, Problem, Shift, Stop, TimeWindow, Vehicle
from routing.solvers import SolveOptions
from routing.traffic import DEFAULT_TRAFFIC, LearnedTimes, ServiceTimes, Spread

HOUR = 3600
DAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)
LON, LAT, STEP, SIZE = 7.76, 49.44, 0.0014, 7

LEARNED = LearnedTimes(
    name="learned-test",
    source="made up",
    days=(date(2026, 11, 2),),
    travel=DEFAULT_TRAFFIC,
    day_log_sd=0.1,
    tour_log_sd=0.1,
    legs=(Spread(ratios=(0.5, 0.8, 0.9, 1.0, 1.1, 1.7)),),
    service=ServiceTimes(factor=1.2, spread=Spread(ratios=(0.4, 0.8, 1.0, 1.2, 1.6))),
    departure_late_s=(0, 60, 300, 900),
)

TOURS = {"van 1": ("s1", "s2", "s3", "s4"), "van 2": ("s5", "s6", "s7", "s8"), "van 3": ("s9", "s10", "s11")}
"""Van 4 has no tour, stop s12 is left out."""


def town_xml():
    """Return 7 x 7 streets of about 150 m as an OSM file."""
    nodes = [
        f'<node id="{row * SIZE + column + 1}" version="1" lat="{LAT + row * STEP:.6f}" '
        f'lon="{LON + column * STEP * 1.5:.6f}"/>'
        for row in range(SIZE)
        for column in range(SIZE)
    ]
    lines = [[row * SIZE + column + 1 for column in range(SIZE)] for row in range(SIZE)]
    lines += [list(line) for line in zip(*lines, strict=True)]
    ways = []
    for way_id, line in enumerate(lines, start=1):
        refs = "".join(f'<nd ref="{ref}"/>' for ref in line)
        tags = f'<tag k="highway" v="residential"/><tag k="name" v="Gasse {way_id}"/><tag k="maxspeed" v="30"/>'
        ways.append(f'<way id="{way_id}" version="1">{refs}{tags}</way>')
    return f'<?xml version="1.0"?><osm version="0.6">{"".join(nodes)}{"".join(ways)}</osm>'


def corner(row, column):
    return Location(lon=LON + column * STEP * 1.5, lat=LAT + row * STEP)


def stop(number, **changed):
    """A stop at a corner of its own, due a quarter of an hour after the one before on its tour."""
    begin = 8 * HOUR + (number - 1) % 4 * 900
    given = {
        "stop_id": f"s{number}",
        "location": corner(number % SIZE, number * 3 % SIZE),
        "service_s": 600,
        "windows": (TimeWindow(start_s=begin - 1800, end_s=begin + 900),),
        "demand": {"kg": 100},
        "customer_id": f"K{number}",
        "name": f"Kunde {number}",
        "address": f"Gasse {number % SIZE + 1}, Nr. {number}",
    }
    return Stop(**(given | changed))


def van(number, **changed):
    given = {
        "vehicle_id": f"van {number}",
        "start_depot": "yard",
        "end_depot": "yard",
        "shift": Shift(start_s=8 * HOUR, end_s=12 * HOUR),
        "capacity": {"kg": 600},
    }
    return Vehicle(**(given | changed))


def desk_problem(stops=None, vans=None):
    """The day; s10 needs a van with cooling (van 3), s6 has a hard window, s12 has no window."""
    special = {
        6: {"hard_window": True, "windows": (TimeWindow(start_s=8 * HOUR, end_s=8 * HOUR + 2100),)},
        10: {"skills": frozenset({"cool"})},
        12: {"windows": ()},
    }
    return Problem(
        date=DAY,
        depots=(Depot(depot_id="yard", location=corner(3, 3)),),
        vehicles=vans or (van(1), van(2), van(3, skills=frozenset({"cool"})), van(4, capacity={"kg": 150})),
        stops=stops or tuple(stop(number, **special.get(number, {})) for number in range(1, 13)),
    )


RULED_TOURS = {"van 1": ("s1", "s2", "s3", "s4"), "van 2": ("s5", "s6", "s7", "s8"), "van 3": ("s9", "s10", "s11")}
"""Van 1 has to pause, van 2 to reload, van 3 brings s10 what it fetched at s9; s12 is optional and left out."""


def ruled_problem():
    """The day of :data:`RULED_TOURS`: labour law, a second trip, a shipment and an optional stop."""
    special = {
        9: {"kind": "pickup", "shipment_id": "S"},
        10: {"shipment_id": "S"},
        12: {"windows": (), "optional": True},
    }
    long = {number: {"service_s": 2 * HOUR + 600, "windows": ()} for number in (1, 2, 3, 4)}
    return desk_problem(
        stops=tuple(stop(number, **long.get(number, special.get(number, {}))) for number in range(1, 13)),
        vans=(
            van(1, shift=Shift(start_s=7 * HOUR, end_s=18 * HOUR), break_rule="eu561"),
            van(2, capacity={"kg": 200}, max_trips=2, reload_s=1200),
            van(3),
            van(4),
        ),
    )


@dataclass(frozen=True)
class KeptPlan:
    """Ids of a plan in a store, and the day it was made from."""

    plan_id: str
    depot_id: str
    job_id: str
    ground: Ground


def keep_depot(store, network_bytes, network, *, settings=None, name="Betriebshof"):
    """Put a depot with its roads into a store; return its id and its roads."""
    with store.write() as tx:
        file_id = files.put(tx, "town.roads", "application/octet-stream", network_bytes, now=NOW)
        kept = roads.same(tx, network.content_hash) or roads.add(
            tx, "Gitterstadt", content_hash=network.content_hash, file_id=file_id, statistics={}, now=NOW
        )
        depot = depots.create(tx, name, roads_id=kept.roads_id, settings=settings or DepotSettings(), now=NOW)
    return depot.depot_id, kept


def ground_of(network, traffic=LEARNED, problem=None):
    """Return the day on the roads."""
    day = problem or desk_problem()
    return Ground(day, dict(day_roads(day, network, traffic).matrices), traffic)


def crowd_of(network, stops, tours, *, served=True, traffic=DEFAULT_TRAFFIC):
    """Return a day of many stops all over the town, and who drives what; nobody drives if not `served`."""
    span = 997
    day = desk_problem(
        stops=tuple(
            stop(
                number,
                location=Location(
                    lon=LON + number * 389 % span / span * (SIZE - 1) * STEP * 1.5,
                    lat=LAT + number * 617 % span / span * (SIZE - 1) * STEP,
                ),
                service_s=30,
                windows=(TimeWindow(start_s=8 * HOUR, end_s=9 * HOUR),) if number % 3 else (),
                demand={},
            )
            for number in range(1, stops + 1)
        ),
        vans=tuple(van(number, shift=Shift(start_s=8 * HOUR, end_s=20 * HOUR)) for number in range(1, tours + 1)),
    )
    names = [one.stop_id for one in day.stops]
    driven = {one.vehicle_id: tuple(names[at::tours]) for at, one in enumerate(day.vehicles)}
    return ground_of(network, traffic, day), driven if served else {}


def keep_plan(store, depot_id, kept, ground, *, tours=None, filled=True, user_id=None, date=DAY):
    """Put a plan into a store as its job would, or only as it waits."""
    plan_id = uuid4().hex
    with store.write() as tx:
        job = jobs.submit(
            tx, "plan", depot_id=depot_id, user_id=user_id, subject=plan_id, payload={"of": plan_id}, now=NOW
        )
        plans.create(
            tx, plan_id, depot_id=depot_id, date=date, list_id=None, job_id=job.job_id, user_id=user_id, now=NOW
        )
    if filled:
        sources = sources_of(kept, ground, SolveOptions())
        day = arranged(ground, TOURS if tours is None else tours, Locks(), reasons={})
        with store.write() as tx:
            file_id = files.put(tx, "plan.npz", MATRICES, packed(ground), now=NOW)
            plans.fill(
                tx,
                plan_id,
                problem=ground.problem.model_dump(mode="json"),
                matrices_file_id=file_id,
                sources=sources,
                what={"code": "step_planned"},
                document=documented(day, sources).model_dump(mode="json"),
                now=NOW,
            )
            claimed = claim_job(tx, job.job_id)
            jobs.finish(tx, claimed.job_id, claimed.lease, {"plan_id": plan_id}, now=NOW)
    return KeptPlan(plan_id, depot_id, job.job_id, ground)


def claim_job(tx, job_id):
    """Take one job of several that wait since the same second, and the others before it."""
    return next(
        job for job in iter(lambda: jobs.claim(tx, "desk days", now=NOW, lease_s=60), None) if job.job_id == job_id
    )


class AskedPlan:
    """A plan as a signed-in client asks for it; changes name the version last seen."""

    def __init__(self, client, plan_id):
        self.client = client
        self.plan_id = plan_id
        self.path = f"/api/v1/plans/{plan_id}"

    def view(self):
        return self.client.get(self.path).json()

    def ask(self, what, **body):
        return self.client.post(f"{self.path}/{what}", json=body)

    def change(self, what, **body):
        version = self.view()["version"]
        return self.client.post(f"{self.path}/{what}", json=body, headers={"If-Match": f'"{version}"'})


def places(view):
    """Return orders per vehicle of a plan's view."""
    return {tour["vehicle_id"]: [visit["order_id"] for visit in tour["visits"]] for tour in view["tours"]}
