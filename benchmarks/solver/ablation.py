"""``termintreu bench ablation``: our search with one part switched off at a time, to see what each part earns."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.intervals import day_bootstrap
from benchmarks.solver.bench import judge
from benchmarks.solver.instances import Instance
from benchmarks.solver.runs import warm
from benchmarks.solver.suite import Entry, Folders, load
from routing.progress import Say, silent
from routing.solvers import SolveOptions
from routing.solvers.arrays import Settings
from routing.solvers.portfolio import ALL_PARTS, Parts
from routing.solvers.run import solve

INSTANCES = ("r1_2_5", "porto-400-1")
"""One of the literature, one on roads; chosen before any was solved."""

START_S = 0.3
"""Seconds that a run takes beside its limit, for the estimate."""


@dataclass(frozen=True)
class Variant:
    """Our search without one of its parts: other options, or other parts."""

    name: str
    parts: Parts = ALL_PARTS
    options: dict[str, Any] = field(default_factory=dict)


WHOLE = Variant("all parts")


def _without(**settings: Any) -> Parts:
    """Return all parts with other settings of the search."""
    return Parts(settings=Settings()._replace(**settings))


VARIANTS: tuple[Variant, ...] = (
    Variant("one search instead of one per core", options={"cores": 1}),
    Variant("no areas: every search has the whole plan", Parts(areas=False)),
    Variant("searches don't exchange plans", Parts(exchange=False)),
    Variant("a tour never seems to cost more or less", Parts(crowdings=())),
    Variant("no plan of OR-Tools", options={"or_tools": False}),
    Variant("single stops taken out instead of strings", _without(string=1.0)),
    Variant("strings never split", _without(split=0.0)),
    Variant("long tours looked at place by place", _without(long=float("inf"))),
    Variant("no best place overlooked", _without(blink=0.0)),
    Variant("stops put back in random order", _without(ordering=False)),
    Variant("hopeless steps made to their end", _without(early_stop=False)),
    Variant("cheapest places not remembered", _without(remembering=False)),
)

Solve = Callable[[Variant, Instance, SolveOptions], list[list[int]]]


def solved(variant: Variant, instance: Instance, options: SolveOptions) -> list[list[int]]:
    """Return the tours of a variant."""
    changed = options.model_copy(update=variant.options)
    solution = solve(instance.problem(), instance.matrix(), changed, parts=variant.parts)
    return [[int(stop) for stop in visits] for visits in solution.sequences.values()]


def estimated_s(instances: int, seeds: int, time_limit_s: float) -> float:
    """Return about how long an ablation takes."""
    return instances * seeds * (1 + len(VARIANTS)) * (time_limit_s + START_S)


def ablate(
    entries: Sequence[Entry],
    folders: Folders,
    *,
    time_limit_s: float,
    cores: int,
    seeds: int,
    solve_one: Solve = solved,
    prepare: Callable[[Instance], None] = warm,
    say: Say = silent,
) -> dict[str, Any]:
    """Compare our search with itself less one part, on the same instances and seeds, seed by seed.

    OR-Tools takes part in all but its own variant, also where it would stay away from so short a run.

    Returns
    -------
    dict
        ``variants``: per part that is switched off, the mean change of cost in
        per cent (positive: dearer without it) with its interval over the pairs
        of instance and seed, the number of pairs, runs that broke a rule, and
        ``earns``: whether the interval lies above 0. ``runs``: every cost.

    Raises
    ------
    InputError
        If an instance can't be read.
    """
    instances = load(entries, folders, say)
    prepare(next(iter(instances.values())))
    runs: list[dict[str, Any]] = []
    for seed in range(1, seeds + 1):
        for name, instance in instances.items():
            for variant in (WHOLE, *VARIANTS):
                options = SolveOptions(time_limit_s=time_limit_s, cores=cores, seed=seed, or_tools=True)
                cost, feasible = judge(instance, solve_one(variant, instance, options))
                runs.append(
                    {"instance": name, "variant": variant.name, "seed": seed, "cost": cost, "feasible": feasible}
                )
                say(f"{name}, seed {seed}, {variant.name}: {cost}")
    return {
        "time_limit_s": time_limit_s,
        "cores": cores,
        "seeds": seeds,
        "instances": list(instances),
        "variants": [_change(variant, runs) for variant in VARIANTS],
        "runs": runs,
    }


def _change(variant: Variant, runs: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return what switching a part off changes, over the pairs in which both plans keep every rule."""
    costs = {(run["variant"], run["instance"], run["seed"]): run["cost"] for run in runs if run["feasible"]}
    changes = [
        100 * (costs[variant.name, instance, seed] / cost - 1)
        for (name, instance, seed), cost in costs.items()
        if name == WHOLE.name and (variant.name, instance, seed) in costs
    ]
    change = day_bootstrap((changes, [1.0] * len(changes)), lambda total, count: total / count)
    return {
        "variant": variant.name,
        "change_pct": change.document(),
        "pairs": len(changes),
        "infeasible": sum(not run["feasible"] for run in runs if run["variant"] == variant.name),
        "earns": bool(change.low > 0),
    }
