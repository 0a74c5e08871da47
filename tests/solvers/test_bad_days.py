"""Days that no plan can save: never endless, never an exception, always a reason for each stop."""

from datetime import date

from routing.check import check
from routing.matrix import UNREACHABLE, Matrix
from routing.solvers import SolveOptions, solve_in_process
from routing.solvers.reasons import reasons
from routing.solvers.tours import Day

BRIEF = SolveOptions(time_limit_s=60, work_limit=1)


def solved(line, problem, matrix=None):
    """Return the solution, having checked its plan and that each stop left out says why."""
    matrix = matrix or line.matrix(problem)
    solution = solve_in_process(problem, matrix, BRIEF)
    assert check(problem, solution.plan, matrix) == []
    assert all(item.reasons for item in solution.plan.unassigned)
    return solution


def codes(solution):
    return {reason.code for item in solution.plan.unassigned for reason in item.reasons}


def stops(line, count=4, **fields):
    return [line.stop(k + 1, **fields) for k in range(count)]


def test_vehicles_without_room_serve_nobody(line):
    problem = line.problem(stops(line, demand={"kg": 5}), [line.van(capacity={"kg": 0})])
    assert codes(solved(line, problem)) == {"reason_too_large"}


def test_a_shift_shorter_than_any_drive_serves_nobody(line):
    problem = line.problem(stops(line), [line.van(start=8, end=8.1)])
    assert codes(solved(line, problem)) == {"reason_shift"}


def test_soft_windows_in_the_past_are_served_late(line):
    solution = solved(line, line.problem(stops(line, opens=1, due=2), [line.van()]))
    assert (solution.status, solution.cost.late_stops) == ("all_served", 4)


def test_hard_windows_in_the_past_serve_nobody(line):
    problem = line.problem(stops(line, opens=1, due=2, hard=True), [line.van()])
    assert codes(solved(line, problem)) == {"reason_window"}


def test_stops_that_no_vehicle_may_serve_are_left_out(line):
    problem = line.problem(stops(line, skills=frozenset({"crane"})), [line.van()])
    assert codes(solved(line, problem)) == {"reason_skills"}


def test_a_lorry_that_stands_still_all_day_serves_nobody(line):
    problem = line.problem(stops(line), [line.van(gross_weight_kg=12_000)])
    sunday = problem.model_copy(update={"date": date(2026, 3, 1)})
    assert codes(solved(line, sunday)) == {"reason_driving_ban"}


def test_a_day_without_vehicles_serves_nobody(line):
    assert codes(solved(line, line.problem(stops(line), []))) == {"reason_no_vehicle"}


def test_a_day_without_stops_is_done(line):
    assert solved(line, line.problem([], [line.van()])).termination == "complete"


def test_a_single_stop_is_done_at_once(line):
    assert solved(line, line.problem(stops(line, 1), [line.van()])).termination == "complete"


def test_places_without_a_road_are_left_out(line):
    problem = line.problem(stops(line), [line.van()])
    near = line.matrix(problem)
    seconds = near.seconds.copy()
    seconds[:, 0, 1:] = seconds[:, 1:, 0] = UNREACHABLE
    cut_off = Matrix(near.places, near.slots, seconds, near.metres)
    assert codes(solved(line, problem, cut_off)) == {"reason_unreachable"}


def hundred(line, **fields):
    return [line.stop(2, due=9, **fields).model_copy(update={"stop_id": f"s{k}"}) for k in range(100)]


def test_a_hundred_stops_at_one_place_at_one_time_are_served_late(line):
    solution = solved(line, line.problem(hundred(line), [line.van("a"), line.van("b")]))
    assert solution.status == "all_served"


def test_of_a_hundred_stops_that_may_not_be_late_some_are_left_out(line):
    solution = solved(line, line.problem(hundred(line, hard=True), [line.van("a"), line.van("b")]))
    assert (solution.status, codes(solution)) == ("partly_served", {"reason_full_time"})


def test_stops_left_out_that_differ_in_nothing_share_one_look(line, monkeypatch):
    same = [line.stop(2).model_copy(update={"stop_id": f"s{k}"}) for k in range(50)]
    problem = line.problem(same, [line.van(max_stops=1)])
    day = Day(problem, line.matrix(problem), SolveOptions())
    looks = []
    monkeypatch.setattr("routing.solvers.reasons._full", lambda *given: looks.append(given) or ("reason_full_time", ""))
    assert len(reasons(day, [[0]])) == 49
    assert len(looks) == 1


def test_looking_for_reasons_ends_when_there_are_too_many_stops(line, monkeypatch):
    monkeypatch.setattr("routing.solvers.reasons.MOST_STEPS", -1)
    problem = line.problem(stops(line), [line.van(max_stops=1)])
    day = Day(problem, line.matrix(problem), SolveOptions())
    found = reasons(day, [[0]])
    assert {reason.code for why in found.values() for reason in why} == {"reason_unexamined"}
