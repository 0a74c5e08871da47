"""The calibration gate, on a toy firm whose truth is known: it lets the truth pass and catches what is planted."""

from datetime import date
from functools import cache

import numpy as np
import pytest

from benchmarks.replay.faults import FAULTS
from benchmarks.replay.gate import gate
from benchmarks.replay.variants import changed
from data.history import PastDay, PastTour, PastVisit
from data.samples.truth import working_days
from routing.model import Depot, Location, Problem, Shift, Stop, TimeWindow, Vehicle
from routing.simulate import simulate
from routing.table import TravelTable, spot
from routing.traffic import DEFAULT_TRAFFIC, ROAD_CLASSES, LearnedTimes, ServiceTimes, Spread

HOUR = 3600
CUSTOMERS = 90
TOURS, STOPS = 3, 16
DATES = working_days(date(2026, 1, 5), 40)
SIDE = 3
PRIMARY = ROAD_CLASSES.index("primary")


def lognormal(log_sd, up_to_s=None):
    ratios = np.exp(log_sd * np.sort(np.random.default_rng(1).normal(size=801)))
    return Spread(up_to_s=up_to_s, ratios=tuple(ratios / ratios.mean()))


@pytest.fixture(scope="module")
def places():
    """The depot first, then customers over a square that the zones of the grid share out."""
    rng = np.random.default_rng(3)
    return [Location(lon=round(7 + x, 6), lat=round(49 + y, 6)) for x, y in rng.uniform(0, 0.12, (CUSTOMERS + 1, 2))]


@pytest.fixture(scope="module")
def table(places):
    """Travel on primary roads alone, through the zone of origin and that of destination."""
    at = np.array([[place.lon, place.lat] for place in places])
    seconds = 60 + np.hypot(*(at[:, None] - at[None]).T).T * 9000
    np.fill_diagonal(seconds, 0)
    zone = np.minimum((at - [7, 49]) // 0.04, SIDE - 1) @ [1, SIDE]
    parts = np.zeros((len(places), len(places), SIDE**2), np.float32)
    rows = np.arange(len(places))
    for row in rows:
        np.add.at(parts[row], (rows, zone.astype(int)), seconds[row] / 2)
        parts[row, :, int(zone[row])] += seconds[row] / 2
    return TravelTable(
        spots=tuple(spot(place) for place in places),
        parts=parts,
        buckets=PRIMARY * SIDE**2 + np.arange(SIDE**2),
        metres=np.ones((len(places), len(places)), np.int32),
    )


@pytest.fixture(scope="module")
def truth():
    rng = np.random.default_rng(4)
    return LearnedTimes(
        name="truth",
        source="test",
        days=(),
        travel=DEFAULT_TRAFFIC,
        zone_factors=tuple(np.exp(rng.normal(0, 0.12, SIDE**2))),
        day_log_sd=0.07,
        tour_log_sd=0.04,
        legs=(lognormal(0.28, 300), lognormal(0.2)),
        service=ServiceTimes(
            mean_s={f"c{k}": float(mean) for k, mean in enumerate(rng.uniform(120, 600, CUSTOMERS))},
            spread=lognormal(0.35),
        ),
        departure_late_s=(0, 0, 60, 200, 500, 900),
    )


def a_day(day, table, truth, places):
    """Return a day that happened by the truth: tours over random customers, one at a time, windows of two hours."""
    rng = np.random.default_rng(day.toordinal())
    depot = Depot(depot_id="d", location=places[0])
    vehicles = tuple(
        Vehicle(vehicle_id=f"t{k}", start_depot="d", end_depot="d", shift=Shift(start_s=6 * HOUR, end_s=20 * HOUR))
        for k in range(TOURS)
    )
    chosen = rng.permutation(CUSTOMERS)[: TOURS * STOPS]
    stops = []
    for number, k in enumerate(chosen):
        end_s = int(6 * HOUR + (number % STOPS + 1) * 1100 + rng.integers(0, 3600))
        stops.append(
            Stop(
                stop_id=f"s{number}",
                customer_id=f"c{k}",
                location=places[k + 1],
                service_s=300,
                windows=(TimeWindow(start_s=end_s - 2 * HOUR, end_s=end_s),),
            )
        )
    problem = Problem(date=day, depots=(depot,), vehicles=vehicles, stops=tuple(stops))
    planned = {f"t{k}": tuple(f"s{n}" for n in range(k * STOPS, (k + 1) * STOPS)) for k in range(TOURS)}
    # A stream of its own: the gate's draws must not be those that made the stamps.
    happened = simulate(problem, planned, table.matrix(problem, truth), truth, seed=77, scenarios=1)
    visits, tours = {}, []
    for route in happened.routes:
        for row, stop_id in enumerate(route.stop_ids):
            stamps = int(route.arrival_s[row, 0]), int(route.departure_s[row, 0])
            visits[stop_id] = PastVisit(stop_id, 0, "delivered", None, None, *stamps)
        tours.append(PastTour(route.vehicle_id, "v", route.stop_ids, route.stop_ids, 6 * HOUR, None, actual_end_s=None))
    return PastDay(problem, tuple(tours), visits, planned_at_s=5 * HOUR)


@pytest.fixture(scope="module")
def days(table, truth, places):
    return tuple(a_day(day, table, truth, places) for day in DATES)


@pytest.fixture(scope="module")
def tables(table):
    return {"van": table}


@pytest.fixture(scope="module")
def judged(days, tables, truth):
    """Return a function that passes the truth, or a fault of it by name, through the gate; it remembers all days."""

    @cache
    def whole(fault):
        return part(fault, days)

    def part(fault, some):
        times = FAULTS[fault](truth) if fault else truth
        return gate(some, tables, lambda _: times, seed=1, scenarios=100)

    return lambda fault=None, some=None: whole(fault) if some is None else part(fault, some)


def test_the_truth_passes(judged):
    found = judged()
    assert found.passed, [rule for rule in found.rules if not rule.passed]
    assert found.refused is None


def test_all_six_rules_are_there(judged):
    assert {rule.number for rule in judged().rules} == {1, 2, 3, 4, 5, 6}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_refused(judged, fault):
    assert not judged(fault).passed


@pytest.mark.parametrize(
    ("fault", "rule"),
    [
        ("noise_60", "coverage_80"),
        ("noise_80", "leg_spread"),
        ("travel_10_faster", "legs_overall"),
        ("profile_flat", "legs_by_slot"),
        ("zones_missing", "legs_by_zone"),
        ("service_flat", "service_by_tercile"),
    ],
)
def test_the_rule_made_for_a_fault_sees_it(judged, fault, rule):
    found = {item.name: item for item in judged(fault).rules}
    assert not found[rule].passed
    assert judged().passed


def test_a_model_is_refused_that_has_seen_the_day(days, tables, truth):
    """Otherwise the gate would pass what was merely remembered."""
    remembered = changed(truth, days=(DATES[3],))
    with pytest.raises(ValueError, match=str(DATES[3])):
        gate(days, tables, lambda _: remembered, seed=1)


def test_few_days_never_pass(judged, days):
    """What can't be measured is not passed."""
    found = judged(None, days[:5])
    assert not found.passed
    assert any(np.isnan(rule.value) for rule in found.rules)


def test_no_days_are_refused_without_a_crash(judged):
    found = judged(None, ())
    assert not found.passed
    assert found.document()["actual_delay_rate"] is None


def test_untrusted_tours_are_not_looked_at(judged, days):
    """Stamps made in batches say nothing about the model, whatever they are."""
    spoilt = []
    for day in days:
        first, *rest = day.tours
        batch = PastTour("t0", "v", first.planned, first.driven, 6 * HOUR, None, trusted=False)
        visits = {
            name: PastVisit(name, 0, "delivered", None, None, 9 * HOUR, 9 * HOUR) if name in first.driven else visit
            for name, visit in day.visits.items()
        }
        spoilt.append(PastDay(day.problem, (batch, *rest), visits, day.planned_at_s))
    without = [PastDay(day.problem, day.tours[1:], day.visits, day.planned_at_s) for day in days]
    assert judged(None, tuple(spoilt)).document() == judged(None, tuple(without)).document()


def test_the_document_names_the_first_rule_that_breaks(judged):
    found = judged("travel_10_faster")
    broken = [rule["name"] for rule in found.document()["rules"] if not rule["passed"]]
    assert found.refused is not None
    assert broken[0] == found.refused.name


def test_a_seed_repeats_the_gate(judged, days):
    assert judged().document() == judged(None, days).document()
