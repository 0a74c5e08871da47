"""Locks, shipments and visits done that can't all be true are named, each by its own finding."""

from datetime import date

import pytest

from routing.errors import InputError
from routing.model import Depot, Done, Location, Lock, Problem, Shift, Stop, TimeWindow, UnderWay, Vehicle

HERE = Location(lon=7, lat=49)


def problem(locks=(), under_way=(), van=None, **stops):
    """Two vans and the stops a to d; keywords change a stop, or both vans."""
    yard = Depot(depot_id="yard", location=HERE)
    vans = tuple(
        Vehicle(vehicle_id=name, start_depot="yard", end_depot="yard", shift=Shift(start_s=0, end_s=9), **(van or {}))
        for name in ("one", "two")
    )
    orders = tuple(Stop(**({"stop_id": name, "location": HERE} | stops.get(name, {}))) for name in "abcd")
    return Problem(date=date(2026, 3, 2), depots=(yard,), vehicles=vans, stops=orders, locks=locks, under_way=under_way)


def lock(vehicle_id, stops, extent="order"):
    return Lock(vehicle_id=vehicle_id, stops=tuple(stops), extent=extent)


def way(vehicle_id, stops, times=(1, 1, 1)):
    visits = tuple(
        Done(stop_id=name, arrival_s=times[0], service_start_s=times[1], departure_s=times[2]) for name in stops
    )
    return UnderWay(vehicle_id=vehicle_id, departure_s=0, free_s=2, visits=visits)


SHIPMENT = {"a": {"kind": "pickup", "shipment_id": "x"}, "b": {"shipment_id": "x"}}


KILOS = {"demand": {"kg": 5}}


def window(start_s, end_s):
    return {"windows": (TimeWindow(start_s=start_s, end_s=end_s),), "hard_window": True}


def forced(vehicle_id, half):
    return {name: fields | ({"vehicle_id": vehicle_id} if name == half else {}) for name, fields in SHIPMENT.items()}


CASES = {
    "a lock names an unknown vehicle": ({"locks": (lock("bus", "a"),)}, "unknown_vehicle"),
    "a lock names an unknown stop": ({"locks": (lock("one", "z"),)}, "unknown_stop"),
    "a stop is in two locks": ({"locks": (lock("one", "ab"), lock("one", "bc"))}, "locked_twice"),
    "a stop is in one lock twice": ({"locks": (lock("one", "aba"),)}, "locked_twice"),
    "two locks begin a tour": ({"locks": (lock("one", "a", "start"), lock("one", "b", "start"))}, "locks_collide"),
    "a lock stands beside a whole tour": ({"locks": (lock("one", "a", "whole"), lock("one", "b"))}, "locks_collide"),
    "a lock goes against the stop's vehicle": (
        {"locks": (lock("one", "a"),), "a": {"vehicle_id": "two"}},
        "lock_against_vehicle",
    ),
    "a locked vehicle lacks a skill of a shipment's other half": (
        {"locks": (lock("one", "b"),), **SHIPMENT, "a": SHIPMENT["a"] | {"skills": frozenset({"crane"})}},
        "lock_lacks_skills",
    ),
    "a locked vehicle lacks a skill": (
        {"locks": (lock("one", "a"),), "a": {"skills": frozenset({"lift"})}},
        "lock_lacks_skills",
    ),
    "a locked stop is done elsewhere": (
        {"locks": (lock("one", "a"),), "under_way": (way("two", "a"),)},
        "lock_done_elsewhere",
    ),
    "a locked order is broken by what is done": (
        {"locks": (lock("one", "ab"),), "under_way": (way("one", "b"),)},
        "lock_against_done",
    ),
    "a locked start is not what was done": (
        {"locks": (lock("one", "ab", "start"),), "under_way": (way("one", "c"),)},
        "lock_against_done",
    ),
    "an unknown vehicle is under way": ({"under_way": (way("bus", "a"),)}, "unknown_vehicle"),
    "an unknown stop is done": ({"under_way": (way("one", "z"),)}, "unknown_stop"),
    "a vehicle is under way twice": ({"under_way": (way("one", "a"), way("one", "b"))}, "under_way_twice"),
    "a stop is done twice": ({"under_way": (way("one", "a"), way("two", "a"))}, "done_twice"),
    "a visit ends before it begins": ({"under_way": (way("one", "a", (5, 5, 4)),)}, "done_backwards"),
    "a shipment is only delivered": ({"b": {"shipment_id": "x"}}, "shipment_halves"),
    "a shipment is picked up twice": (
        {**SHIPMENT, "c": {"kind": "pickup", "shipment_id": "x"}},
        "shipment_halves",
    ),
    "a shipment's halves are locked to two vehicles": (
        {**SHIPMENT, "locks": (lock("one", "a"), lock("two", "b"))},
        "shipment_apart",
    ),
    "a shipment's halves are forced and locked apart": (
        {**forced("two", "a"), "locks": (lock("one", "b"),)},
        "shipment_apart",
    ),
    "a whole tour holds one half of a shipment": (
        {**SHIPMENT, "locks": (lock("one", "a", "whole"),)},
        "shipment_apart",
    ),
    "a shipment's halves carry different loads": (
        {"a": SHIPMENT["a"] | {"demand": {"kg": 5}}, "b": SHIPMENT["b"] | {"demand": {"kg": 6}}},
        "shipment_unequal",
    ),
    "one half of a shipment carries nothing": (
        {"a": SHIPMENT["a"] | {"demand": {"kg": 5}}, "b": SHIPMENT["b"]},
        "shipment_unequal",
    ),
    "a whole tour's windows exclude each other": (
        {"locks": (lock("one", "ab", "whole"),), "a": window(5, 6), "b": window(1, 4)},
        "lock_misses_window",
    ),
    "an order makes a window be missed": (
        {"locks": (lock("one", "ab"),), "a": {"service_s": 3}, "b": window(1, 2)},
        "lock_misses_window",
    ),
    "what is locked lasts longer than the shift": (
        {"locks": (lock("one", "ab"),), "a": {"service_s": 5}, "b": {"service_s": 5}},
        "lock_exceeds_shift",
    ),
    "more stops are locked than allowed": (
        {"locks": (lock("one", "ab", "start"), lock("one", "c")), "van": {"max_stops": 2}},
        "lock_exceeds_stops",
    ),
    "more is locked than can be loaded": (
        {"locks": (lock("one", "ab"),), "van": {"capacity": {"kg": 9}}, "a": KILOS, "b": KILOS},
        "lock_exceeds_load",
    ),
    "a locked stop alone is too large": (
        {"locks": (lock("one", "a"),), "van": {"capacity": {"kg": 4}, "max_trips": 3}, "a": KILOS},
        "lock_exceeds_load",
    ),
    "a lock delivers before the pickup": ({**SHIPMENT, "locks": (lock("one", "ba"),)}, "shipment_reversed"),
    "a tour begins with a delivery not picked up": (
        {**SHIPMENT, "locks": (lock("one", "b", "start"),)},
        "shipment_reversed",
    ),
    "a shipment is delivered that nobody has picked up": (
        {**SHIPMENT, "under_way": (way("one", "b"),)},
        "shipment_reversed",
    ),
}


@pytest.mark.parametrize("claim", CASES)
def test_a_contradiction_is_named(claim):
    fields, code = CASES[claim]
    with pytest.raises(InputError) as caught:
        problem(**fields)
    assert {finding.code for finding in caught.value.findings} == {code}


def test_all_contradictions_are_named_at_once():
    with pytest.raises(InputError) as caught:
        problem(locks=(lock("bus", "a"), lock("one", "az")), b={"shipment_id": "x"})
    codes = {finding.code for finding in caught.value.findings}
    assert codes == {"unknown_vehicle", "unknown_stop", "locked_twice", "shipment_halves"}


def test_locks_that_fit_what_was_done_are_taken():
    locks = (lock("one", "abc", "start"), lock("two", "d"))
    day = problem(locks=locks, under_way=(way("one", "ab"),), **SHIPMENT)
    assert day.locks == locks


LATE = {
    "a soft window that is missed": ({"a": window(5, 6), "b": window(1, 4) | {"hard_window": False}}),
    "a vehicle late on its way": ({"a": window(5, 6), "b": window(1, 4), "under_way": (way("one", ""),)}),
    "several trips for what one can't carry": (
        {"van": {"capacity": {"kg": 5}, "max_trips": 2}, "a": KILOS, "b": KILOS}
    ),
    "goods brought and goods fetched": ({"van": {"capacity": {"kg": 5}}, "a": KILOS, "b": KILOS | {"kind": "pickup"}}),
}


@pytest.mark.parametrize("claim", LATE)
def test_a_lock_is_no_contradiction_to(claim):
    locks = (lock("one", "ab"),)
    assert problem(locks=locks, **LATE[claim]).locks == locks
