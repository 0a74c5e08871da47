"""Many histories with known truth: resumable shards of one JSON file each, and what they say together."""

import json
import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.known_truth.history import ZERO, HistorySpec, examine, known_world, lived, manual_of
from benchmarks.known_truth.planted import sought_steps
from benchmarks.replay.faults import FAULTS, REPORTED
from routing.files import write_atomically
from routing.progress import Say, silent

SHARES = (0.2, 0.4, 0.6)
EFFORTS = (10, 40, 120)
WORLDS = 5
"""Firms that the histories take turns with."""

FAULTS_EVERY = 5
"""Of so many histories one is also judged by every wrong model."""

_BAR_POINTS, _PLANTED_POINTS = 0.05, 0.07


def specs(per_share: int, zeros: int, dispatched: int) -> list[HistorySpec]:
    """Return the histories to make: so many of each planted share, of a true zero, and of the dispatcher's efforts."""
    planted = [f"share:{share}" for share in SHARES for _ in range(per_share)]
    planted += [ZERO] * zeros
    planted += [f"effort:{EFFORTS[number % len(EFFORTS)]}" for number in range(dispatched)]
    return [
        HistorySpec(
            pool_seed=1 + number % WORLDS,
            seed=1000 + number,
            planted=kind,
            tours=6 if kind.startswith("share") else 4,
            deviation=0.5 if kind.startswith("share") else 1.0,
            faults=number % FAULTS_EVERY == 0,
        )
        for number, kind in enumerate(planted)
    ]


def run(
    extract: Path, histories: Sequence[HistorySpec], folder: Path, *, workers: int = 1, say: Say = silent
) -> list[dict[str, Any]]:
    """Examine every history that has no file in ``folder`` yet, and return all.

    Worlds and planted steps are found first, each once.
    """
    shards = folder / "histories"
    missing = [spec for spec in histories if not _shard(shards, spec).exists()]
    with ProcessPoolExecutor(max(1, workers), mp_context=multiprocessing.get_context("spawn")) as pool:
        worlds = {(spec.pool_seed, spec.tours, spec.stops): spec for spec in missing}
        for number, _ in enumerate(
            as_completed([pool.submit(_make_world, extract, s, folder) for s in worlds.values()])
        ):
            say(f"worlds {number + 1}/{len(worlds)}")
        planted = {_steps_key(spec): spec for spec in missing if spec.planted.startswith("share")}
        for number, _ in enumerate(
            as_completed([pool.submit(_find_steps, extract, s, folder) for s in planted.values()])
        ):
            say(f"planted shares {number + 1}/{len(planted)}")
        futures = [pool.submit(_make_shard, extract, spec, folder) for spec in missing]
        for number, done in enumerate(as_completed(futures)):
            done.result()
            say(f"histories {len(histories) - len(missing) + number + 1}/{len(histories)}")
    return [json.loads(_shard(shards, spec).read_bytes()) for spec in histories]


def _make_world(extract: Path, spec: HistorySpec, folder: Path) -> None:
    known_world(extract, spec, folder / "worlds")


def _steps_key(spec: HistorySpec) -> str:
    return f"steps-{spec.planted.replace(':', '-')}-world{spec.pool_seed}-{spec.tours}x{spec.stops}.json"


def _find_steps(extract: Path, spec: HistorySpec, folder: Path) -> None:
    file = folder / "worlds" / _steps_key(spec)
    if not file.exists():
        share = float(spec.planted.partition(":")[2])
        steps = sought_steps(known_world(extract, spec, folder / "worlds"), share, spec.skill)
        write_atomically(file, json.dumps({str(share): steps}).encode())


def _make_shard(extract: Path, spec: HistorySpec, folder: Path) -> None:
    world = known_world(extract, spec, folder / "worlds")
    steps: dict[float, int] = {}
    if spec.planted.startswith("share"):
        found = json.loads((folder / "worlds" / _steps_key(spec)).read_bytes())
        steps = {float(share): count for share, count in found.items()}
    manual, effort = manual_of(world, spec, steps)
    document = examine(lived(world, spec, manual)) | {"effort": effort}
    write_atomically(_shard(folder / "histories", spec), json.dumps(document, indent=1).encode())


def _shard(folder: Path, spec: HistorySpec) -> Path:
    return folder / f"{spec.name}.json"


def summarise(histories: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return coverage, claims at zero, the gate's hits and misses and the attribution's errors, with their counts."""
    zeros = [item for item in histories if item["spec"]["planted"] == ZERO]
    return {
        "grade": "simulated history",
        "histories": len(histories),
        "coverage": _coverage(histories),
        "coverage_without_zero": _coverage([item for item in histories if item not in zeros]),
        "zero": {
            "histories": len(zeros),
            "claims_of_reduction": sum(item["reduction"]["claimed"] for item in zeros),
            "claims_of_increase": sum(item["reduction"]["claimed_increase"] for item in zeros),
            "planner_judging_itself_claims": sum(
                item["reduction"]["planner_judges_itself"]["low"] > 0 for item in zeros
            ),
        },
        "error_points": _errors(histories, "replayed"),
        "error_points_planner_judging_itself": _errors(histories, "planner_judges_itself"),
        "gate": _gate(histories),
        "attribution": {
            **{f"share {share}": _attribution(list(_with_share(histories, share))) for share in SHARES},
            "all": _attribution([item for share in SHARES for item in _with_share(histories, share)]),
        },
    }


def _coverage(histories: Sequence[dict[str, Any]]) -> dict[str, Any]:
    covered = sum(item["reduction"]["covered"] for item in histories)
    return {"covered": covered, "of": len(histories), "share": round(covered / max(1, len(histories)), 4)}


def _errors(histories: Sequence[dict[str, Any]], judge: str) -> dict[str, float]:
    errors = 100 * np.array([item["reduction"][judge]["value"] - item["reduction"]["true"] for item in histories])
    return {"mean": round(float(errors.mean()), 2), "sd": round(float(errors.std()), 2)}


def _gate(histories: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return how often the right judge is refused and by what, and how often each fault is caught."""
    refused = [item for item in histories if not item["gate"]["right"]["passed"]]
    spoiled = [item["gate"]["refused"] for item in histories if item["gate"]["refused"]]
    caught = {name: sum(bool(refused[name]) for refused in spoiled) for name in (*FAULTS, *REPORTED)}
    return {
        "histories": len(histories),
        "right_refused": len(refused),
        "right_refused_share": round(len(refused) / max(1, len(histories)), 4),
        "refused_histories": [item["history"] for item in refused],
        "histories_with_faults": len(spoiled),
        "caught": caught,
        "caught_share": {name: round(count / max(1, len(spoiled)), 4) for name, count in caught.items()},
    }


def _with_share(histories: Sequence[dict[str, Any]], share: float) -> Iterator[dict[str, Any]]:
    return (item for item in histories if item["spec"]["planted"] == f"share:{share}")


def _attribution(histories: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return errors of the planning share against the realised and the expected truth, in points."""
    if not histories:
        return {"histories": 0}
    found = np.array([item["shares"]["attributed"]["plan"]["value"] for item in histories])
    realised = np.array([item["shares"]["realised"]["plan"] for item in histories])
    expected = np.array([item["shares"]["expected"]["plan"] for item in histories])
    error = found - realised
    return {
        "histories": len(histories),
        "true_share_mean": round(float(realised.mean()), 4),
        "expected_share_mean": round(float(expected.mean()), 4),
        "bias_points": round(100 * float(error.mean()), 2),
        "rmse_points": round(100 * float(np.sqrt((error**2).mean())), 2),
        "within_5_of_realised": int((np.abs(error) <= _BAR_POINTS).sum()),
        "within_7_of_expected": int((np.abs(found - expected) <= _PLANTED_POINTS).sum()),
        "closing_error": max(item["shares"]["closing_error"] for item in histories),
        "bias_points_by_cause": {
            cause: round(
                100
                * float(
                    np.mean(
                        [
                            item["shares"]["attributed"][cause]["value"] - item["shares"]["realised"][cause]
                            for item in histories
                        ]
                    )
                ),
                2,
            )
            for cause in ("plan", "departure", "traffic", "service", "even_so")
        },
    }
