"""Why stops were late, as stops of a thousand: the shares of a diagnosis on the scale of its delay rate."""

from collections.abc import Mapping
from typing import Any, Final, Literal

from benchmarks.replay.summary import Band
from routing.model import Frozen

Cause = Literal["plan", "traffic", "service", "departure", "even_so", "unexplained"]
ORDER: Final[tuple[Cause, ...]] = ("plan", "traffic", "service", "departure", "even_so", "unexplained")

OF_STOPS = 1000


class CausePart(Frozen):
    """Late stops of a thousand that a cause adds, and those of all causes before it."""

    cause: Cause
    stops: Band
    before: float


class Causes(Frozen):
    """Parts that add up to ``total`` late stops of a thousand."""

    parts: tuple[CausePart, ...]
    total: float
    late_stops: int
    due_stops: int
    days: int
    tolerance_min: int


def causes_of(diagnosis: Mapping[str, Any]) -> Causes | None:
    """Return the causes of a diagnosis; ``None`` where it could not tell them."""
    shares, covered = diagnosis["shares"], diagnosis["attribution"]
    if not shares or not covered or not covered["late_stops"]:
        return None
    total = OF_STOPS * covered["late_stops"] / covered["due_stops"]
    parts, before = [], 0.0
    for cause in ORDER:
        ends = {
            end: None if shares[cause][end] is None else shares[cause][end] * total for end in ("value", "low", "high")
        }
        parts.append(CausePart(cause=cause, stops=Band(**ends), before=before))
        before += ends["value"] or 0.0
    return Causes(
        parts=tuple(parts),
        total=total,
        late_stops=covered["late_stops"],
        due_stops=covered["due_stops"],
        days=covered["days"],
        tolerance_min=diagnosis["tolerance_s"] // 60,
    )
