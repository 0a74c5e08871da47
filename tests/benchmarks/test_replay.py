"""A replay from a history to its verdict, on the toy firm: nothing known too early, nothing counted twice."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from toy_firm import past_days, table

from benchmarks.replay import plans as plans_kept
from benchmarks.replay.documents import document, write_documents
from benchmarks.replay.fan_out import FailedDay, fan_out
from benchmarks.replay.information import morning, weeks
from benchmarks.replay.options import ReplayOptions
from benchmarks.replay.replayed_day import MANUAL, OPTIMISED, DayResult, DayTask, replay_day
from benchmarks.replay.run import learn, replay
from data.history import Exclusion, History, PastVisit
from routing.errors import HistoryFileError

TABLES = {"van": table()}
OPTIONS = ReplayOptions(scenarios=40, work_limit=1)


@pytest.fixture(scope="module")
def history():
    """Nine weeks."""
    return History(days=past_days(45))


@pytest.fixture(scope="module")
def learned(history):
    return learn(history, TABLES, OPTIONS)


@pytest.fixture(scope="module")
def found(history, learned):
    return replay(history, learned, TABLES, OPTIONS)


@pytest.fixture
def task(learned):
    return DayTask(learned.weeks.replayed[0], TABLES, learned.planner, learned.judges, learned.adherence, OPTIONS)


def copying(plans):
    """A planner who copies the manual plans."""
    return lambda problem, *_: SimpleNamespace(sequences=plans[problem.date], truncated=False)


def test_planner_and_judge_learn_from_disjoint_weeks(learned):
    assert max(learned.planner.days) < min(learned.judges.headline.times.days)
    assert not learned.judges.headline.shares_weeks


def test_identical_plans_make_exactly_no_difference(task, monkeypatch):
    """Under every judge, at full and at learned adherence, to the last stop."""
    monkeypatch.setattr(plans_kept, "solve_in_process", copying({task.day.date: morning(task.day).manual}))
    result = replay_day(task)
    assert result.figures[MANUAL] == result.figures[OPTIMISED]
    assert result.figures["manual_adhered"] == result.figures["optimised_adhered"]
    assert all(row["manual_p_late"] == row["optimised_p_late"] for row in result.visits)


def test_a_replay_of_identical_plans_claims_exactly_zero(history, learned, monkeypatch):
    plans = {day.date: morning(day).manual for day in learned.weeks.replayed}
    monkeypatch.setattr(plans_kept, "solve_in_process", copying(plans))
    summary = replay(history, learned, TABLES, OPTIONS).summary
    bands = [figures.reduction.model_dump() for figures in summary.by_judge(claims=True)]
    assert bands == [{"value": 0.0, "low": 0.0, "high": 0.0}] * len(learned.judges.all)


def changed_later(day, *, begin):
    """The day with other stamps, statuses and driven orders, and an order that nobody knew of in the morning."""
    visits = {
        name: PastVisit(name, visit.row, "failed", None, None, begin + 900, begin + 1000, visit.known_at_s)
        for name, visit in day.visits.items()
    }
    late = day.problem.stops[0].model_copy(update={"stop_id": "afterwards"})
    visits["afterwards"] = PastVisit("afterwards", 0, "delivered", None, None, None, None, day.planned_at_s + 1)
    tours = tuple(
        replace(tour, driven=tour.driven[::-1], actual_departure_s=begin + 700, planned=(*tour.planned, "afterwards"))
        if number == 0
        else replace(tour, driven=tour.driven[::-1])
        for number, tour in enumerate(day.tours)
    )
    problem = day.problem.model_copy(update={"stops": (*day.problem.stops, late)})
    return replace(day, problem=problem, tours=tours, visits=visits)


def test_what_happens_after_the_planning_instant_changes_no_plan(history, learned, monkeypatch):
    """The leak test: everything dated after each planning instant is made up anew, every plan stays."""

    def plans(days):
        seen = {}
        solve = plans_kept.solve_in_process

        def watched(problem, *given):
            solution = solve(problem, *given)
            seen[problem.date] = solution.sequences
            return solution

        with monkeypatch.context() as patch:
            patch.setattr(plans_kept, "solve_in_process", watched)
            again = learn(replace(history, days=days), TABLES, OPTIONS)
            for day in again.weeks.replayed[:2]:
                replay_day(DayTask(day, TABLES, again.planner, learned.judges, again.adherence, OPTIONS))
        return seen

    first = learned.weeks.replayed[0].date
    later = tuple(
        day if day.date < first else changed_later(day, begin=day.planned_at_s + 3600) for day in history.days
    )
    assert plans(later) == plans(history.days)


def with_a_cancelled_stop(day):
    """The day on which the customer of the third stop cancels after planning."""
    gone = day.problem.stops[2]
    tours = tuple(
        replace(
            tour,
            planned=tuple(stop for stop in tour.planned if stop != gone.stop_id),
            driven=tuple(stop for stop in tour.driven if stop != gone.stop_id),
        )
        for tour in day.tours
    )
    left = tuple(stop for stop in day.problem.stops if stop != gone)
    visits = {name: visit for name, visit in day.visits.items() if name != gone.stop_id}
    problem = day.problem.model_copy(update={"stops": left})
    return replace(day, problem=problem, tours=tours, visits=visits, cancelled=(gone,))


def test_who_cancels_after_planning_changes_no_plan_and_is_in_no_count(task, monkeypatch):
    """A planner who is spared the stop has no slack where the dispatcher's plan has some."""
    asked = []
    solve = plans_kept.solve_in_process
    monkeypatch.setattr(
        plans_kept, "solve_in_process", lambda problem, *given: asked.append(problem) or solve(problem, *given)
    )
    replay_day(task)
    result = replay_day(replace(task, day=with_a_cancelled_stop(task.day)))
    assert asked[0] == asked[1]
    assert result.stops == len(task.day.problem.stops) - 1
    assert result.unassigned[OPTIMISED] == 0


def test_both_plans_may_what_the_manual_plan_did(task):
    """A vehicle list that calls the past impossible must not make the new plan drop stops."""
    day = task.day
    narrow = tuple(vehicle.model_copy(update={"max_stops": 3}) for vehicle in day.problem.vehicles)
    narrowed = replace(day, problem=day.problem.model_copy(update={"vehicles": narrow}))
    result = replay_day(replace(task, day=narrowed))
    assert result.limits_raised == len(narrow)
    assert result.unassigned[OPTIMISED] == 0


def test_an_order_known_too_late_is_in_neither_plan(task):
    day = changed_later(task.day, begin=task.day.planned_at_s)
    known = morning(day)
    assert known.unknown == ("afterwards",)
    assert "afterwards" not in known.problem.stop_by_id
    assert not any("afterwards" in stops for stops in known.manual.values())


def test_both_plans_have_the_same_vehicles_shifts_and_stops(task):
    result = replay_day(task)
    assert result.unassigned[OPTIMISED] == 0
    assert result.due_stops == len(task.day.problem.stops)
    assert not result.violations


def test_days_come_out_the_same_however_many_work_on_them(learned):
    tasks = [
        DayTask(day, TABLES, learned.planner, learned.judges, learned.adherence, OPTIONS)
        for day in learned.weeks.replayed[:3]
    ]
    assert fan_out(tasks, workers=2) == fan_out(tasks, workers=1)


def test_dask_gives_the_same_days(learned):
    distributed = pytest.importorskip("distributed")
    tasks = [
        DayTask(day, TABLES, learned.planner, learned.judges, learned.adherence, OPTIONS)
        for day in learned.weeks.replayed[:2]
    ]
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None, host="127.0.0.1", protocol="tcp"
    ) as cluster:
        assert fan_out(tasks, dask=cluster.scheduler_address) == fan_out(tasks)


def test_a_second_run_makes_only_the_missing_days(learned, tmp_path, monkeypatch):
    """What a kill leaves behind is taken up again."""
    tasks = [
        DayTask(day, TABLES, learned.planner, learned.judges, learned.adherence, OPTIONS)
        for day in learned.weeks.replayed[:3]
    ]
    first = fan_out(tasks[:2], store=tmp_path)
    made = []
    whole = replay_day
    monkeypatch.setattr("benchmarks.replay.fan_out.replay_day", lambda task: made.append(task.day.date) or whole(task))
    assert fan_out(tasks, store=tmp_path)[:2] == first
    assert made == [tasks[2].day.date]


def test_a_day_made_from_other_inputs_is_made_anew(task, tmp_path, monkeypatch):
    fan_out([task], store=tmp_path)
    other = replace(task, options=OPTIONS.model_copy(update={"seed": 5}))
    made = []
    whole = replay_day
    monkeypatch.setattr("benchmarks.replay.fan_out.replay_day", lambda task: made.append(task.day.date) or whole(task))
    fan_out([other], store=tmp_path)
    assert made == [task.day.date]


def test_a_torn_file_of_a_day_is_no_day(task, tmp_path):
    (kept,) = fan_out([task], store=tmp_path)
    file = tmp_path / f"{task.day.date}.json"
    file.write_bytes(file.read_bytes()[:100])
    assert fan_out([task], store=tmp_path) == (kept,)


def test_one_bad_day_is_reported_and_stops_no_other(learned):
    good, bad = (
        DayTask(day, TABLES, learned.planner, learned.judges, learned.adherence, OPTIONS)
        for day in learned.weeks.replayed[:2]
    )
    broken = replace(bad, tables={})
    outcomes = fan_out([broken, good])
    assert [type(outcome) for outcome in outcomes] == [DayResult, FailedDay]
    assert "van" in outcomes[1].reason


def test_with_fewer_than_ten_days_there_are_counts_and_no_claim(history, learned):
    few = replace(learned, weeks=learned.weeks._replace(replayed=learned.weeks.replayed[:3]))
    result = document(replay(history, few, TABLES, OPTIONS), grade="replayed")
    assert result["refused"] == {"rule": "days", "value": 3.0, "limit": 10.0}
    assert result["reduction"] is None
    assert result["adherence"]["reduction"] is None
    assert all(judge["reduction"]["value"] is None for judge in result["judges"])
    assert result["manual"]["due_stops"] > 0


def test_the_document_has_every_key_that_scripts_rely_on(found):
    result = document(found, grade="simulated history")
    assert set(result) >= {
        "grade", "days", "stops", "manual", "optimised", "reduction", "judges", "worst_judge", "calibration",
        "refused", "truncated_days", "excluded",
    }  # fmt: skip
    assert set(result["manual"]) >= {"delay_rate", "late_stops", "due_stops", "lateness_min", "distance_km"}
    assert set(result["reduction"] or {"value", "low", "high"}) == {"value", "low", "high"}
    assert result["days"] == len(found.summary.results)


def test_every_left_out_day_is_counted(found):
    excluded = {item["reason"]: item["count"] for item in document(found, grade="replayed")["excluded"]}
    assert excluded["warm_up"] == len(found.learned.weeks.earlier)


def test_the_worst_judge_is_one_with_disjoint_weeks(found):
    worst = found.summary.worst()
    assert not worst.shares_weeks
    values = [found.summary.reduction(judge).value for judge in found.learned.judges.disjoint]
    assert found.summary.reduction(worst).value == min(values)


def test_rows_in_the_parquet_file_add_up_to_the_headline(found, tmp_path):
    pandas = pytest.importorskip("pandas")
    files = write_documents(found, tmp_path, grade="simulated history")
    rows = pandas.read_parquet(files["stops"])
    result = document(found, grade="simulated history")
    assert rows["manual_p_late"].sum() == pytest.approx(result["manual"]["late_stops"], abs=0.01)
    assert rows["optimised_p_late"].sum() == pytest.approx(result["optimised"]["late_stops"], abs=0.01)
    assert set(rows["grade"]) == {"simulated history"}


def test_the_manual_plan_is_no_straw_man(found):
    """It stands beside plans that nobody would make."""
    summary = found.summary
    manual = summary.plan(MANUAL).delay_rate
    assert all(manual < figures.delay_rate for figures in summary.baselines().values())


def test_a_history_too_short_to_split_is_refused():
    with pytest.raises(HistoryFileError, match="four weeks"):
        learn(History(days=past_days(3)[:1]), TABLES, OPTIONS)


def test_by_default_the_later_half_is_replayed_once_four_weeks_are_learned(history):
    split = weeks(history.days)
    assert len(split.earlier) >= 20
    assert split.replayed[0].date == history.days[22].date


def test_chosen_days_bound_the_replay(history):
    first = history.days[30].date
    split = weeks(history.days, first=first, last=first + timedelta(days=3))
    assert split.replayed[0].date == first
    assert split.replayed[-1].date <= first + timedelta(days=3)
    assert len(split.earlier) == 30


def test_a_day_that_the_import_bars_from_replays_is_not_replayed(history):
    barred = Exclusion("no_planned_times", history.days[25].date, level="day", of="replay")
    split = weeks(history.days, excluded=[barred])
    assert history.days[25].date not in {day.date for day in split.replayed}


def test_a_plan_is_made_once_for_all_numbers_of_scenarios(task, tmp_path, monkeypatch):
    """Plans are kept by problem, model, work limit and seed."""
    made = []
    solve = plans_kept.solve_in_process
    monkeypatch.setattr(plans_kept, "solve_in_process", lambda *given: made.append(1) or solve(*given))
    kept = replace(task, plans=tmp_path)
    first = replay_day(kept)
    more = replay_day(replace(kept, options=OPTIONS.model_copy(update={"scenarios": 60})))
    replay_day(replace(kept, options=OPTIONS.model_copy(update={"work_limit": 2})))
    assert len(made) == 2
    assert first.distance_km == more.distance_km
    assert replay_day(task).figures == first.figures


def test_a_day_that_the_import_bars_from_learning_teaches_nobody(history):
    barred = [history.days[3].date, history.days[-3].date]
    excluded = tuple(Exclusion("day_without_plan", day, level="day", of="learning") for day in barred)
    learned = learn(replace(history, excluded=excluded), TABLES, OPTIONS)
    taught = {*learned.planner.days, *learned.judges.headline.times.days}
    assert taught == {day.date for day in history.days} - set(barred)
