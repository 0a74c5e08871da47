"""What was read from a history, and what was left out and why: as figures, as rows for people, as a table."""

from datetime import date as Date
from typing import Literal

import pandas as pd

from data.history import Exclusion, History
from routing.errors import Finding
from routing.messages import Language, wording
from routing.messages.history import CELL, LABELS, SHORT
from routing.model import Frozen

FRAME_COLUMNS = (
    "row", "date", "tour_id", "order_id", "level", "of", "reason", "column", "value", "text",
)  # fmt: skip


class Count(Frozen):
    """How often something was left out for one reason: ``rows`` of the file, ``tours``, ``days``."""

    reason: str
    of: Literal["everything", "learning", "replay"]
    level: Literal["row", "tour", "day"]
    rows: int
    tours: int
    days: int


class HistoryReport(Frozen):
    """The figures of an import.

    Parameters
    ----------
    rows
        Lines of the file, without its header; ``used_rows`` are in the days.
    stops
        Visits of all days, cancelled ones left out.
    stamped
        Those with an arrival stamp that can be true.
    excluded
        Counts by reason, most frequent first.
    """

    file: str
    rows: int
    used_rows: int
    first: Date
    last: Date
    days: int
    tours: int
    trusted_tours: int
    stops: int
    stamped: int
    excluded: tuple[Count, ...]
    findings: tuple[Finding, ...]

    @classmethod
    def of(cls, history: History) -> "HistoryReport":
        """Count what a history holds and what it left out."""
        tours = [tour for day in history.days for tour in day.tours]
        visits = [visit for day in history.days for visit in day.visits.values()]
        lost = {item.row for item in history.excluded if item.of == "everything" and item.row is not None}
        return cls(
            file=history.file,
            rows=history.rows,
            used_rows=history.rows - len(lost),
            first=history.days[0].date,
            last=history.days[-1].date,
            days=len(history.days),
            tours=len(tours),
            trusted_tours=sum(tour.trusted for tour in tours),
            stops=len(visits),
            stamped=sum(visit.actual_arrival_s is not None for visit in visits),
            excluded=_counts(history.excluded),
            findings=history.findings,
        )

    @property
    def stamped_share(self) -> float | None:
        """Share of the visits that have an arrival stamp; ``None`` without visits."""
        return self.stamped / self.stops if self.stops else None

    def lines(self, language: Language = "de") -> list[tuple[str, str]]:
        """Return name and figure of each thing worth a line, the reasons last."""
        share = self.stamped_share
        figures = {
            "rows": f"{self.used_rows} / {self.rows}",
            "range": f"{self.first.isoformat()} – {self.last.isoformat()}",
            "days": str(self.days),
            "tours": str(self.tours),
            "trusted": str(self.trusted_tours),
            "stops": str(self.stops),
            "stamped": "–" if share is None else f"{self.stamped} ({share * 100:.0f} %)",
        }
        named = [(_picked(LABELS[name], language), figure) for name, figure in figures.items()]
        return named + [_line(count, language) for count in self.excluded]


def _picked(pair: tuple[str, str], language: Language) -> str:
    return pair[0 if language == "de" else 1]


def _line(count: Count, language: Language) -> tuple[str, str]:
    """Return a reason with what it is left out of, and how many rows, tours or days that are."""
    reason = _picked(SHORT[count.reason], language) if count.reason in SHORT else ""
    reason = reason or f"{_picked(CELL, language)}: {count.reason}"
    amounts = {"row": count.rows, "tour": count.tours, "day": count.days}
    told = dict.fromkeys((count.level, "row")) if count.rows else (count.level,)
    text = ", ".join(f"{_picked(LABELS[name], language)}: {amounts[name]}" for name in told)
    return f"{reason} ({_picked(LABELS[count.of], language)})", text


def exclusions_frame(history: History, language: Language = "de") -> pd.DataFrame:
    """Return all that was left out, a row each, with the columns :data:`FRAME_COLUMNS`."""
    rows = [
        (
            item.row,
            None if item.date is None else item.date.isoformat(),
            item.tour_id,
            item.stop_id,
            item.level,
            item.of,
            item.reason,
            item.column,
            item.value,
            wording(item.reason, language).format(value=item.value, detail=item.detail),
        )
        for item in history.excluded
    ]
    return pd.DataFrame(rows, columns=list(FRAME_COLUMNS)).astype({"row": "Int64"})


def _counts(excluded: tuple[Exclusion, ...]) -> tuple[Count, ...]:
    groups: dict[tuple[str, str, str], list[Exclusion]] = {}
    for item in excluded:
        groups.setdefault((item.reason, item.of, item.level), []).append(item)
    counts = [
        Count(
            reason=group[0].reason,
            of=group[0].of,
            level=group[0].level,
            rows=sum(item.row is not None for item in group),
            tours=len({(item.date, item.tour_id) for item in group if item.tour_id is not None}),
            days=len({item.date for item in group if item.date is not None}),
        )
        for group in groups.values()
    ]
    return tuple(sorted(counts, key=lambda count: (-max(count.rows, count.tours, count.days), count.reason, count.of)))
