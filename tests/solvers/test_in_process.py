"""Planning inside the calling process is the same search."""

from routing.solvers import SolveOptions, solve, solve_in_process


def test_or_tools_here_finds_the_plan_that_its_process_finds(line):
    stops = [
        line.stop(k % 7 + 1, opens=8 + k % 5, due=10 + k % 5).model_copy(update={"stop_id": f"s{k}"}) for k in range(14)
    ]
    problem = line.problem(stops, [line.van("v0"), line.van("v1")])
    options = SolveOptions(work_limit=10, time_limit_s=60, seed=3, or_tools=True)
    here = solve_in_process(problem, line.matrix(problem), options)
    there = solve(problem, line.matrix(problem), options)
    assert here.sequences == there.sequences
    assert (here.termination, here.truncated) == ("work_limit", False)


def test_nothing_to_do_is_done_at_once(line):
    problem = line.problem([], [line.van()])
    assert solve_in_process(problem, line.matrix(problem), SolveOptions(work_limit=1)).status == "all_served"
