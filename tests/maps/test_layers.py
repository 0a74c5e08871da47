"""A plan becomes frames with local times and tour numbers."""

from datetime import date

import pytest
from map_days import GOOD_ORDER, LATE_ORDER, paths_of, plan_of, small_day

from maps import (
    DEPOT_COLUMNS,
    LEG_COLUMNS,
    UNASSIGNED_COLUMNS,
    VISIT_COLUMNS,
    PlanLayer,
    frames_of,
    plan_geojson,
)
from routing.delays import Kpis
from routing.errors import InputError
from routing.model import TimeWindow


def test_frames_have_their_declared_columns(problem, late_plan):
    frames = frames_of(problem, late_plan)
    assert {name: tuple(frame.columns) for name, frame in frames.items()} == {
        "visits": VISIT_COLUMNS,
        "legs": LEG_COLUMNS,
        "unassigned": UNASSIGNED_COLUMNS,
        "depots": DEPOT_COLUMNS,
    }


def test_every_stop_is_either_visited_or_unassigned(layer, problem):
    assert sorted([*layer.visits["stop_id"], *layer.unassigned["stop_id"]]) == sorted(problem.stop_by_id)


def test_the_late_flags_and_the_unassigned_add_up_to_the_figures(layer):
    assert layer.visits["late"].sum() + layer.unassigned["due"].sum() == layer.kpis.late_stops == 2


def test_a_tolerated_lateness_is_not_flagged(late_plan):
    tolerant = small_day(tolerance_s=12 * 3600)
    assert not PlanLayer.of("p", tolerant, late_plan).visits["late"].any()


def test_a_vehicle_keeps_its_number_when_another_one_stays_at_home(problem):
    """Else the colours would change places between two plans of the same day."""
    plan = plan_of(problem, {"van 2": ["d"]})
    assert list(frames_of(problem, plan)["visits"]["tour"]) == [2]


def test_the_figures_are_those_of_the_one_formula(layer, problem, late_plan):
    assert layer.kpis == Kpis.of(late_plan, problem.tolerance_s)


def test_legs_include_the_way_home(layer):
    assert list(layer.legs.groupby("tour")["position"].max()) == [4, 3]


def test_times_stand_in_the_depots_zone(layer):
    assert layer.visits["arrival"].iloc[0].isoformat() == "2026-03-02T08:20:00+01:00"


@pytest.mark.parametrize(
    ("day", "clock"),
    [(date(2026, 3, 29), "2026-03-29T09:20:00+02:00"), (date(2026, 10, 25), "2026-10-25T07:20:00+01:00")],
)
def test_seconds_are_elapsed_ones_on_days_of_23_and_25_hours(day, clock):
    problem = small_day(day=day)
    arrival = frames_of(problem, plan_of(problem, GOOD_ORDER))["visits"].set_index("stop_id").loc["f", "arrival"]
    assert arrival.isoformat() == clock


def test_an_open_window_side_stays_open(problem):
    stop = problem.stops[0].model_copy(update={"windows": (TimeWindow(end_s=36000),)})
    open_sided = problem.model_copy(update={"stops": (stop, *problem.stops[1:])})
    ((start, end),) = frames_of(open_sided, plan_of(open_sided, LATE_ORDER))["visits"]["windows"].iloc[0]
    assert (start, end.isoformat()) == (None, "2026-03-02T10:00:00+01:00")


def test_every_tour_whose_path_does_not_fit_is_named(problem, late_plan):
    paths = paths_of(problem, late_plan)
    with pytest.raises(InputError) as caught:
        PlanLayer.of("p", problem, late_plan, {"van 1": paths["van 1"][:-1]})
    assert [(f.code, f.value, f.detail) for f in caught.value.findings] == [
        ("map_paths_unfitting", "van 1", "3 / 4"),
        ("map_paths_unfitting", "van 2", "0 / 3"),
    ]


def test_without_paths_the_legs_are_straight_and_say_so(problem, late_plan):
    layer = PlanLayer.of("p", problem, late_plan)
    assert layer.straight
    assert {len(line.coords) for line in layer.legs["geometry"]} == {2}


def test_a_path_of_one_point_is_drawn_between_its_places(problem, late_plan):
    """Two orders at one house give a leg without any road."""
    paths = paths_of(problem, late_plan) | {"van 2": [[(7.75, 49.44)]] * 3}
    assert PlanLayer.of("p", problem, late_plan, paths).legs["geometry"].iloc[-1].coords[0] == (7.75, 49.44)


def test_a_plan_without_tours_is_still_a_layer(problem):
    layer = PlanLayer.of("p", problem, plan_of(problem, {}))
    assert (len(layer.visits), len(layer.legs), len(layer.unassigned)) == (0, 0, 6)


@pytest.fixture
def reloading():
    """Van 1 carries two at a time, so it reloads between its second and its third stop."""
    day = small_day()
    loads = {stop.stop_id: stop.model_copy(update={"demand": {"kg": 1}}) for stop in day.stops}
    van = day.vehicles[0].model_copy(update={"capacity": {"kg": 2}, "max_trips": 2, "reload_s": 900})
    day = day.model_copy(update={"stops": tuple(loads.values()), "vehicles": (van, day.vehicles[1])})
    return PlanLayer.of("p", day, plan_of(day, {"van 1": ["a", "b", "c"]}))


def test_the_drive_to_a_reload_leads_to_the_depot_and_not_to_the_stop_behind_it(reloading):
    legs = reloading.legs
    (behind,) = legs.loc[legs["to_reload"], "position"]
    assert list(legs.loc[~legs["to_reload"], "position"]) == [1, 2, 3, 4]
    assert reloading.visits["before"].iloc[behind - 1] != ()


def test_a_visit_knows_the_reload_before_it(reloading):
    (between,) = [item for items in reloading.visits["before"] for item in items]
    assert (between[0], (between[2] - between[1]).seconds) == ("reload", 900)


def test_the_document_tells_of_the_reload(reloading):
    document = plan_geojson([reloading], None)
    said = [item for feature in document["features"] for item in feature["properties"].get("before", [])]
    assert [item["kind"] for item in said] == ["reload"]
