"""Days made up with known factors: learning must give those factors back."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from data.calibrate import calibrate, day_factors, legs_of
from data.history import PastDay, PastTour, PastVisit
from data.legs import observe
from routing.errors import InputError
from routing.model import Depot, Location, Problem, Shift, Stop, TimeWindow, Vehicle
from routing.table import TravelTable, spot
from routing.traffic import DEFAULT_TRAFFIC, ROAD_CLASSES

STARTS_S = DEFAULT_TRAFFIC.starts_s
PROFILE_BY_HOUR = np.array([1.0, 1.1, 1.5, 1.25, 1.2, 1.3, 1.45, 1.2, 1.05])
ROADS = ("primary", "secondary", "residential")
WEIGHT = np.array([1.3, 1.0, 0.6])
ZONES = np.array([1.0, 1.0, 1.15, 0.9, 1.0, 1.0, 1.1, 0.85, 1.0])
FACTORS = 1 + WEIGHT[:, None] * (PROFILE_BY_HOUR - 1)[None, :]
"""Planted factor by road and slot."""

LEG_SD, TOUR_SD, DAY_SD, SERVICE_SD = 0.3, 0.06, 0.08, 0.35
MONDAY = date(2026, 1, 5)


def lognormal(rng, log_sd, size=None):
    """Ratios with a mean of 1."""
    return np.exp(rng.normal(-(log_sd**2) / 2, log_sd, size))


class Town:
    """Eighty customers and a depot on a made-up grid of streets, and their table of free-flow seconds."""

    def __init__(self, seed=1, customers=80):
        rng = np.random.default_rng(seed)
        self.at = np.vstack([[7.5, 49.5], rng.uniform([7.0, 49.0], [8.0, 50.0], (customers, 2))]).round(6)
        self.locations = [Location(lon=lon, lat=lat) for lon, lat in self.at]
        zone = np.minimum((self.at - [7.0, 49.0]) * 3, 2).astype(int) @ [1, 3]
        metres = np.hypot(*(self.at[:, None] - self.at[None, :]).transpose(2, 0, 1)) * 12_000
        mix = rng.dirichlet([2, 2, 3], metres.shape) * (metres / 9)[:, :, None]
        parts = np.zeros((*metres.shape, len(ROAD_CLASSES), 9))
        for number, road in enumerate(ROADS):
            half = mix[:, :, number] / 2
            for ends in (np.broadcast_to(zone[:, None], half.shape), np.broadcast_to(zone[None], half.shape)):
                np.add.at(parts, (*np.indices(half.shape), ROAD_CLASSES.index(road), ends), half)
        flat = parts.reshape(*metres.shape, -1).astype(np.float32)
        used = np.flatnonzero(flat.any(axis=(0, 1)))
        self.table = TravelTable(
            spots=tuple(spot(location) for location in self.locations),
            parts=np.ascontiguousarray(flat[:, :, used]),
            buckets=used,
            metres=metres.astype(np.int32),
        )
        self.tables = {"van": self.table}
        self.planned_s = rng.integers(3, 9, customers + 1) * 60
        self.service_s = self.planned_s * 1.2 * lognormal(rng, 0.3, customers + 1)
        by_bucket = np.ones((len(ROAD_CLASSES), len(STARTS_S)))
        by_bucket[[ROAD_CLASSES.index(road) for road in ROADS]] = FACTORS
        self.factors = (by_bucket[:, None, :] * ZONES[None, :, None]).reshape(-1, len(STARTS_S))

    def expected_s(self, origin, destination, leave_s):
        slot = int(np.searchsorted(STARTS_S, leave_s, side="right")) - 1
        return float(self.table.parts[origin, destination] @ self.factors[self.table.buckets, slot])

    def stop(self, number, customer, opens_s=None):
        windows = (TimeWindow(start_s=opens_s),) if opens_s is not None else ()
        return Stop(
            stop_id=f"s{number}",
            location=self.locations[customer],
            service_s=int(self.planned_s[customer]),
            windows=windows,
            customer_id=f"c{customer}",
        )

    def day(self, number, *, tours=4, stops=15, noise=1.0, seed=0, waiting=False):
        """A day driven under the planted truth."""
        rng = np.random.default_rng([seed, number])
        when = MONDAY + timedelta(days=number + 2 * (number // 5))
        of_day = lognormal(rng, DAY_SD * noise)
        chosen = rng.permutation(np.arange(1, len(self.at)))[: tours * stops].reshape(tours, stops)
        all_stops, visits, past = [], {}, []
        for tour, customers in enumerate(chosen):
            factor = of_day * lognormal(rng, TOUR_SD * noise)
            start = int(rng.integers(5, 12) * 3600)
            now = left = start + max(0, round(rng.normal(240, 300 * noise)))
            here = 0
            ids = []
            for customer in customers:
                row = len(all_stops)
                expected = self.expected_s(here, customer, now)
                arrived = now + round(expected * factor * lognormal(rng, LEG_SD * noise))
                opens = arrived + int(rng.integers(600, 3600)) if waiting and rng.random() < 0.3 else None
                stop = self.stop(row, customer, opens)
                on_site = round(self.service_s[customer] * lognormal(rng, SERVICE_SD * noise))
                now = stop.service_start_s(arrived) + on_site
                visits[stop.stop_id] = PastVisit(stop.stop_id, row + 2, "delivered", None, None, arrived, now)
                all_stops.append(stop)
                ids.append(stop.stop_id)
                here = customer
            home = now + round(self.expected_s(here, 0, now) * factor * lognormal(rng, LEG_SD * noise))
            past.append(PastTour(f"t{tour}", f"v{tour}", tuple(ids), tuple(ids), start, left, actual_end_s=home))
        vehicles = tuple(
            Vehicle(
                vehicle_id=tour.tour_id,
                start_depot="d",
                end_depot="d",
                shift=Shift(start_s=tour.planned_departure_s, end_s=86_400),
            )
            for tour in past
        )
        depots = (Depot(depot_id="d", location=self.locations[0]),)
        problem = Problem(date=when, depots=depots, vehicles=vehicles, stops=tuple(all_stops))
        return PastDay(problem, tuple(past), visits, planned_at_s=4 * 3600)

    def days(self, count, **how):
        return [self.day(number, **how) for number in range(count)]


@pytest.fixture(scope="module")
def town():
    return Town()


@pytest.fixture(scope="module")
def days(town):
    return town.days(60)


@pytest.fixture(scope="module")
def times(town, days):
    return calibrate(days, town.tables, name="learned")


def forget(day, stop_ids, **fields):
    """The same day with fields of some visits changed."""
    changed = {name: replace(day.visits[name], **fields) for name in stop_ids}
    return replace(day, visits={**day.visits, **changed})


def log_sd(spread):
    """Of what a simulation draws from a spread."""
    points = np.linspace(0, 1, len(spread.ratios))
    drawn = np.log(np.interp((np.arange(4096) + 0.5) / 4096, points, spread.ratios))
    return drawn.std()


def expected_ratio(town, times):
    """Learned ÷ true expected seconds of every leg between places, per slot that tours drive much in."""
    true = town.table.parts @ town.factors[town.table.buckets].astype(np.float32)
    learned = town.table.parts @ times.bucket_factors[town.table.buckets].astype(np.float32)
    far = town.table.free_s > 0
    return (learned[far] / true[far])[:, 1:7]


def test_expected_seconds_have_the_planted_level(town, times):
    assert expected_ratio(town, times).mean() == pytest.approx(1, abs=0.03)


def test_each_hour_has_its_planted_pace(town, times):
    by_slot = expected_ratio(town, times).mean(axis=0)
    assert np.abs(by_slot / by_slot.mean() - 1).max() < 0.05


def test_an_hour_never_driven_in_is_faster_at_night_than_the_rush_hour(times):
    """Nobody was seen after 20:00: the default profile's shape at the learned level stands in."""
    assert times.travel.factors["secondary"][8] < 0.85 * times.travel.factors["secondary"][6]


def test_zones_are_told_apart(times):
    learned = np.array(times.zone_factors)
    off = learned / learned.mean() / (ZONES / ZONES.mean()) - 1
    assert np.abs(off).max() < 0.06


def test_road_classes_are_told_apart_in_the_rush_hour(times):
    rush = [times.travel.factors[road][2] for road in ROADS]
    assert rush[0] > rush[1] > rush[2]


def test_a_class_never_driven_on_takes_the_overall_level(times):
    driven = np.mean([times.travel.factors[road][2] for road in ROADS])
    assert times.travel.factors["track"][2] == pytest.approx(driven, rel=0.12)


def test_the_spread_of_single_legs_is_recovered(times):
    assert log_sd(times.legs[-1]) == pytest.approx(LEG_SD, rel=0.05)


def test_spreads_have_a_mean_of_one(times):
    for spread in (*times.legs, times.service.spread):
        points = np.array(spread.ratios)
        assert (points[:-1] + points[1:]).mean() / 2 == pytest.approx(1, abs=1e-5)


def test_day_and_tour_variation_are_recovered(town):
    """Over several histories: one alone has 60 days to tell."""
    found = [calibrate(town.days(60, seed=seed), town.tables, name="x", held_out=False) for seed in (11, 12, 13, 14)]
    assert np.sqrt(np.mean([times.day_log_sd**2 for times in found])) == pytest.approx(DAY_SD, rel=0.15)
    assert np.sqrt(np.mean([times.tour_log_sd**2 for times in found])) == pytest.approx(TOUR_SD, rel=0.15)


def test_days_alike_show_no_variation_of_days(town):
    calm = calibrate(town.days(20, noise=0.0), town.tables, name="calm", held_out=False)
    assert max(calm.day_log_sd, calm.tour_log_sd) < 0.01


def test_service_means_are_recovered(town, times):
    true = np.array([town.service_s[int(name[1:])] for name in times.service.mean_s])
    learned = np.array(list(times.service.mean_s.values()))
    assert np.median(np.abs(learned / true - 1)) < 0.06
    assert learned.sum() / true.sum() == pytest.approx(1, abs=0.03)


def test_a_customer_seen_once_stays_near_the_planned_time(town, days):
    once = town.stop(999, 5).model_copy(update={"customer_id": "new", "stop_id": "once"})
    day = days[0]
    tour = day.tours[0]
    late = day.visits[tour.driven[-1]].actual_departure_s
    visit = PastVisit("once", 900, "delivered", None, None, late + 600, late + 600 + 10 * once.service_s)
    longer = replace(
        day,
        problem=day.problem.model_copy(update={"stops": (*day.problem.stops, once)}),
        tours=(replace(tour, driven=(*tour.driven, "once"), actual_end_s=None), *day.tours[1:]),
        visits={**day.visits, "once": visit},
    )
    learned = calibrate([longer, *days[1:]], town.tables, name="x", held_out=False).service
    assert learned.factor * once.service_s < learned.mean_s["new"] < 7 * once.service_s


def test_late_departures_are_kept_as_quantiles(times, days):
    late = [tour.actual_departure_s - tour.planned_departure_s for day in days for tour in day.tours]
    assert (times.departure_late_s[0], times.departure_late_s[-1]) == (min(late), max(late))
    assert np.mean(times.departure_late_s) == pytest.approx(np.mean(late), rel=0.05)


def test_waiting_is_not_service(town):
    waited = calibrate(town.days(40, waiting=True), town.tables, name="w", held_out=False)
    true = sum(town.service_s[int(name[1:])] for name in waited.service.mean_s)
    assert sum(waited.service.mean_s.values()) / true == pytest.approx(1, abs=0.04)


def test_missing_arrivals_change_little(town, days, times):
    rng = np.random.default_rng(3)
    gaps = [forget(day, [name for name in day.visits if rng.random() < 0.3], actual_arrival_s=None) for day in days]
    learned = calibrate(gaps, town.tables, name="gaps", held_out=False)
    assert expected_ratio(town, learned).mean() == pytest.approx(expected_ratio(town, times).mean(), abs=0.02)
    assert log_sd(learned.legs[-1]) == pytest.approx(LEG_SD, rel=0.06)
    common = [learned.service.mean_s[name] / times.service.mean_s[name] for name in times.service.mean_s]
    assert np.mean(common) == pytest.approx(1, abs=0.02)


def test_a_firm_that_stamps_departures_only_still_learns(town, days):
    gaps = [forget(day, day.visits, actual_arrival_s=None) for day in days[:20]]
    learned = calibrate(gaps, town.tables, name="gaps", held_out=False)
    assert expected_ratio(town, learned).mean() == pytest.approx(1, abs=0.15)


def test_tours_with_batch_scans_teach_nothing(town, days, times):
    broken = [
        replace(day, tours=(*day.tours, replace(day.tours[0], tour_id="zz", trusted=False, actual_departure_s=0)))
        for day in days
    ]
    assert calibrate(broken, town.tables, name="learned") == times


def test_the_order_of_days_and_tours_changes_nothing(town, days, times):
    shuffled = [replace(day, tours=day.tours[::-1]) for day in reversed(days)]
    assert calibrate(shuffled, town.tables, name="learned") == times


def test_learning_twice_gives_the_same(town, days, times):
    assert calibrate(days, town.tables, name="learned") == times


def test_errors_are_measured_on_days_not_learned_from(times):
    errors = times.held_out
    assert errors["legs_median_abs_pct"] < errors["legs_mean_abs_pct"] < 35
    assert abs(errors["legs_bias_pct"]) < 5
    assert abs(errors["service_bias_pct"]) < 5


def test_arrivals_are_simulated_without_bias(times):
    """An hour or two into a tour, means of simulated arrivals lie within a minute or two of the actual ones."""
    assert abs(times.held_out["arrival_bias_s"]) < 120


def test_passing_over_waiting_does_not_bias_arrivals(town):
    waited = calibrate(town.days(40, waiting=True), town.tables, name="w")
    assert abs(waited.held_out["arrival_bias_s"]) < 150


def test_nine_days_are_too_few(town, days):
    with pytest.raises(InputError) as caught:
        calibrate(days[:9], town.tables, name="x")
    assert [(f.code, f.value, f.detail) for f in caught.value.findings] == [("history_too_short", "9", "10")]


def test_a_history_under_four_weeks_says_so(town, days):
    assert "Fewer than 4 weeks" in calibrate(days[:12], town.tables, name="x", held_out=False).source


def test_an_observed_day_factor_follows_the_true_one(town, times):
    """A day whose every leg takes a fifth longer shows in its factor."""
    slow = town.day(70, noise=0.1)
    by_day, by_tour = day_factors([slow], town.tables, times)
    total = [by_day[slow.date] * by_tour[slow.date, tour.tour_id] for tour in slow.tours]
    assert np.mean(total) == pytest.approx(1, abs=0.06)


def test_observed_factors_are_one_on_average(town, days, times):
    by_day, by_tour = day_factors(days, town.tables, times)
    assert np.mean(list(by_day.values())) == pytest.approx(1, abs=0.01)
    assert np.mean(list(by_tour.values())) == pytest.approx(1, abs=0.01)


def test_legs_are_listed_with_both_ends_and_their_seconds(town, days):
    frame = legs_of(days[:1], town.tables)
    assert len(frame) == sum(len(tour.driven) + 1 for tour in days[0].tours)
    first = days[0].tours[0]
    row = frame[(frame["tour_id"] == first.tour_id) & (frame["stop_id"] == first.driven[0])].iloc[0]
    arrived = days[0].visits[first.driven[0]].actual_arrival_s
    assert row["observed_s"] == arrived - first.actual_departure_s


def test_two_orders_at_one_door_make_no_leg(town, days):
    day = days[0]
    tour = day.tours[0]
    first, second = (day.problem.stop_by_id[name] for name in tour.driven[:2])
    stops = [
        stop.model_copy(update={"location": first.location}) if stop is second else stop for stop in day.problem.stops
    ]
    same = replace(day, problem=day.problem.model_copy(update={"stops": tuple(stops)}))
    assert len(observe([same], town.tables).legs) == len(observe([day], town.tables).legs) - 1


def test_a_leg_that_ends_before_it_begins_is_left_out(town, days):
    day = days[0]
    second = day.tours[0].driven[1]
    left = day.visits[day.tours[0].driven[0]].actual_departure_s
    odd = forget(day, [second], actual_arrival_s=left - 60)
    assert second not in set(legs_of([odd], town.tables)["stop_id"])


def test_a_profile_without_a_table_is_named(town, days):
    with pytest.raises(InputError, match="van"):
        calibrate(days, {"truck_12t": town.table}, name="x")


def test_an_assumed_departure_teaches_nothing_about_departures(town, days):
    """How late a tour left can't be told from a planned departure that nobody planned."""
    day = days[0]
    assumed = replace(day.tours[0], departure_assumed=True)
    changed = replace(day, tours=(assumed, *day.tours[1:]))
    before = len(observe([day], town.tables).departures_late_s)
    assert len(observe([changed], town.tables).departures_late_s) == before - 1
