"""Locks: stops that stay on their tour in their order, and tours that stay as they are."""

import pytest
from desk_days import places


def lock(plan, **what):
    return plan.change("locks", **{"locked": True, **what})


def test_a_locked_stop_is_shown_as_locked(plan):
    view = lock(plan, order_id="s2").json()
    assert [visit["locked"] for visit in view["tours"][0]["visits"]] == [False, True, False, False]


def test_a_locked_stop_stays_on_its_tour(plan):
    lock(plan, order_id="s2")
    answer = plan.change("moves", order_id="s2", vehicle_id="van 2")
    assert (answer.status_code, "auf Tour 1 gesperrt" in answer.json()["detail"]) == (409, True)


def test_a_locked_stop_is_not_left_out(plan):
    lock(plan, order_id="s2")
    assert plan.change("moves", order_id="s2", vehicle_id=None).status_code == 409


def test_locked_stops_keep_their_order(plan):
    lock(plan, order_id="s2")
    lock(plan, order_id="s3")
    assert plan.change("moves", order_id="s3", vehicle_id="van 1", position=1).status_code == 409


def test_a_locked_stop_moves_past_free_ones(plan):
    lock(plan, order_id="s2")
    view = plan.change("moves", order_id="s2", vehicle_id="van 1", position=1).json()
    assert places(view)["van 1"] == ["s2", "s1", "s3", "s4"]


def test_free_stops_move_between_locked_ones(plan):
    lock(plan, order_id="s2")
    lock(plan, order_id="s3")
    view = plan.change("moves", order_id="s12", vehicle_id="van 1", position=3).json()
    assert places(view)["van 1"] == ["s1", "s2", "s12", "s3", "s4"]


@pytest.mark.parametrize("move", [("s1", "van 2"), ("s12", "van 1"), ("s1", None), ("s1", "van 1")])
def test_a_locked_tour_stays_as_it_is(plan, move):
    lock(plan, vehicle_id="van 1")
    answer = plan.change("moves", order_id=move[0], vehicle_id=move[1])
    assert (answer.status_code, "Tour 1 ist gesperrt" in answer.json()["detail"]) == (409, True)


def test_an_unlocked_tour_can_be_changed_again(plan):
    lock(plan, vehicle_id="van 1")
    plan.change("locks", vehicle_id="van 1", locked=False)
    assert plan.change("moves", order_id="s1", vehicle_id="van 2").status_code == 200


def test_a_lock_can_be_undone(plan):
    lock(plan, vehicle_id="van 1")
    assert plan.change("undo").json()["tours"][0]["locked"] is False


@pytest.mark.parametrize("what", [{"order_id": "s12"}, {"vehicle_id": "van 4"}])
def test_what_is_in_no_tour_can_t_be_locked(plan, what):
    assert lock(plan, **what).status_code == 409


def test_locking_twice_is_a_conflict(plan):
    lock(plan, order_id="s2")
    assert lock(plan, order_id="s2").status_code == 409


@pytest.mark.parametrize("what", [{}, {"order_id": "s1", "vehicle_id": "van 1"}])
def test_a_lock_names_exactly_one_thing(plan, what):
    assert lock(plan, **what).status_code == 422
