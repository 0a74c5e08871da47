"""Two plans to choose beside a draft: sought by a job, shown beside the plan, taken as a step."""

import re
import threading
from datetime import timedelta
from itertools import pairwise

import pytest
from desk_days import DAY, NOW, TOURS, AskedPlan, desk_problem, keep_plan, places

from api.desk.habits import by_customer
from api.tasks import Bench
from api.tasks.alternatives import work
from data.store import jobs, plans

HAND = """vehicle_id;order_id;sequence
van 1;s1;1
van 1;s2;2
van 1;s3;3
van 2;s5;1
van 2;s6;2
van 3;s9;1
van 3;s10;2
"""


@pytest.fixture
def seek(plan, service, settings):
    """Return a function: look for alternatives here, as the job's process would; return what is shown then."""
    store = service.app.state.store

    def run():
        answer = plan.change("alternatives", time_limit_s=1)
        assert answer.status_code == 202, answer.text
        with store.write() as tx:
            job = jobs.claim(tx, "test", now=NOW, lease_s=600)
        accept = work(job, Bench(store, settings, lambda _news: None, threading.Event()))
        with store.write() as tx:
            jobs.finish(tx, job.job_id, job.lease, accept(tx), now=NOW)
        return plan.client.get(f"{plan.path}/alternatives").json()["shown"]

    return run


@pytest.fixture
def usual(plan):
    """Read tours by hand into the plan: they are its habit."""
    version = plan.view()["version"]
    file = {"file": ("gewohnt.csv", HAND.encode(), "text/csv")}
    plan.client.post(f"{plan.path}/tours", files=file, headers={"If-Match": f'"{version}"'})
    return plan.change("moves", order_id="s3", vehicle_id="van 2").json()


@pytest.mark.usefixtures("usual")
def test_three_plans_stand_side_by_side(seek):
    found = seek()
    assert [card["name"] for card in found["cards"]] == ["this", "closest_to_habit", "most_punctual"]
    assert (found["source"], found["value"], found["usual"]) == ("given", "gewohnt.csv", 7)


@pytest.mark.usefixtures("usual")
def test_the_plan_closest_to_habit_moves_no_more_stops_than_the_others(seek):
    this, near, punctual = (card["moved"] for card in seek()["cards"])
    assert this == 1
    assert near <= min(this, punctual)


def test_a_day_without_a_habit_offers_the_most_punctual_plan_alone(seek):
    found = seek()
    assert [(card["name"], card["moved"]) for card in found["cards"]] == [("this", None), ("most_punctual", None)]
    assert found["source"] is None


def test_customers_of_an_earlier_released_plan_are_a_habit(service, desk_town, plan, seek):
    store = service.app.state.store
    day = DAY - timedelta(days=1)
    earlier = keep_plan(store, *desk_town, date=day)
    with store.write() as tx:
        document = plans.step(tx, earlier.plan_id, 1).document
        version = plans.get(tx, earlier.plan_id).version
        plans.release(tx, earlier.plan_id, version, user_id=plan.client.user.user_id, document=document, now=NOW)
    found = seek()
    assert (found["source"], found["value"], found["usual"]) == ("plan", day.isoformat(), sum(map(len, TOURS.values())))


def test_the_price_of_punctuality_falls_as_kilometres_rise(seek):
    curve = seek()["curve"]
    assert curve == sorted(curve, key=lambda point: (point["distance_m"], -point["expected_late"]))
    assert all(a["expected_late"] > b["expected_late"] for a, b in pairwise(curve))


def take(plan, found, name="most_punctual"):
    return plan.change("alternatives/choose", job_id=found["job_id"], name=name)


def test_who_takes_one_can_undo_it(plan, seek):
    before, found = plan.view(), seek()
    after = take(plan, found).json()
    assert after["undo"]["en"] == "The most punctual plan was taken."
    assert places(after) != places(before)
    assert plan.change("undo").json()["tours"] == before["tours"]


def test_a_taken_plan_shows_the_figures_of_its_card(plan, seek):
    found = seek()
    card = found["cards"][-1]
    kpis = take(plan, found).json()["kpis"]
    assert (kpis["distance_m"], round(kpis["expected_late"], 2)) == (card["distance_m"], card["expected_late"])


def test_what_is_the_plan_already_is_not_taken_again(plan, seek):
    found = seek()
    take(plan, found)
    answer = take(plan, found)
    assert (answer.status_code, answer.json()["code"]) == (409, "choice_already")


def test_locked_tours_stay_in_all_of_them(plan, seek):
    before = places(plan.change("locks", vehicle_id="van 2", locked=True).json())
    assert places(take(plan, seek()).json())["van 2"] == before["van 2"]


def test_a_lock_set_meanwhile_is_kept_and_named(plan, seek):
    found = seek()
    assert not found["outdated"]
    for vehicle_id in ("van 1", "van 2", "van 3"):
        plan.change("locks", vehicle_id=vehicle_id, locked=True)
    answer = take(plan, found)
    assert (answer.status_code, answer.json()["code"]) == (409, "choice_against_locks")
    assert plan.client.get(f"{plan.path}/alternatives").json()["shown"]["outdated"]


def test_without_learned_times_there_is_nothing_to_choose(usual_plan, dispatcher):
    answer = AskedPlan(dispatcher, usual_plan.plan_id).change("alternatives")
    assert (answer.status_code, answer.json()["code"]) == (422, "choice_needs_learning")


def test_who_asks_twice_waits_for_one_search(plan):
    first, again = (plan.change("alternatives").json()["job_id"] for _ in range(2))
    assert first == again


def test_the_job_of_something_else_holds_no_alternative(plan, desk_plan):
    answer = plan.change("alternatives/choose", job_id=desk_plan.job_id, name="most_punctual")
    assert (answer.status_code, answer.json()["code"]) == (409, "choice_not_found")


@pytest.mark.usefixtures("usual")
def test_the_page_reads_without_a_script(plan, seek):
    seek()
    page = plan.client.get(f"/plan/{plan.plan_id}/alternatives")
    assert page.status_code == 200
    assert all(name in page.text for name in ("Dieser Plan", "Wie gewohnt", "Am pünktlichsten", "gewohnt.csv"))
    assert re.search(r'role="img" aria-label="[^"]*C Am pünktlichsten: [\d,]+ km, [\d,]+ spät', page.text)


def test_the_page_of_a_day_without_a_habit_says_so(plan, seek):
    seek()
    page = plan.client.get(f"/plan/{plan.plan_id}/alternatives").text
    assert "Für diesen Tag ist nichts gewohnt" in page
    assert "Wie gewohnt" not in page


def test_the_page_of_a_plan_without_learned_times_says_what_is_missing(usual_plan, dispatcher):
    assert (
        "Alternativen brauchen gelernte Fahrzeiten" in dispatcher.get(f"/plan/{usual_plan.plan_id}/alternatives").text
    )


def test_of_past_days_the_vehicle_that_served_a_customer_most_often_is_the_usual_one():
    days = [{"van 1": ["K1", "K2"], "van 2": ["K3"]}, {"van 1": ["K2"], "van 2": ["K3", "K1"]}, {"van 2": ["K1"]}]
    assert by_customer(desk_problem(), days) == {"van 1": ("s2",), "van 2": ("s3", "s1")}


def test_vehicles_and_customers_that_the_day_does_not_know_are_no_habit():
    assert by_customer(desk_problem(), [{"van 9": ["K1"], "van 1": ["K99"]}]) == {}
