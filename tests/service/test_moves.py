"""Moving stops: what a preview says is what is saved, and what is refused says why."""

import desk_days
import pytest
from desk_days import places


def test_a_stop_goes_where_it_is_put(plan):
    view = plan.change("moves", order_id="s4", vehicle_id="van 2", position=4).json()
    assert places(view)["van 2"] == ["s5", "s6", "s7", "s4", "s8"]


def test_a_stop_is_left_out(plan):
    view = plan.change("moves", order_id="s4", vehicle_id=None).json()
    assert [stop["order_id"] for stop in view["unassigned"]] == ["s4", "s12"]


def test_an_open_stop_goes_into_a_tour(plan):
    view = plan.change("moves", order_id="s12", vehicle_id="van 1").json()
    assert ("s12" in places(view)["van 1"], view["unassigned"]) == (True, [])


def test_a_stop_begins_the_tour_of_an_idle_vehicle(plan):
    view = plan.change("moves", order_id="s1", vehicle_id="van 4").json()
    assert (places(view)["van 4"], view["idle_vehicles"]) == (["s1"], [])


MOVES = [
    {"order_id": "s4", "vehicle_id": "van 2"},
    {"order_id": "s4", "vehicle_id": "van 2", "position": 4},
    {"order_id": "s1", "vehicle_id": "van 1", "position": 3},
    {"order_id": "s9", "vehicle_id": None},
    {"order_id": "s12", "vehicle_id": "van 4"},
]


@pytest.mark.parametrize("move", MOVES)
def test_a_preview_says_what_is_then_saved(plan, move):
    before = plan.view()["kpis"]
    seen = plan.ask("preview", **move).json()
    after = plan.change("moves", **move).json()["kpis"]
    for name, kpi in (("distance_m", "distance_m"), ("duration_s", "duration_s"), ("late", "late_stops")):
        assert seen[name] == after[kpi] - before[kpi]
    assert seen["expected_late"] == pytest.approx(after["expected_late"] - before["expected_late"])


@pytest.mark.parametrize("move", MOVES)
def test_a_preview_says_how_each_tour_would_end(plan, move):
    seen = plan.ask("preview", **move).json()["tours"]
    before = {tour["vehicle_id"]: tour for tour in plan.view()["tours"]}
    after = {tour["vehicle_id"]: tour for tour in plan.change("moves", **move).json()["tours"]}
    for told in seen:
        name = told["vehicle_id"]
        for tour, end, late in ((before.get(name), "end_before", "late_before"), (after.get(name), "end", "late")):
            assert told[end] == (tour and tour["end"])
            assert told[late] == pytest.approx(tour["expected_late"] if tour else 0)


def test_a_preview_saves_nothing(plan):
    before = plan.view()
    plan.ask("preview", order_id="s4", vehicle_id="van 2")
    assert plan.view() == before


def test_a_preview_draws_new_and_lost_legs(plan):
    lines = plan.ask("preview", order_id="s4", vehicle_id="van 2").json()["lines"]["features"]
    kinds = [line["properties"]["kind"] for line in lines]
    assert (kinds.count("new"), kinds.count("gone")) == (3, 3)


def test_a_preview_names_the_neighbours(plan):
    seen = plan.ask("preview", order_id="s4", vehicle_id="van 2", position=3).json()
    assert (seen["before"], seen["after"]) == ("s6", "s7")


def test_the_best_place_of_a_target_is_that_of_its_preview(plan):
    for target in plan.ask("targets", order_id="s12").json():
        seen = plan.ask("preview", order_id="s12", vehicle_id=target["vehicle_id"]).json()
        assert {name: seen[name] for name in target} == target


def test_targets_come_best_first_and_refused_ones_last(plan):
    allowed = [target["allowed"] for target in plan.ask("targets", order_id="s10").json()]
    assert allowed == sorted(allowed, reverse=True)


REFUSED = [
    ({"order_id": "s10", "vehicle_id": "van 1"}, "Tour 1 fehlt: cool."),
    ({"order_id": "s6", "vehicle_id": "van 2", "position": 4}, "Tour 2 träfe ein festes Zeitfenster nicht"),
    ({"order_id": "s5", "vehicle_id": "van 2", "position": 1}, "Auftrag s5 steht dort schon."),
]


@pytest.mark.parametrize(("move", "said"), REFUSED)
def test_a_refused_move_names_tour_and_rule(plan, move, said):
    answer = plan.change("moves", **move)
    assert (answer.status_code, said in answer.json()["detail"]) == (409, True)


@pytest.mark.parametrize(("move", "said"), REFUSED)
def test_a_preview_says_why_a_move_is_refused(plan, move, said):
    seen = plan.ask("preview", **move).json()
    assert (seen["allowed"], said in seen["reason"]["de"]) == (False, True)


def test_a_full_van_takes_no_more(plan):
    plan.change("moves", order_id="s1", vehicle_id="van 4")
    answer = plan.change("moves", order_id="s2", vehicle_id="van 4")
    assert "Tour 4 wäre überladen (200 kg / 150 kg)." in answer.json()["detail"]


def test_lateness_is_never_refused(plan):
    view = plan.change("moves", order_id="s1", vehicle_id="van 1", position=4).json()
    assert view["tours"][0]["visits"][3]["lateness_s"] > 0


@pytest.mark.parametrize("what", ["preview", "moves", "targets"])
def test_an_unknown_order_is_not_found(plan, what):
    assert (
        plan.change(what, order_id="s99", **({} if what == "targets" else {"vehicle_id": "van 1"})).status_code == 404
    )


def test_a_step_is_named_by_the_stop_s_old_number(plan):
    view = plan.change("moves", order_id="s4", vehicle_id="van 2").json()
    assert view["undo"] == {"de": "Stopp 4 liegt jetzt auf Tour 2.", "en": "Stop 4 is now on tour 2."}


def test_undo_gives_the_plan_back(plan):
    before = plan.view()
    plan.change("moves", order_id="s4", vehicle_id="van 2")
    after = plan.change("undo").json()
    assert after["tours"] == before["tours"]


def test_redo_does_it_again(plan):
    moved = plan.change("moves", order_id="s4", vehicle_id="van 2").json()
    plan.change("undo")
    assert plan.change("redo").json()["tours"] == moved["tours"]


def test_a_new_step_forgets_those_undone(plan):
    plan.change("moves", order_id="s4", vehicle_id="van 2")
    plan.change("undo")
    view = plan.change("moves", order_id="s12", vehicle_id="van 1").json()
    assert view["redo"] is None


def test_fifty_steps_can_be_undone(plan):
    for _ in range(26):
        plan.change("moves", order_id="s4", vehicle_id="van 2")
        plan.change("moves", order_id="s4", vehicle_id="van 1")
    undone = 0
    while plan.change("undo").status_code == 200:
        undone += 1
    assert undone == 50


def test_what_is_saved_is_what_is_opened_again(plan, service):
    saved = plan.change("moves", order_id="s4", vehicle_id="van 2").json()
    del service.app.state.desk
    assert plan.view() == saved


@pytest.fixture
def ruled_plan(service, desk_town, grid_town, dispatcher):
    """The draft of a day with breaks, reloads and a shipment: s9 is fetched for s10."""
    ground = desk_days.ground_of(grid_town[0], problem=desk_days.ruled_problem())
    kept = desk_days.keep_plan(service.app.state.store, *desk_town[:2], ground, tours=desk_days.RULED_TOURS)
    return desk_days.AskedPlan(dispatcher, kept.plan_id)


def test_a_shipment_goes_to_another_van_as_a_whole(ruled_plan):
    view = ruled_plan.change("moves", order_id="s10", vehicle_id="van 4", position=1).json()
    assert (places(view)["van 4"], places(view)["van 3"]) == (["s9", "s10"], ["s11"])


def test_a_shipment_is_left_out_as_a_whole(ruled_plan):
    view = ruled_plan.change("moves", order_id="s9", vehicle_id=None).json()
    assert [stop["order_id"] for stop in view["unassigned"]] == ["s9", "s10", "s12"]


def test_a_pickup_does_not_go_behind_its_delivery(ruled_plan):
    refused = ruled_plan.ask("preview", order_id="s9", vehicle_id="van 3", position=3).json()
    assert (refused["allowed"], refused["reason"]["code"]) == (False, "check_shipment_reversed")


def test_a_preview_counts_both_halves_of_a_shipment(ruled_plan):
    before = ruled_plan.view()["kpis"]
    seen = ruled_plan.ask("preview", order_id="s9", vehicle_id=None).json()
    after = ruled_plan.change("moves", order_id="s9", vehicle_id=None).json()["kpis"]
    assert seen["expected_late"] == pytest.approx(after["expected_late"] - before["expected_late"])
    assert seen["late"] == after["late_stops"] - before["late_stops"]


def test_a_moved_stop_takes_the_break_with_the_time_it_falls_due(ruled_plan):
    """The breaks of a tour are placed anew, by the one rule that places them."""
    before = {tour["tour"]: tour["break_s"] for tour in ruled_plan.view()["tours"]}
    view = ruled_plan.change("moves", order_id="s4", vehicle_id=None).json()
    after = {tour["tour"]: tour["break_s"] for tour in view["tours"]}
    assert (before[1], after[1]) == (2700, 1800)


def given(plan, content, name="tours.csv"):
    """Hand tours in as a file."""
    version = plan.view()["version"]
    return plan.client.post(
        f"/api/v1/plans/{plan.plan_id}/tours",
        files={"file": (name, content.encode(), "text/csv")},
        headers={"If-Match": f'"{version}"'},
    )


def test_tours_of_a_file_take_the_place_of_the_plans(plan):
    view = given(plan, "vehicle_id;order_id;sequence\nvan 1;s2;1\nvan 1;s1;2\n").json()
    assert places(view) == {"van 1": ["s2", "s1"]}
    assert view["undo"]["en"] == "Tours read from “tours.csv”."


def test_a_solution_of_vroom_is_timed_as_it_is(plan):
    steps = '[{"type": "job", "id": 1, "description": "s7"}, {"type": "job", "id": 2, "description": "s5"}]'
    content = '{"routes": [{"vehicle": 1, "description": "van 2", "steps": ' + steps + "}]}"
    assert places(given(plan, content, "solution.json").json()) == {"van 2": ["s7", "s5"]}


def test_tours_with_unknown_orders_are_refused_all_at_once(plan):
    answer = given(plan, "vehicle_id;order_id;sequence\nvan 1;x;1\nvan 9;s1;1\n")
    assert {found["value"] for found in answer.json()["findings"]} == {"x", "van 9"}


def test_tours_that_move_what_is_locked_are_refused(plan):
    plan.change("locks", order_id="s1", locked=True)
    answer = given(plan, "vehicle_id;order_id;sequence\nvan 2;s1;1\n")
    assert (answer.status_code, answer.json()["findings"][0]["code"]) == (409, "given_against_locks")


CROWDED = "vehicle_id;order_id;sequence\n" + "\n".join(f"van 1;s{9 - number};{number}" for number in range(1, 6))
"""Five stops of one van in the order of falling due times."""


def test_each_late_stop_of_tours_by_hand_says_why(plan):
    visits = [visit for tour in given(plan, CROWDED).json()["tours"] for visit in tour["visits"]]
    late = [visit for visit in visits if visit["due"] and visit["lateness_s"] > 0]
    assert late
    assert all(visit["reasons"][0]["code"].startswith("late_") for visit in late)


def test_stops_on_time_say_nothing(plan):
    visits = [visit for tour in given(plan, CROWDED).json()["tours"] for visit in tour["visits"]]
    assert not any(visit["reasons"] for visit in visits if visit["lateness_s"] <= 0)


def test_the_page_says_how_the_plan_looks(plan):
    view = given(plan, CROWDED).json()
    count = int(view["looks"]["en"].split()[0])
    assert bool(view["looks"]["crossing"]) == (count > 0)
    assert "Überlappung" in view["looks"]["de"]
