"""Comparing solvers: what is run, what is kept when a run breaks off, and what the figures say."""

import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks.solver.best_known import STORE, BestKnown, published
from benchmarks.solver.comparison import Terms, compare, runs_of
from benchmarks.solver.figures import figures
from benchmarks.solver.gap_chart import gap_svg
from benchmarks.solver.instances import Instance
from benchmarks.solver.peers import known_peers
from benchmarks.solver.road_instances import drawn
from benchmarks.solver.runs import Record, Run
from benchmarks.solver.suite import PICKED_ON, SHORT, SUITE, Entry, Folders, chosen
from routing.errors import InputError

ENTRIES = (Entry("200", "R1", "far.txt", 2), Entry("solomon", "Solomon C1", "near.txt", 2))
TERMS = Terms(20.0, 2, 2)


def instance(*metres, name="line"):
    """Return an instance with stops on a line, so many metres from the depot."""
    where = np.array([0, *metres])
    nodes = len(where)
    return Instance(
        name=name, distance=np.abs(where[:, None] - where), windows=np.tile([0, 10_000], (nodes, 1)),
        service=np.zeros(nodes, np.int64), demand=np.ones(nodes, np.int64), capacity=nodes, vehicles=nodes,
    )  # fmt: skip


INSTANCES = {"far": instance(100, 200, name="far"), "near": instance(10, 20, name="near")}
TOGETHER, APART = [[1, 2]], [[1], [2]]
"""Tours of 400 and 600 metres on far, 40 and 60 on near."""


@pytest.fixture
def best(tmp_path):
    return BestKnown(tmp_path / "best.json")


@pytest.fixture
def record(tmp_path):
    return Record(tmp_path / "solvers.runs.jsonl", resume=True)


@pytest.fixture
def loaded(monkeypatch):
    monkeypatch.setattr("benchmarks.solver.comparison.load", lambda *_: INSTANCES)
    monkeypatch.setattr("benchmarks.solver.comparison.require", lambda _: None)


class Played:
    """Stands for all solvers: ours finds the best plan with seed 1 only, a peer never does; counts its calls."""

    def __init__(self):
        self.runs = []

    def __call__(self, run, on):
        self.runs.append(run)
        tours = TOGETHER if run.solver == "termintreu" and run.seed == 1 else APART
        cost = 2 * int(on.distance[0].max() if tours == TOGETHER else on.distance[0].sum())
        row = run.__dict__ | {"digest": on.digest, "cost": cost, "vehicles": 1, "feasible": True, "seconds": 1.0}
        return row | {"tours": tours}


def compared(best, record, play, solvers=("termintreu", "pyvrp", "vroom")):
    folders = Folders(Path("none"), Path("none"), None)
    return compare(ENTRIES, folders, solvers, TERMS, record, best, run_one=play, prepare=lambda _: None)


def test_a_solver_without_seeds_is_run_once():
    runs = runs_of(ENTRIES[:1], ("termintreu", "vroom"), TERMS)
    assert [(run.solver, run.seed) for run in runs] == [("termintreu", 1), ("vroom", None), ("termintreu", 2)]


def test_every_instance_has_been_run_before_the_second_seed():
    assert [run.instance for run in runs_of(ENTRIES, ("pyvrp",), TERMS)] == ["far", "near"] * 2


def test_all_solvers_get_the_same_time_and_cores_and_solomon_a_quarter():
    runs = runs_of(ENTRIES, ("termintreu", "pyvrp", "vroom", "or_tools"), TERMS)
    assert {(run.instance, run.time_limit_s, run.cores) for run in runs} == {("far", 20.0, 2), ("near", 5.0, 2)}


@pytest.mark.usefixtures("loaded")
def test_a_comparison_goes_on_where_it_broke_off(best, record, tmp_path):
    first = Played()
    whole = compared(best, record, first)
    lines = (tmp_path / "solvers.runs.jsonl").read_text().splitlines(keepends=True)
    (tmp_path / "solvers.runs.jsonl").write_text("".join(lines[:4]) + lines[4][:20])
    second = Played()
    assert compared(best, Record(tmp_path / "solvers.runs.jsonl", resume=True), second) == whole
    assert second.runs == first.runs[4:]


@pytest.mark.usefixtures("loaded")
def test_plans_of_a_run_that_broke_off_are_offered_again(best, record, tmp_path):
    whole = compared(best, record, Played())
    other = BestKnown(tmp_path / "other.json")
    assert compared(other, record, None)["instances"] == whole["instances"]


@pytest.mark.usefixtures("loaded")
def test_runs_on_an_instance_that_has_changed_since_do_not_count(best, record):
    compared(best, record, Played())
    assert record.find(Run("far", "pyvrp", 1, 20.0, 2), instance(100, 300)) is None


@pytest.mark.usefixtures("loaded")
def test_gaps_are_against_the_best_plan_known_at_the_end(best, record):
    measured = compared(best, record, Played())
    assert measured["instances"][0]["solvers"]["pyvrp"]["gap_pct"] == {"mean": 50.0, "least": 50.0, "most": 50.0}


@pytest.mark.usefixtures("loaded")
def test_a_better_plan_than_the_best_known_replaces_it_and_names_its_origin(best, record):
    best.offer("far", INSTANCES["far"], APART, "by hand")
    compared(best, record, Played())
    known = best.get("far")
    assert (known.cost, known.tours, known.origin.split(", commit")[0]) == (
        400, ((1, 2),), "termintreu, 20 s on 2 cores, seed 1",
    )  # fmt: skip


@pytest.mark.usefixtures("loaded")
def test_means_are_per_family_and_solomon_stands_apart(best, record):
    groups = {group["group"]: group["instances"] for group in compared(best, record, Played())["groups"]}
    assert groups == {"200 stops and more": 1, "nothing was picked on": 1, "Solomon, 100 stops": 1}


def row(solver, cost, feasible=True, name="far", seed=1):
    return {
        "instance": name, "solver": solver, "seed": seed, "cost": cost, "vehicles": 1, "feasible": feasible,
        "seconds": 1.0,
    }  # fmt: skip


def figures_of(best, *rows):
    best.offer("far", INSTANCES["far"], TOGETHER, "by hand")
    return figures(ENTRIES[:1], ("termintreu", "pyvrp"), rows, best, INSTANCES)


def test_every_loss_is_listed(best):
    told = figures_of(best, row("termintreu", 408), row("pyvrp", 404))
    assert told["losses"] == [{"instance": "far", "peer": "pyvrp", "ours_pct": 2.0, "peer_pct": 1.0}]


def test_a_win_is_no_loss(best):
    assert figures_of(best, row("termintreu", 404), row("pyvrp", 408))["losses"] == []


def test_no_feasible_plan_beside_a_peer_that_has_one_is_a_loss(best):
    told = figures_of(best, row("termintreu", 200, feasible=False), row("pyvrp", 408))
    assert told["losses"] == [{"instance": "far", "peer": "pyvrp", "ours_pct": None, "peer_pct": 2.0}]


def test_an_infeasible_run_has_no_gap_and_is_counted(best):
    told = figures_of(best, row("termintreu", 200, feasible=False), row("termintreu", 404, seed=2), row("pyvrp", 404))
    assert (told["groups"][0]["gap_pct"]["termintreu"], told["groups"][0]["infeasible_runs"]["termintreu"]) == (1.0, 1)


def test_single_runs_behind_a_peers_mean_are_listed_even_where_the_mean_is_ahead(best):
    told = figures_of(best, row("termintreu", 400), row("termintreu", 408, seed=2), row("pyvrp", 406))
    assert (told["losses"], [lost["ours_pct"] for lost in told["lost_runs"]]) == ([], [2.0])


@pytest.mark.parametrize(("ours", "met"), [(404, True), (405, False)])
def test_the_aim_is_half_of_pyvrps_gap(best, ours, met):
    assert figures_of(best, row("termintreu", ours), row("pyvrp", 408))["aims"]["pyvrp"]["met"] is met


def test_the_chart_shows_every_instance_and_says_what_it_measures(best):
    terms = {"time_limit_s": 20.0, "cores": 2, "seeds": 1, "versions": {"termintreu": None, "pyvrp": "1"}}
    drawn_chart = gap_svg(terms | figures_of(best, row("termintreu", 404), row("pyvrp", 408, feasible=False)))
    assert all(words in drawn_chart for words in ("far (2)", "20 s on 2 cores", "termintreu: 1.00 %", ">none<"))


def test_a_plan_that_breaks_a_rule_never_becomes_the_best_known(best):
    assert not best.offer("far", INSTANCES["far"], [[1]], "incomplete")


def test_a_stored_cost_that_its_tours_do_not_have_is_an_error(best, tmp_path):
    best.offer("far", INSTANCES["far"], TOGETHER, "by hand")
    path = tmp_path / "best.json"
    path.write_text(path.read_text().replace('"cost": 400', '"cost": 399'))
    with pytest.raises(InputError, match="399 / 400"):
        BestKnown(path).verify(INSTANCES)


def test_a_stored_plan_is_judged_anew_on_an_instance_that_has_changed(best):
    best.offer("far", INSTANCES["far"], TOGETHER, "by hand")
    assert best.verify({"far": instance(100, 300)}) == ["far"]
    assert best.get("far").cost == 600


def test_best_plans_outlast_the_program(best, tmp_path):
    best.offer("far", INSTANCES["far"], TOGETHER, "by hand")
    assert BestKnown(tmp_path / "best.json").get("far") == best.get("far")


def test_published_tours_are_read(tmp_path):
    path = tmp_path / "far.sol"
    path.write_text("Route #1: 2 1 \nRoute #2: 3\nCost 12.3\n")
    assert published(path) == [[2, 1], [3]]


def test_the_short_suite_is_part_of_the_whole_and_has_all_six_families_of_200():
    short = chosen(None, short=True)
    assert {entry.name for entry in short} == set(SHORT)
    assert {entry.family for entry in short if entry.part == "200"} == {"C1", "C2", "R1", "R2", "RC1", "RC2"}


def test_settings_were_picked_on_some_instances_of_the_suite_only():
    assert set(PICKED_ON) < {entry.name for entry in SUITE if entry.part != "solomon"}


def test_instances_are_chosen_by_name_or_part():
    assert [entry.name for entry in chosen(["road", "C105"])] == [
        "kaiserslautern-200-1", "porto-400-1", "porto-1000-1",
        "kaiserslautern-200-5", "porto-400-5", "porto-1000-5", "C105",
    ]  # fmt: skip
    assert chosen(None) == list(SUITE)


def test_all_unknown_instances_and_peers_are_told_at_once():
    with pytest.raises(InputError) as caught:
        chosen(["c1_2_5", "c9", "d9"])
    assert [finding.value for finding in caught.value.findings] == ["c9", "d9"]
    with pytest.raises(InputError) as caught:
        known_peers(["lkh", "vroom", "hgs"])
    assert [finding.value for finding in caught.value.findings] == ["lkh", "hgs"]


def tables(nodes):
    random = np.random.default_rng(0)
    metres = random.integers(100, 9000, (nodes, nodes))
    np.fill_diagonal(metres, 0)
    return metres, metres // 8


def test_every_stop_of_an_instance_on_roads_can_be_served_alone():
    built = drawn("town-40-1", *tables(41), seed=1)
    for stop in range(1, 41):
        opens_s, due_s = built.windows[stop]
        start = max(built.travel[0, stop], opens_s)
        assert start <= due_s
        assert start + built.service[stop] + built.travel[stop, 0] <= built.windows[0, 1]


def test_an_instance_on_roads_follows_from_its_seed():
    first, again, other = (drawn("town", *tables(20), seed=seed) for seed in (1, 1, 2))
    assert first.digest == again.digest != other.digest


def test_on_roads_metres_cost_and_seconds_pass():
    built = drawn("town", *tables(5), seed=1)
    matrix = built.matrix()
    assert (matrix.metres[0] == built.distance).all()
    assert (matrix.seconds[0] == built.travel).all()
    assert (matrix.seconds != matrix.metres).any()


def test_the_best_plans_that_come_with_the_project_visit_every_stop_once_and_name_their_origin():
    for name, known in json.loads(STORE.read_text("utf-8")).items():
        visited = sorted(node for tour in known["tours"] for node in tour)
        assert (name, visited, known["vehicles"]) == (name, list(range(1, len(visited) + 1)), len(known["tours"]))
        assert known["origin"]
