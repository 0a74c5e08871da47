"""What editing a plan does not change: the day, its travel times, what was learned, the ways as drawn first.

It is kept as one compressed file beside the plan, so that a plan can be
opened on any server without its roads.
"""

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from api.roads_of_day import Traffic, as_expected, buffer_s
from data.exports import input_hash
from routing.matrix import Matrix, TimeSlots
from routing.model import Problem
from routing.solvers.options import SolveOptions
from routing.solvers.tours import Day
from routing.traffic import LearnedTimes, TravelFactors

Points = Sequence[Sequence[float]]
"""A line as [lon, lat] of five decimals."""

LegKey = tuple[str, str, str, int]
"""Profile, origin, destination, time slot: what a way depends on."""


@dataclass(frozen=True)
class Ground:
    """A day as it was planned.

    Parameters
    ----------
    problem
        The day as the lists have it.
    ways
        Lines of the legs of the first plan.
    """

    problem: Problem
    matrices: Mapping[str, Matrix]
    traffic: Traffic
    ways: Mapping[LegKey, Points] = field(default_factory=dict)

    @cached_property
    def expected(self) -> Problem:
        """The day with learned service times where there are any: what is timed and checked."""
        return as_expected(self.problem, self.traffic)

    @cached_property
    def learned(self) -> LearnedTimes | None:
        """What was learned, if anything."""
        return self.traffic if isinstance(self.traffic, LearnedTimes) else None

    @cached_property
    def pricing(self) -> Day:
        """The day as the search prices it, its buffer included."""
        return Day(self.expected, self.matrices, SolveOptions(due_buffer_s=buffer_s(self.traffic)))

    @cached_property
    def input_hash(self) -> str:
        """Fingerprint of the lists."""
        return input_hash(self.problem)

    @cached_property
    def tours(self) -> dict[str, int]:
        """Number of each vehicle's tour, the same in every version of the plan."""
        return {vehicle.vehicle_id: number for number, vehicle in enumerate(self.problem.vehicles, start=1)}

    @cached_property
    def done(self) -> frozenset[str]:
        """Stops that were served already when the day was planned."""
        return frozenset(visit.stop_id for way in self.problem.under_way for visit in way.visits)

    def leg_key(self, vehicle_id: str, origin: str, destination: str, departure_s: int) -> LegKey:
        """Return what the way of a leg depends on."""
        profile = self.problem.vehicle_by_id[vehicle_id].profile
        return profile, origin, destination, self.matrices[profile].slots.at(departure_s)


def packed(ground: Ground) -> bytes:
    """Return all but the problem as a compressed file; equal time slots are kept once."""
    arrays: dict[str, NDArray[Any]] = {}
    profiles = []
    for number, (profile, matrix) in enumerate(ground.matrices.items()):
        kept, slot_of = _distinct(matrix)
        arrays[f"seconds{number}"], arrays[f"metres{number}"] = matrix.seconds[kept], matrix.metres[kept]
        profiles.append(
            {"profile": profile, "places": matrix.places, "starts_s": matrix.slots.starts_s, "slot_of": slot_of}
        )
    head = {
        "profiles": profiles,
        "traffic": ground.traffic.model_dump(mode="json"),
        "ways": [[*key, line] for key, line in ground.ways.items()],
    }
    arrays["head"] = np.frombuffer(json.dumps(head, ensure_ascii=False).encode(), np.uint8)
    content = io.BytesIO()
    np.savez_compressed(content, allow_pickle=False, **arrays)
    return content.getvalue()


def unpacked(content: bytes, problem: Problem) -> Ground:
    """Return what :func:`packed` made a file of."""
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        head = json.loads(arrays["head"].tobytes())
        matrices = {
            item["profile"]: Matrix(
                places=tuple(item["places"]),
                slots=TimeSlots(tuple(item["starts_s"])),
                seconds=np.ascontiguousarray(arrays[f"seconds{number}"][item["slot_of"]]),
                metres=np.ascontiguousarray(arrays[f"metres{number}"][item["slot_of"]]),
                profile=item["profile"],
            )
            for number, item in enumerate(head["profiles"])
        }
    form = LearnedTimes if "travel" in head["traffic"] else TravelFactors
    ways = {(profile, origin, end, slot): line for profile, origin, end, slot, line in head["ways"]}
    return Ground(problem, matrices, form.model_validate(head["traffic"]), ways)


def _distinct(matrix: Matrix) -> tuple[list[int], list[int]]:
    """Return the slots to keep, and for each slot its place among them."""
    kept: dict[tuple[bytes, bytes], int] = {}
    rows: list[int] = []
    slot_of = []
    for slot in range(len(matrix.slots)):
        key = matrix.seconds[slot].tobytes(), matrix.metres[slot].tobytes()
        if key not in kept:
            kept[key] = len(rows)
            rows.append(slot)
        slot_of.append(kept[key])
    return rows, slot_of
