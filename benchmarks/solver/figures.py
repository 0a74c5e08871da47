"""What a comparison says: gaps to the best known plans, means per family, every loss, and whether the aims are met."""

from collections.abc import Iterable, Sequence
from statistics import mean
from typing import Any

from benchmarks.intervals import day_bootstrap, ratio_interval
from benchmarks.solver.best_known import BestKnown
from benchmarks.solver.instances import Instance
from benchmarks.solver.runs import OURS, SolverName
from benchmarks.solver.suite import PICKED_ON, Entry

PYVRP_SHARE = 0.5
"""Our mean gap is to be at most this share of PyVRP's."""


def figures(
    entries: Sequence[Entry],
    solvers: Sequence[SolverName],
    rows: Sequence[dict[str, Any]],
    best: BestKnown,
    instances: dict[str, Instance],
) -> dict[str, Any]:
    """Return the figures of a comparison.

    Returns
    -------
    dict
        ``instances`` with each solver's runs, feasible runs, gap (mean, least,
        most, of feasible runs), vehicles and seconds; ``families`` and
        ``groups`` (200 stops and more, those of them on which nothing was
        picked, Solomon apart) with mean gaps of the
        instances on which each solver has a feasible run; ``aims``; ``losses``,
        every instance on which a peer's mean gap is below ours, or only the
        peer has feasible plans; ``lost_runs``, the single runs of ours above a peer's mean; ``runs``.
    """
    each = [_instance(entry, solvers, rows, best, instances[entry.name]) for entry in entries]
    large = [item for item in each if item["part"] != "solomon"]
    return {
        "instances": each,
        "families": [
            {"family": family, **_means([item for item in each if item["family"] == family], solvers)}
            for family in dict.fromkeys(entry.family for entry in entries)
        ],
        "groups": [
            {"group": name, **_means(items, solvers)}
            for name, items in (
                ("200 stops and more", large),
                ("nothing was picked on", [item for item in large if item["instance"] not in PICKED_ON]),
                ("Solomon, 100 stops", [item for item in each if item["part"] == "solomon"]),
            )
            if items
        ],
        "aims": _aims(large, solvers),
        "losses": list(_losses(each, solvers)),
        "lost_runs": list(_lost_runs(each, solvers)),
        "runs": [_run(row, best) for row in rows],
    }


def _run(row: dict[str, Any], best: BestKnown) -> dict[str, Any]:
    """Return a row of the record with its gap, without its tours."""
    return {name: value for name, value in row.items() if name != "tours"} | {"gap_pct": _gap(row, best)}


def _gap(row: dict[str, Any], best: BestKnown) -> float | None:
    """Return how much dearer a plan is than the best known one, per cent; ``None`` if it breaks a rule."""
    known = best.get(row["instance"])
    return round(100 * (row["cost"] / known.cost - 1), 4) if row["feasible"] and known is not None else None


def _instance(
    entry: Entry, solvers: Sequence[SolverName], rows: Sequence[dict[str, Any]], best: BestKnown, instance: Instance
) -> dict[str, Any]:
    """Return one instance's figures."""
    known = best.get(entry.name)
    return {
        "instance": entry.name,
        "part": entry.part,
        "family": entry.family,
        "stops": instance.stops,
        "best_known": known and {"cost": known.cost, "vehicles": known.vehicles, "origin": known.origin},
        "solvers": {
            solver: _runs([row for row in rows if (row["instance"], row["solver"]) == (entry.name, solver)], best)
            for solver in solvers
        },
    }


def _runs(rows: Sequence[dict[str, Any]], best: BestKnown) -> dict[str, Any]:
    """Return the figures of one solver's runs on one instance."""
    gaps = [gap for row in rows if (gap := _gap(row, best)) is not None]
    feasible = [row for row in rows if row["feasible"]]
    return {
        "runs": len(rows),
        "feasible": len(feasible),
        "gap_pct": {"mean": round(mean(gaps), 4), "least": min(gaps), "most": max(gaps)} if gaps else None,
        "gaps_pct": gaps,
        "vehicles": round(mean(row["vehicles"] for row in feasible), 2) if feasible else None,
        "seconds": round(mean(row["seconds"] for row in rows), 2) if rows else None,
    }


def mean_gap(item: dict[str, Any], solver: str) -> float | None:
    """Return a solver's mean gap on an instance, ``None`` without a feasible run."""
    gap = item["solvers"].get(solver, {}).get("gap_pct")
    return None if gap is None else float(gap["mean"])


def _means(items: Sequence[dict[str, Any]], solvers: Sequence[SolverName]) -> dict[str, Any]:
    """Return each solver's mean over instances of its mean gap, and its runs without a feasible plan."""
    gaps = {solver: [gap for item in items if (gap := mean_gap(item, solver)) is not None] for solver in solvers}
    return {
        "instances": len(items),
        "gap_pct": {solver: round(mean(values), 4) if values else None for solver, values in gaps.items()},
        "counted": {solver: len(values) for solver, values in gaps.items()},
        "infeasible_runs": {
            solver: sum(item["solvers"][solver]["runs"] - item["solvers"][solver]["feasible"] for item in items)
            for solver in solvers
        },
    }


def _aims(items: Sequence[dict[str, Any]], solvers: Sequence[SolverName]) -> dict[str, Any]:
    """Return what was to be shown, over the instances on which both have feasible plans."""
    aims: dict[str, Any] = {}
    for peer in solvers:
        both = [
            (ours, other)
            for item in items
            if (ours := mean_gap(item, OURS)) is not None and (other := mean_gap(item, peer)) is not None
        ]
        if peer == OURS or not both:
            continue
        mine, theirs = [ours for ours, _ in both], [other for _, other in both]
        ahead = day_bootstrap((theirs, mine, [1.0] * len(both)), lambda a, b, count: (a - b) / count)
        aims[peer] = {
            "instances": len(both),
            "ours_pct": round(mean(mine), 4),
            "peer_pct": round(mean(theirs), 4),
            "share_of_peer": ratio_interval(mine, theirs).document(),
            "ahead_by_points": ahead.document(),
            "aim": "at most half its mean gap" if peer == "pyvrp" else "a smaller mean gap",
            "met": mean(mine) <= PYVRP_SHARE * mean(theirs) if peer == "pyvrp" else mean(mine) < mean(theirs),
        }
    return aims


def _losses(items: Iterable[dict[str, Any]], solvers: Sequence[SolverName]) -> Iterable[dict[str, Any]]:
    """Yield each instance on which a peer is ahead of us."""
    for item in items:
        ours = mean_gap(item, OURS)
        for peer in solvers:
            theirs = mean_gap(item, peer)
            if peer != OURS and theirs is not None and (ours is None or theirs < ours):
                yield {"instance": item["instance"], "peer": peer, "ours_pct": ours, "peer_pct": theirs}


def _lost_runs(items: Iterable[dict[str, Any]], solvers: Sequence[SolverName]) -> Iterable[dict[str, Any]]:
    """Yield each run of ours that is behind a peer's mean."""
    for item in items:
        for peer in solvers:
            theirs = mean_gap(item, peer)
            for ours in item["solvers"].get(OURS, {}).get("gaps_pct", []):
                if peer != OURS and theirs is not None and theirs < ours:
                    yield {"instance": item["instance"], "peer": peer, "ours_pct": ours, "peer_pct": theirs}
