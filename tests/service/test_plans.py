"""Plans over HTTP: reading them, and who sees which."""

import pytest
from desk_days import DAY, NOW, desk_problem, ground_of, keep_plan

from data.store import jobs
from routing.traffic import DEFAULT_TRAFFIC


@pytest.fixture
def view(desk_plan, dispatcher):
    return dispatcher.get(f"/api/v1/plans/{desk_plan.plan_id}").json()


def test_every_order_of_the_list_is_in_a_tour_or_open(view):
    served = [visit["order_id"] for tour in view["tours"] for visit in tour["visits"]]
    assert sorted(served + [stop["order_id"] for stop in view["unassigned"]]) == sorted(
        f"s{number}" for number in range(1, 13)
    )


def test_a_vehicle_without_a_tour_is_idle(view):
    assert [vehicle["vehicle_id"] for vehicle in view["idle_vehicles"]] == ["van 4"]


def test_arrivals_carry_the_depot_s_offset(view):
    assert view["tours"][0]["departure"] == f"{DAY}T08:00:00+01:00"


def test_expected_late_stops_lie_between_their_bounds(view):
    kpis = view["kpis"]
    assert kpis["expected_late_low"] <= kpis["expected_late"] <= kpis["expected_late_high"]


def test_expected_late_stops_of_tours_add_up_to_the_plan_s(view):
    assert sum(tour["expected_late"] for tour in view["tours"]) == pytest.approx(view["kpis"]["expected_late"])


def test_probabilities_agree_with_a_tour_s_expected_late_stops(view):
    for tour in view["tours"]:
        assert sum(visit["p_late"] or 0 for visit in tour["visits"]) == pytest.approx(tour["expected_late"])


def test_without_learned_times_nothing_is_said_of_probabilities(usual_plan, dispatcher):
    view = dispatcher.get(f"/api/v1/plans/{usual_plan.plan_id}").json()
    assert view["kpis"]["expected_late"] is None
    assert {visit["p_late"] for tour in view["tours"] for visit in tour["visits"]} == {None}


def test_a_plan_says_beyond_which_lateness_a_stop_counts_as_late(desk_town, service, dispatcher, grid_town):
    depot_id, kept, _ = desk_town
    day = desk_problem().model_copy(update={"tolerance_s": 600})
    ground = ground_of(grid_town[0], DEFAULT_TRAFFIC, day)
    plan = keep_plan(service.app.state.store, depot_id, kept, ground)
    assert dispatcher.get(f"/api/v1/plans/{plan.plan_id}").json()["limits"]["tolerance_s"] == 600


def test_a_plan_keeps_every_rule(view):
    assert view["violations"] == []


def test_the_etag_is_the_version(desk_plan, dispatcher):
    answer = dispatcher.get(f"/api/v1/plans/{desk_plan.plan_id}")
    assert answer.headers["etag"] == f'"{answer.json()["version"]}"'


def test_a_plan_is_always_sent_for_its_job_may_fail_while_its_version_stays(desk_plan, dispatcher):
    path = f"/api/v1/plans/{desk_plan.plan_id}"
    etag = dispatcher.get(path).headers["etag"]
    assert dispatcher.get(path, headers={"If-None-Match": etag}).status_code == 200


def test_who_has_the_map_is_not_sent_it_again(desk_plan, dispatcher):
    path = f"/api/v1/plans/{desk_plan.plan_id}/map"
    etag = dispatcher.get(path).headers["etag"]
    assert dispatcher.get(path, headers={"If-None-Match": etag}).status_code == 304


def test_large_answers_are_compressed(desk_plan, dispatcher):
    assert dispatcher.get(f"/api/v1/plans/{desk_plan.plan_id}").headers["content-encoding"] == "gzip"


def test_a_plan_of_another_depot_is_not_there(desk_plan, signed_in):
    other = signed_in("dispatcher", depots=[])
    assert other.get(f"/api/v1/plans/{desk_plan.plan_id}").status_code == 404


def test_a_waiting_plan_has_a_job_and_no_tours(desk_town, service, dispatcher):
    depot_id, kept, ground = desk_town
    plan = keep_plan(service.app.state.store, depot_id, kept, ground, filled=False)
    view = dispatcher.get(f"/api/v1/plans/{plan.plan_id}").json()
    assert (view["state"], view["job_id"], view["tours"]) == ("waiting", plan.job_id, [])


def test_a_plan_whose_job_failed_says_why(desk_town, service, dispatcher):
    depot_id, kept, ground = desk_town
    store = service.app.state.store
    plan = keep_plan(store, depot_id, kept, ground, filled=False)
    with store.write() as tx:
        job = jobs.claim(tx, "test", now=NOW, lease_s=60)
        jobs.fail(tx, job.job_id, job.lease, {"code": "file_empty", "detail_de": "leer"}, now=NOW, final=True)
    view = dispatcher.get(f"/api/v1/plans/{plan.plan_id}").json()
    assert (view["state"], view["error"]["detail_de"]) == ("failed", "leer")


def test_the_map_has_a_line_for_every_leg(desk_plan, dispatcher):
    document = dispatcher.get(f"/api/v1/plans/{desk_plan.plan_id}/map").json()
    kinds = [feature["properties"]["kind"] for feature in document["features"]]
    assert (kinds.count("leg"), kinds.count("stop"), kinds.count("unassigned")) == (14, 11, 1)


def test_the_map_follows_the_streets(desk_plan, dispatcher):
    document = dispatcher.get(f"/api/v1/plans/{desk_plan.plan_id}/map").json()
    legs = [item for item in document["features"] if item["properties"]["kind"] == "leg"]
    assert max(len(leg["geometry"]["coordinates"]) for leg in legs) > 2


def test_streets_of_a_depot_have_their_names(desk_plan, dispatcher):
    streets = dispatcher.get(f"/api/v1/depots/{desk_plan.depot_id}/streets").json()
    assert {"Gasse 1", "Gasse 8"} <= {feature["properties"]["name"] for feature in streets["features"]}


def test_streets_are_not_sent_twice(desk_plan, dispatcher):
    path = f"/api/v1/depots/{desk_plan.depot_id}/streets"
    etag = dispatcher.get(path).headers["etag"]
    assert dispatcher.get(path, headers={"If-None-Match": etag}).status_code == 304


def test_plans_are_listed_by_depot_and_day(desk_plan, dispatcher):
    found = dispatcher.get("/api/v1/plans", params={"depot_id": desk_plan.depot_id, "date": str(DAY)}).json()
    assert [plan["plan_id"] for plan in found["items"]] == [desk_plan.plan_id]


def test_a_list_of_plans_goes_on_behind_the_last_one(desk_town, desk_plan, service, dispatcher):
    depot_id, kept, ground = desk_town
    other = keep_plan(service.app.state.store, depot_id, kept, ground, filled=False)
    first = dispatcher.get("/api/v1/plans", params={"limit": 1}).json()
    second = dispatcher.get("/api/v1/plans", params={"limit": 1, "after": first["next"]}).json()
    assert {first["items"][0]["plan_id"], second["items"][0]["plan_id"]} == {desk_plan.plan_id, other.plan_id}


def test_a_plan_warns_of_vehicles_whose_break_rule_is_weaker_than_the_law(plan):
    (warned,) = plan.view()["warnings"]
    assert warned["code"] == "break_rule_none"
    assert "van 1, van 2, van 3, van 4" in warned["en"]
