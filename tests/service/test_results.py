"""Results of a depot over HTTP: figures, groups, price and visits, and who may see them."""

from datetime import UTC, datetime, timedelta

import pytest
import replay_results
import result_days

from data.store import audit, runs

API = "/api/v1/results"


@pytest.fixture
def now():
    return datetime.now(UTC)


@pytest.fixture
def depot(store, now):
    """A depot without any run."""
    return result_days.keep_depot(store, now=now)


@pytest.fixture
def diagnosed(store, depot, now):
    """A depot with a diagnosis of twenty weeks, the fourth with two tours only."""
    result_days.keep_diagnosis(store, depot, now=now, frame=result_days.ledger(small_week=3))
    return depot


@pytest.fixture
def replayed(store, diagnosed, now):
    """The same depot with a replay."""
    result_days.keep_replay(store, diagnosed, now=now)
    return diagnosed


@pytest.fixture
def manager(signed_in):
    return signed_in("manager")


@pytest.fixture
def analyst(signed_in):
    return signed_in("analyst")


def figures(client, depot, **asked):
    answer = client.get(API, params={"depot": depot, **asked})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_week_under_way_ends_with_its_last_known_day(manager, store, depot, now):
    frame = result_days.ledger()
    last = max(frame["date"])
    result_days.keep_diagnosis(store, depot, now=now, frame=frame[frame["date"] < last])
    assert figures(manager, depot)["last_day"] == (last - timedelta(days=1)).isoformat()


def test_the_delay_rate_carries_interval_and_counts(manager, diagnosed):
    found = figures(manager, diagnosed)["now"]["figures"]
    rate = found["rate"]
    assert rate["low"] < rate["value"] == found["late_stops"] / found["due_stops"] < rate["high"]


def test_the_weeks_chosen_are_compared_with_as_many_before_them(manager, diagnosed):
    found = figures(manager, diagnosed, weeks=6)
    assert (found["now"]["weeks"], found["before"]["weeks"]) == (6, 6)
    assert found["change"]["high"] < 0


def test_weeks_without_as_many_before_them_are_compared_with_nothing(manager, diagnosed):
    found = figures(manager, diagnosed, weeks=18)
    assert (found["before"], found["change"]) == (None, None)


def test_a_higher_tolerance_counts_fewer_late_stops(manager, diagnosed):
    late = [figures(manager, diagnosed, tolerance=minutes)["now"]["figures"]["late_stops"] for minutes in (0, 15, 30)]
    assert late[0] > late[1] > late[2]


def test_a_tolerance_that_is_not_offered_is_refused(manager, diagnosed):
    assert manager.get(API, params={"depot": diagnosed, "tolerance": 7}).status_code == 422


def test_a_period_is_the_sum_of_its_shown_weeks(manager, diagnosed):
    """Hidden weeks are in no sum: two periods that differ by one would tell its figures."""
    found = figures(manager, diagnosed, weeks=18)
    shown = [week for week in found["weeks"] if week["suppressed"] is None]
    assert len(found["weeks"]) - len(shown) == 2
    assert found["now"]["figures"]["late_stops"] == sum(week["late_stops"] for week in shown)


def test_a_hidden_week_carries_no_figure(manager, diagnosed):
    hidden = [week for week in figures(manager, diagnosed)["weeks"] if week["suppressed"]]
    assert {week["suppressed"] for week in hidden} == {"too_few_tours", "protects_another"}
    assert all(week["late_stops"] is week["due_stops"] is week["rate"]["value"] is None for week in hidden)


def test_groups_of_too_few_tours_are_named_without_figures(manager, diagnosed):
    answer = manager.get(f"{API}/groups", params={"depot": diagnosed, "by": "customer_type"}).json()
    found = {group["key"]: group for group in answer["groups"]}
    assert {key for key, group in found.items() if group["suppressed"] == "too_few_tours"} == {"clinic", "school"}
    assert all(
        found[key]["due_stops"] is found[key]["late_stops"] is found[key]["tours"] is None for key in result_days.RARE
    )


def test_the_table_of_weekdays_and_hours_adds_up_to_its_groups(manager, diagnosed):
    table = manager.get(f"{API}/hours", params={"depot": diagnosed}).json()["table"]
    days = manager.get(f"{API}/groups", params={"depot": diagnosed, "by": "weekday"}).json()["groups"]
    sums = [sum(cell["due_stops"] for cell in line) for line in table["cells"]]
    assert sums == [day["due_stops"] for day in days]


def test_the_firms_own_k_hides_more(manager, store, now):
    depot = result_days.keep_depot(store, now=now, k_tours=100)
    result_days.keep_diagnosis(store, depot, now=now)
    assert figures(manager, depot)["now"] is None


@pytest.mark.parametrize("role", ["dispatcher", "admin"])
def test_figures_are_for_managers_and_analysts(signed_in, diagnosed, role):
    assert signed_in(role).get(API, params={"depot": diagnosed}).status_code == 403


@pytest.mark.parametrize(
    "path", ["", "/groups?by=hour", "/hours", "/price", "/map", "/map.html", "/report.html", "/figures.csv"]
)
def test_another_depots_results_are_not_there(signed_in, replayed, path):
    stranger = signed_in("manager", depots=[])
    sign = "&" if "?" in path else "?"
    assert stranger.get(f"{API}{path}{sign}depot={replayed}").status_code == 404


def test_a_depot_without_runs_has_no_figures(manager, depot):
    found = figures(manager, depot)
    assert [found[part] for part in ("now", "causes", "replay", "distance", "cost")] == [None] * 5


def test_the_page_without_a_diagnosis_says_what_to_do_and_for_whom(manager, depot):
    page = manager.get("/results", params={"depot": depot})
    assert page.status_code == 200
    assert "Die Auswertung lädt unter „Analyse“ eine Historie" in page.text


def test_causes_add_up_to_the_total(manager, diagnosed):
    causes = figures(manager, diagnosed)["causes"]
    assert sum(part["stops"]["value"] for part in causes["parts"]) == pytest.approx(causes["total"])


def test_the_replay_claims_with_the_strictest_judge_named(manager, replayed):
    found = figures(manager, replayed)["replay"]
    assert (found["reduction"]["value"], found["worst"]["name"]) == (0.312, "parametric form")
    assert found["adhered"]["value"] == 0.28


@pytest.mark.parametrize("rule", [("coverage_80", 0.11, 0.05), ("days", 6, 10)], ids=["gate", "few days"])
def test_a_refused_replay_shows_no_reduction_and_no_new_plan_anywhere(manager, store, diagnosed, now, rule):
    refused = replay_results.without_claim(*rule)
    result_days.keep_replay(store, diagnosed, now=now, document=refused)
    found = figures(manager, diagnosed)
    assert found["replay"]["reduction"] is found["replay"]["worst"] is found["replay"]["adhered"] is None
    assert found["replay"]["reason"]["de"]
    assert found["distance"]["planned"] is None
    asked = {"depot": diagnosed}
    features = manager.get(f"{API}/map", params=asked).json()["features"]
    looks = {look for item in features for look in item["properties"].get("looks", {})}
    assert looks == {"manual-late", "manual-minutes"}
    assert "reduction" not in manager.get(f"{API}/figures.csv", params=asked).text
    for path in ("/results", f"{API}/report.html", f"{API}/map.html"):
        text = manager.get(path, params=asked).text
        assert "Keine Schlagzeile" in text
        assert "−31" not in text


def test_the_cost_is_the_late_stops_of_a_month_at_the_firms_price(manager, diagnosed):
    price(manager, diagnosed, 20)
    found = figures(manager, diagnosed)
    late, weeks = found["now"]["figures"]["late_stops"], found["now"]["weeks"]
    assert found["cost"]["month"]["value"] == pytest.approx(late / weeks * 365.25 / 12 / 7 * 20)


def price(client, depot, euros, version=None):
    version = version or client.get(f"{API}/price", params={"depot": depot}).headers["etag"]
    body = {"cost_per_late_stop_eur": euros}
    return client.put(f"{API}/price", params={"depot": depot}, json=body, headers={"If-Match": version})


def test_a_price_is_noted_in_the_audit_log(manager, store, diagnosed):
    assert price(manager, diagnosed, 25.5).status_code == 200
    with store.read() as tx:
        entry = audit.entries(tx, limit=1)[0]
    assert (entry.action, entry.user_id, entry.detail) == (
        "price.change",
        manager.user.user_id,
        {"before": None, "after": 25.5},
    )


def test_a_price_on_an_old_version_is_refused(manager, diagnosed):
    old = manager.get(f"{API}/price", params={"depot": diagnosed}).headers["etag"]
    price(manager, diagnosed, 25.5)
    assert price(manager, diagnosed, 99, version=old).status_code == 412


def test_a_price_without_a_version_is_refused(manager, diagnosed):
    answer = manager.put(f"{API}/price", params={"depot": diagnosed}, json={"cost_per_late_stop_eur": 1})
    assert answer.status_code == 428


@pytest.mark.parametrize("euros", [-1, "viel", 1e9])
def test_a_price_that_is_none_is_refused(manager, diagnosed, euros):
    assert price(manager, diagnosed, euros).status_code == 422


def test_only_the_manager_sets_the_price(analyst, diagnosed):
    assert price(analyst, diagnosed, 1, version='"1"').status_code == 403


def test_single_visits_are_for_analysts_only(manager, diagnosed):
    assert manager.get(f"{API}/visits", params={"depot": diagnosed}).status_code == 403


def test_single_visits_name_no_tour(analyst, diagnosed):
    answer = analyst.get(f"{API}/visits", params={"depot": diagnosed})
    assert answer.json()["items"][0]["actual_start"]
    assert "secret-tour" not in answer.text


def test_single_visits_name_tours_where_the_firm_enables_it(analyst, store, now):
    depot = result_days.keep_depot(store, now=now, visits_with_tours=True)
    result_days.keep_diagnosis(store, depot, now=now)
    assert analyst.get(f"{API}/visits", params={"depot": depot}).json()["items"][0]["tour_id"].startswith("secret-tour")


def test_every_reading_of_visits_is_noted(analyst, store, diagnosed):
    for _ in range(2):
        analyst.get(f"{API}/visits", params={"depot": diagnosed, "limit": 3})
    with store.read() as tx:
        noted = [entry for entry in audit.entries(tx, limit=9) if entry.action == "visits.read"]
    assert [entry.detail for entry in noted] == [{"visits": 3, "with_tours": False}] * 2


def test_visits_come_a_part_at_a_time_and_each_once(analyst, store, depot, now):
    result_days.keep_diagnosis(store, depot, now=now, frame=result_days.ledger(weeks=2, stops=3))
    seen, after = [], 0
    while after is not None:
        answer = analyst.get(f"{API}/visits", params={"depot": depot, "limit": 100, "after": after}).json()
        seen += [item["order_id"] for item in answer["items"]]
        after = answer["next"]
    assert len(seen) == len(set(seen)) == len(result_days.ledger(weeks=2, stops=3))


def test_times_whose_time_has_run_out_are_neither_listed_nor_counted(analyst, store, diagnosed):
    figures(analyst, diagnosed)
    with store.write() as tx:
        runs.drop_files(tx, runs.latest(tx, diagnosed, "diagnosis").run_id, only_personal=True)
    found = figures(analyst, diagnosed)
    assert (found["expired"], found["now"], found["weeks"]) == (True, None, [])
    assert analyst.get(f"{API}/visits", params={"depot": diagnosed}).status_code == 404


def test_areas_that_share_a_street_are_told_apart(manager, store, depot, now):
    names = {f"1000m/5502/{540 + number}": "Gasse" for number in range(5)}
    result_days.keep_diagnosis(store, depot, now=now, area_names=names)
    text = manager.get("/results", params={"depot": depot, "by": "area"}).text
    assert all(f"Gasse ({area})" in text for area in names)
