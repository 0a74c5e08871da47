"""plan.json: there and back, its keys, and what is refused."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import days, problems

from data.exports import PlanDocument, differences, document_of, input_hash, plan_of, read_document
from routing.delays import Kpis
from routing.errors import PlanFileError
from routing.model import Problem
from routing.plan import Reason, Reload
from routing.schedule import schedule

KEYS = {
    "schema_version", "date", "timezone", "input_hash", "roads_hash", "traffic", "tolerance_s", "work_limit", "seed",
    "routes", "unassigned", "kpis",
}  # fmt: skip
VISIT_KEYS = {"order_id", "arrival", "service_start", "departure", "lateness_s", "p_late", "leg"}
KPI_KEYS = {
    "delay_rate", "late_stops", "due_stops", "lateness_min", "distance_km", "duration_h", "vehicles_used",
}  # fmt: skip


def documented(problem, plan):
    return document_of(
        problem,
        plan,
        input_hash=input_hash(problem),
        roads_hash="r",
        traffic="default-weekday-de",
        work_limit=500,
        seed=7,
        planner="given",
    )


@pytest.fixture
def day(sample_town_day):
    """A problem, a plan that leaves some stops out, and its document."""
    problem, matrix, _ = sample_town_day
    stops = [stop.stop_id for stop in problem.stops]
    reasons = {stops[-1]: (Reason(code="not_in_any_tour"),)}
    plan = schedule(problem, {"van-1": stops[:12], "van-3": stops[12:20]}, matrix, reasons=reasons)
    return problem, plan, documented(problem, plan)


@pytest.fixture
def edited(day, tmp_path):
    """Return a function that writes the document after a change made to its JSON, and gives the path."""

    def write(change):
        content = json.loads(day[2].json_text())
        content = change(content) or content
        path = tmp_path / "plan.json"
        path.write_text(json.dumps(content), "utf-8")
        return path

    return write


def refusal(path):
    with pytest.raises(PlanFileError) as caught:
        read_document(path)
    return [(f.code, f.column) for f in caught.value.findings]


@given(
    days(rules=True, closed=True),
    st.sampled_from([date(2026, 3, 2), date(2026, 3, 29), date(2026, 10, 25)]),
    st.sampled_from(["Europe/Berlin", "Europe/Helsinki", "America/St_Johns"]),
)
def test_a_plan_comes_back_from_its_json_as_it_was(day, when, zone):
    """To the second, also over the change of clocks, whatever the hour."""
    problem, matrix, sequences = day
    problem = problem.model_copy(update={"date": when, "timezone": zone})
    plan = schedule(problem, sequences, matrix)
    document = PlanDocument.model_validate_json(documented(problem, plan).json_text())
    assert document == documented(problem, plan)
    assert plan_of(document, problem) == plan
    assert differences(document, problem) == ()


def test_the_keys_that_scripts_rely_on_are_there(day):
    content = json.loads(day[2].json_text())
    assert content.keys() >= KEYS
    assert content["routes"][0]["visits"][0].keys() >= VISIT_KEYS
    assert content["kpis"].keys() >= KPI_KEYS
    assert content["unassigned"][0].keys() >= {"order_id", "reasons"}


def test_times_are_iso_with_the_offset_of_the_place(day):
    visit = json.loads(day[2].json_text())["routes"][0]["visits"][0]
    assert visit["arrival"].startswith("2026-03-03T07:")
    assert visit["arrival"].endswith("+01:00")
    assert visit["p_late"] is None


def test_reasons_speak_german_and_english(day):
    reason = json.loads(day[2].json_text())["unassigned"][-1]["reasons"][0]
    assert reason["code"] == "not_in_any_tour"
    assert reason["de"] != reason["en"]


def test_the_key_figures_are_those_of_the_plan(day):
    problem, plan, document = day
    assert document.kpis == Kpis.of(plan, problem.tolerance_s)


@given(problems(), st.randoms(use_true_random=False))
def test_the_input_hash_ignores_the_order_of_rows(problem, random):
    shuffled = {name: list(getattr(problem, name)) for name in ("stops", "vehicles", "depots")}
    for rows in shuffled.values():
        random.shuffle(rows)
    again = problem.model_copy(update={name: tuple(rows) for name, rows in shuffled.items()})
    assert input_hash(again) == input_hash(problem)


def test_the_input_hash_tells_a_changed_window(day):
    problem = day[0]
    stop = problem.stops[0].model_copy(update={"service_s": problem.stops[0].service_s + 1})
    changed = problem.model_copy(update={"stops": (stop, *problem.stops[1:])})
    assert [finding.code for finding in differences(day[2], changed)] == ["plan_other_input"]


def test_the_input_hash_does_not_change_between_runs(golden):
    """Sets have another order in every process; the hash must not."""
    from data.imports import read_problem

    problem, _ = read_problem(golden / "auftraege.csv", golden / "fahrzeuge.csv", date=date(2026, 3, 3))
    assert input_hash(problem).startswith("4ace2aa59995434b")


def test_a_day_without_newer_rules_keeps_the_hash_it_had(golden):
    """Plans from before weights, breaks and shipments were read still fit their lists."""
    day = Problem.model_validate_json((golden / "tag.json").read_text("utf-8"))
    vehicles = [vehicle.model_copy(update={"gross_weight_kg": None}) for vehicle in day.vehicles]
    assert input_hash(day.model_copy(update={"vehicles": tuple(vehicles)})).startswith("cc0a8d704eeacb13")


def test_a_weight_that_is_the_profiles_does_not_change_the_hash(golden):
    """Older lists without weights are read with those of their profiles now."""
    day = Problem.model_validate_json((golden / "tag.json").read_text("utf-8"))
    unsaid, own = (
        [vehicle.model_copy(update={"gross_weight_kg": kg, "profile": "van"}) for vehicle in day.vehicles]
        for kg in (None, 3_500)
    )
    hashes = {input_hash(day.model_copy(update={"vehicles": tuple(vehicles)})) for vehicles in (unsaid, own)}
    assert len(hashes) == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "plan_not_json"),
        (b"\x00\xff\xfe", "plan_not_json"),
        (b"[" * 200_000, "plan_not_json"),
        (b"[]", "plan_schema_unknown"),
        (b"{}", "plan_schema_unknown"),
        (b'{"schema_version": "1"}', "plan_schema_unknown"),
        (b'{"schema_version": true}', "plan_schema_unknown"),
        (b'{"schema_version": 0}', "plan_schema_unknown"),
        (b'{"schema_version": 3}', "plan_schema_newer"),
    ],
)
def test_what_is_no_plan_of_this_schema_is_told(csv_file, content, code):
    assert [found for found, _ in refusal(csv_file(content, "plan.json"))] == [code]


def test_a_plan_that_is_not_there_is_named(tmp_path):
    assert refusal(tmp_path / "plan.json") == [("file_unreadable", None)]


def test_all_wrong_fields_are_told_at_once(edited):
    def spoil(content):
        content["seed"] = "seven"
        content["routes"][0]["visits"][0]["arrival"] = "2026-03-03T08:00:00"
        content["routes"][0]["visits"][1]["lateness_s"] = 1.5
        del content["kpis"]["late_stops"]
        content["surprise"] = 1

    assert refusal(edited(spoil)) == [
        ("plan_field_wrong", column)
        for column in (
            "seed", "routes.0.visits.0.arrival", "routes.0.visits.1.lateness_s", "kpis.late_stops", "surprise",
        )
    ]  # fmt: skip


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e400"])
def test_a_number_that_is_none_is_refused(edited, number):
    path = edited(lambda content: content["kpis"].update(distance_km="HERE"))
    path.write_text(path.read_text("utf-8").replace('"HERE"', number), "utf-8")
    assert refusal(path) == [("plan_not_json", None)]


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00"])
def test_a_time_at_the_edge_of_the_calendar_is_refused(edited, moment):
    """Converting it would overflow."""
    path = edited(lambda content: content["routes"][0].update(departure=moment))
    assert refusal(path) == [("plan_field_wrong", "routes.0.departure")]


def test_an_arrival_that_is_not_its_legs_is_refused(edited):
    """The file says it twice; one of both would be believed."""

    def spoil(content):
        content["routes"][0]["visits"][0]["arrival"] = "2026-03-03T06:00:00+01:00"

    assert refusal(edited(spoil)) == [("plan_field_wrong", "routes.0.visits.0")]


def test_everything_a_document_names_must_be_in_the_problem(edited, day):
    def spoil(content):
        content["date"] = "2026-03-04"
        content["timezone"] = "Europe/Helsinki"
        content["routes"][0]["vehicle_id"] = "van-9"
        content["routes"][0]["visits"][0]["order_id"] = "?"
        content["unassigned"][0]["reasons"][0]["code"] = "whim"

    document = read_document(edited(spoil))
    with pytest.raises(PlanFileError) as caught:
        plan_of(document, day[0])
    assert [(f.code, f.value) for f in caught.value.findings] == [
        ("plan_other_day", "2026-03-04"),
        ("plan_other_day", "Europe/Helsinki"),
        ("unknown_vehicle", "van-9"),
        ("unknown_stop", "?"),
        ("plan_reason_unknown", "whim"),
    ]


def test_a_plan_may_be_read_whose_figures_are_lies(edited, day):
    """Finding them out is for ``check``, which needs the plan as it claims to be."""

    def spoil(content):
        content["routes"][0]["visits"][0]["lateness_s"] = 0
        content["routes"][0]["load"] = {"kg": 1}
        content["kpis"]["late_stops"] = 0

    plan = plan_of(read_document(edited(spoil)), day[0])
    assert plan.routes[0].load == {"kg": 1}


def test_a_plan_of_the_first_schema_is_read_as_one_without_breaks(day, edited):
    def older(content):
        content["schema_version"] = 1
        for route in content["routes"]:
            del route["trips"], route["breaks"], route["last_leg"]["pause_s"]
            for visit in route["visits"]:
                del visit["arrival_p10"], visit["arrival_p90"], visit["reload"], visit["leg"]["pause_s"]

    assert read_document(edited(older)) == day[2]


def test_a_plan_that_names_its_maker_as_earlier_versions_did_is_read(edited):
    assert read_document(edited(lambda content: content | {"planner": "or-tools"})).planner == "or-tools"


def with_rules(plan):
    """Return a plan whose first tour has a break and a reload before its second stop, as a day of rules has."""
    first, second, *rest = plan.routes[0].visits
    there = second.leg.model_copy(
        update={"destination": "depot/depot", "arrival_s": first.departure_s + 1000, "departure_s": first.departure_s}
    )
    back = second.leg.model_copy(
        update={"origin": "depot/depot", "departure_s": first.departure_s + 4600, "arrival_s": first.departure_s + 5000}
        | {"pause_s": 2700}
    )
    changed = second.model_copy(
        update={"leg": back, "reload": Reload(leg=there, departure_s=first.departure_s + 1900), "p_late": 0.25}
        | {"arrival_p10_s": first.departure_s + 4900, "arrival_p90_s": first.departure_s + 6000}
    )
    route = plan.routes[0].model_copy(update={"visits": (first, changed, *rest)})
    return plan.model_copy(update={"routes": (route, *plan.routes[1:])})


def test_breaks_reloads_and_quantiles_come_back_as_they_were(day):
    problem, plan, _ = day
    ruled = with_rules(plan)
    assert plan_of(PlanDocument.model_validate_json(documented(problem, ruled).json_text()), problem) == ruled


def test_a_route_says_how_often_it_loads_and_when_it_pauses(day):
    problem, plan, _ = day
    route = json.loads(documented(problem, with_rules(plan)).json_text())["routes"][0]
    assert route["trips"] == 2
    assert [(item["place"], item["start"][11:16] < item["end"][11:16]) for item in route["breaks"]] == [
        ("depot/depot", True)
    ]
