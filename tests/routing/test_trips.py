from itertools import combinations, pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from strategies import DAY, at

from routing.matrix import Matrix, TimeSlots
from routing.model import Depot, Problem, Shift, Stop, Vehicle
from routing.trips import load_tour


def truck(*orders, **limits):
    """Return a day of stops of 40 kg each for a van of 100 kg that may load three times."""
    stops = tuple(
        Stop(**({"stop_id": f"s{k}", "location": at(k + 1), "demand": {"kg": 40}} | order))
        for k, order in enumerate(orders)
    )
    van = {"shift": Shift(start_s=0, end_s=86_400), "capacity": {"kg": 100}, "max_trips": 3, "reload_s": 600} | limits
    return Problem(
        date=DAY,
        depots=(Depot(depot_id="yard", location=at(0)),),
        vehicles=(Vehicle(vehicle_id="van", start_depot="yard", end_depot="yard", **van),),
        stops=stops,
    )


def street_of(problem, metres):
    """Return a matrix with these metres between places, and as many seconds."""
    array = np.array(metres, np.int32)[None]
    return Matrix(places=tuple(problem.places), slots=TimeSlots((0,)), seconds=array, metres=array)


def on_a_line(problem, *spots):
    return street_of(problem, np.abs(np.subtract.outer((0, *spots), (0, *spots))))


def loading(problem, matrix, done=0):
    return load_tour(problem, problem.vehicles[0], problem.stops, matrix, done)


def test_a_tour_that_fits_is_one_trip():
    problem = truck({}, {})
    assert loading(problem, on_a_line(problem, 0, 9)).reloads == ()


def test_a_reload_lies_where_the_detour_is_least():
    """Over the depot it is 2 m more before the second stop and 18 m before the third."""
    problem = truck({}, {}, {})
    assert loading(problem, on_a_line(problem, 1, 9, 9)).reloads == (1,)


def test_of_equal_detours_the_later_reload_is_taken():
    problem = truck({}, {}, {})
    assert loading(problem, on_a_line(problem, 5, 5, 5)).reloads == (2,)


def test_no_more_trips_than_allowed():
    """Three trips would be needed; with two the first takes what it can and the load is exceeded."""
    problem = truck(*[{}] * 5, max_trips=2)
    assert loading(problem, on_a_line(problem, 1, 2, 3, 4, 5)) == ((2,), {"kg": 120})


def test_a_stop_too_heavy_for_every_trip_rides_alone():
    problem = truck({"demand": {"kg": 140}}, {}, {})
    assert loading(problem, on_a_line(problem, 1, 2, 3)) == ((1,), {"kg": 140})


def test_a_vehicle_of_one_trip_never_reloads():
    problem = truck(*[{}] * 5, max_trips=1)
    assert loading(problem, on_a_line(problem, 1, 2, 3, 4, 5)) == ((), {"kg": 200})


def test_pickups_are_on_board_after_the_deliveries_left_theirs():
    problem = truck({}, {"kind": "pickup"}, {}, {"kind": "pickup"})
    assert loading(problem, on_a_line(problem, 1, 2, 3, 4)) == ((), {"kg": 80})


def test_pickups_before_deliveries_need_room_for_both():
    problem = truck({"kind": "pickup"}, {"kind": "pickup"}, {}, {}, max_trips=1)
    assert loading(problem, on_a_line(problem, 1, 2, 3, 4)).most == {"kg": 160}


def test_a_shipment_is_on_board_between_its_stops_only():
    pairs = [{"kind": kind, "shipment_id": name} for name in ("x", "y") for kind in ("pickup", "delivery")]
    problem = truck(*pairs, max_trips=1)
    assert loading(problem, on_a_line(problem, 1, 2, 3, 4)).most == {"kg": 40}


def test_a_shipment_never_crosses_a_reload():
    """The later of two equal detours lies before its delivery."""
    pair = [{"kind": kind, "shipment_id": "x", "demand": {"kg": 10}} for kind in ("pickup", "delivery")]
    problem = truck({}, *pair, {}, {})
    assert loading(problem, on_a_line(problem, 9, 1, 9, 9, 9)).reloads == (1,)


def test_what_was_delivered_is_no_longer_on_board():
    problem = truck(*[{}] * 5, max_trips=1)
    assert loading(problem, on_a_line(problem, 1, 2, 3, 4, 5), done=3).most == {"kg": 80}


def test_what_was_picked_up_is_still_on_board():
    problem = truck({"kind": "pickup"}, {}, {}, max_trips=1)
    assert loading(problem, on_a_line(problem, 1, 2, 3), done=1).most == {"kg": 120}


def test_no_reload_is_placed_among_what_is_done():
    problem = truck(*[{}] * 6)
    assert loading(problem, on_a_line(problem, 0, 0, 9, 9, 9, 9), done=3).reloads[0] >= 3


@st.composite
def tours(draw):
    """Random stops with shipments among them, in any order that picks up first."""
    size = draw(st.integers(1, 6))
    orders = [
        {"kind": draw(st.sampled_from(["pickup", "delivery"])), "demand": {"kg": draw(st.integers(0, 60))}}
        for _ in range(size)
    ]
    for first, second in draw(st.lists(st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)), max_size=2)):
        if first < second and not any("shipment_id" in orders[k] for k in (first, second)):
            orders[first] |= {"kind": "pickup", "shipment_id": f"x{first}"}
            orders[second] |= {"kind": "delivery", "shipment_id": f"x{first}", "demand": orders[first]["demand"]}
    metres = draw(st.lists(st.lists(st.integers(0, 50), min_size=size + 1, max_size=size + 1), min_size=size + 1))
    return orders, metres[: size + 1], draw(st.integers(1, 4))


def moments(stops):
    """Return what is on board at the start of a trip and after each stop, the plain way."""
    held = {stop.shipment_id for stop in stops if stop.shipment_id}
    load = sum(stop.demand["kg"] for stop in stops if stop.kind == "delivery" and stop.shipment_id not in held)
    yield load
    for stop in stops:
        load += stop.demand["kg"] * (1 if stop.kind == "pickup" else -1)
        yield load


def parts(size, cuts):
    edges = (0, *cuts, size)
    return [range(a, b) for a, b in pairwise(edges)]


@given(tour=tours())
def test_no_other_way_to_cut_that_fits_is_shorter(tour):
    orders, metres, max_trips = tour
    problem = truck(*orders, max_trips=max_trips)
    size, matrix = len(orders), street_of(problem, metres)
    found = loading(problem, matrix)

    def whole(cuts):
        trips = [{orders[k].get("shipment_id") for k in part} - {None} for part in parts(size, cuts)]
        return not any(a & b for a, b in combinations(trips, 2))

    def fits(cuts):
        return all(max(moments([problem.stops[k] for k in part])) <= 100 for part in parts(size, cuts))

    def detour(cuts):
        return sum(metres[k][0] + metres[0][k + 1] - metres[k][k + 1] for k in cuts)

    ways = [cuts for count in range(max_trips) for cuts in combinations(range(1, size), count) if whole(cuts)]
    lawful = [cuts for cuts in ways if fits(cuts)]
    assert found.reloads in ways
    if () in lawful:
        assert found.reloads == ()
    elif lawful:
        assert found.reloads in lawful
        assert detour(found.reloads) == min(map(detour, lawful))


@given(tour=tours())
def test_the_most_on_board_is_what_counting_stop_by_stop_gives(tour):
    orders, metres, max_trips = tour
    problem = truck(*orders, max_trips=max_trips)
    found = loading(problem, street_of(problem, metres))
    trips = [[problem.stops[k] for k in part] for part in parts(len(orders), found.reloads)]
    assert found.most == {"kg": max(max(moments(trip)) for trip in trips)}
