"""The diagnosis: how late past days were, measured, and why, replayed; the document `diagnose.json`."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Date
from typing import Any, Literal

import pandas as pd
from pydantic import Field

from benchmarks.diagnose.attribution import EARLIER_WEEKS, Attribution, attribute
from benchmarks.diagnose.figures import Figure
from benchmarks.diagnose.habits import SAMPLE, HabitPrices, price_habits
from benchmarks.diagnose.ledger import Ledger, ledger
from benchmarks.diagnose.references import References
from benchmarks.diagnose.replans import Planner
from benchmarks.diagnose.waterfall import PARTS, Waterfall, waterfall
from benchmarks.intervals import day_bootstrap
from data.calibrate import calibrate
from data.history import Exclusion, History
from routing.areas import area_of
from routing.model import Frozen
from routing.plan import Reason
from routing.progress import Say, silent
from routing.table import TravelTables

SCHEMA_VERSION = 1

Estimate = Mapping[str, float | None]
"""``value``, ``low`` and ``high``; ``None`` where the data say nothing."""

Grade = Literal["measured", "replayed"]


class Diagnosis(Frozen):
    """What `diagnose.json` holds; these keys stay, more may come.

    Parameters
    ----------
    simulated
        The history is simulated: every figure is of a simulated history.
    delay_rate
        By tolerance in minutes, each with interval and counts.
    by
        The delay rate of every group of each dimension; filters on ledger.csv.
    shares
        Of late stops by cause, adding up to 1; ``None`` where not computed.
    not_computed
        Why parts of the document are ``None``.
    """

    schema_version: int = SCHEMA_VERSION
    simulated: bool
    grades: dict[str, Grade] = Field(
        default={"ledger": "measured", "waterfall": "replayed", "attribution": "replayed", "habits": "replayed"}
    )
    file: str
    rows: int
    first: Date | None
    last: Date | None
    tolerance_s: int
    smallest_group: int
    seed: int
    counts: dict[str, int]
    delay_rate: dict[int, dict[str, Any]]
    delay_rate_without_failed: dict[str, Any]
    at_tolerance: dict[str, Any]
    lateness_min_per_100_stops: Estimate
    lateness_percentiles_min: dict[str, dict[int, float | None]]
    early: dict[str, float | int | None]
    by: dict[str, list[dict[str, Any]]]
    waterfall: dict[str, Any] | None
    shares: dict[str, Estimate] | None
    planned_late: Estimate | None
    avoidable: Estimate | None
    attribution: dict[str, Any] | None
    habits: list[dict[str, Any]] | None
    habit_days: int
    not_computed: list[Reason]
    area_names: dict[str, str]
    excluded: list[dict[str, Any]]


@dataclass(frozen=True)
class Diagnosed:
    """A diagnosis with the tables behind it.

    ``excluded`` is what the import left out, ``not_covered`` the days that causes or habits leave out besides.
    """

    document: Diagnosis
    ledger: Ledger
    waterfall: Waterfall | None = None
    attribution: Attribution | None = None
    excluded: tuple[Exclusion, ...] = ()
    not_covered: tuple[Exclusion, ...] = ()


def diagnose(
    history: History,
    tables: TravelTables,
    planner: Planner,
    *,
    tolerance_s: int = 0,
    habit_days: int = SAMPLE,
    seed: int = 0,
    say: Say = silent,
) -> Diagnosed:
    """Diagnose a history.

    Parameters
    ----------
    tables
        Travel per profile, holding every place of the history.
    planner
        Makes the reference plan of a day for a seed; must be repeatable.
    tolerance_s
        Lateness in seconds that still counts as on time.
    habit_days
        Days on which habits are priced, the dearest part of it all; 0 for no prices.
    seed
        Of the reference plans and the drawn days.

    Returns
    -------
    Diagnosed
        Waterfall, attribution and habits cover the days that have
        :data:`~benchmarks.diagnose.attribution.EARLIER_WEEKS` earlier weeks;
        without such days they are ``None`` and the document says why.
    """
    book = ledger(history, tolerance_s, seed=seed)
    references = References(history.days, history.days_for("learning"), tables, planner, seed, say)
    covered = references.covered()
    dates = [day.date for day in covered]
    if sum(len(day.tours) for day in covered) < book.smallest_group:
        return _diagnosed(history, book, dates)
    falls = waterfall(((day, references.matrices(day), references.times(day).service) for day in covered), tolerance_s)
    # What a leg usually takes is best known from all weeks; only the reference plan must not know later ones.
    usual = calibrate(history.days_for("learning"), tables, name="all weeks", held_out=False)
    causes = attribute(
        history.days, tables, lambda _: usual, references.plan, tolerance_s=tolerance_s, seed=seed, progress=say
    )
    habits = None
    if habit_days:
        habits = price_habits(
            history.days,
            tables,
            references.times,
            planner,
            candidates=covered,
            sample=habit_days,
            seed=seed,
            progress=say,
        )
    return _diagnosed(history, book, dates, falls, causes, habits)


def _diagnosed(
    history: History,
    book: Ledger,
    covered: Sequence[Date],
    falls: Waterfall | None = None,
    causes: Attribution | None = None,
    habits: HabitPrices | None = None,
) -> Diagnosed:
    """Put the document together."""
    days, weeks = str(len(history.days)), str(EARLIER_WEEKS)
    short = []
    if causes is None:
        code = "diagnose_tours_few" if covered else "diagnose_history_short"
        short = [Reason(code=code, value=str(len(covered)) if covered else days, detail=weeks)]
    not_covered = () if causes is None else causes.left_out
    not_covered += () if habits is None else habits.left_out
    dates = [day.date for day in history.days]
    document = Diagnosis(
        simulated=history.simulated,
        file=history.file,
        rows=history.rows,
        first=min(dates, default=None),
        last=max(dates, default=None),
        tolerance_s=book.tolerance_s,
        smallest_group=book.smallest_group,
        seed=book.seed,
        counts=book.counts,
        delay_rate={minutes: _figure(figure) for minutes, figure in book.by_tolerance.items()},
        at_tolerance=_figure(book.rate()),
        delay_rate_without_failed=_figure(book.rate(failed=False)),
        lateness_min_per_100_stops=book.minutes_per_100,
        lateness_percentiles_min={"due": book.percentiles(of_late=False), "late": book.percentiles(of_late=True)},
        early=book.early,
        by={name: [figure.document() for figure in figures] for name, figures in book.groups.items()},
        waterfall=None if falls is None else waterfall_figures(falls, covered, seed=book.seed),
        shares=None if causes is None else {name: share.document() for name, share in causes.shares.items()},
        planned_late=None if causes is None else causes.planned_late.document(),
        avoidable=None if causes is None else causes.avoidable.document(),
        attribution=None if causes is None else _coverage(causes),
        habits=None if habits is None else [habit.document() for habit in habits.habits],
        habit_days=0 if habits is None else len(habits.days),
        not_computed=short,
        area_names=area_names(history),
        excluded=[*exclusions(history.excluded), *exclusions(not_covered, of="causes")],
    )
    return Diagnosed(document, book, falls, causes, history.excluded, not_covered)


def area_names(history: History) -> dict[str, str]:
    """Return a street for each area, the one with most stops; areas without addresses have none."""
    streets: dict[str, Counter[str]] = {}
    for day in history.days:
        for stop in day.problem.stops:
            street = _STREET.match(stop.address or "")
            if street is not None:
                streets.setdefault(area_of(stop.location), Counter())[street.group().strip()] += 1
    return {
        area: min(counted, key=lambda street: (-counted[street], street)) for area, counted in sorted(streets.items())
    }


_STREET = re.compile(r"[^\d,]*[^\d,\s]")
"""An address up to its house number."""


def waterfall_figures(falls: Waterfall, dates: Sequence[Date], *, seed: int) -> dict[str, Any]:
    """Return the waterfall's totals for JSON: minutes by part with intervals, counts and what is not explained.

    Parameters
    ----------
    dates
        The days that were looked at, those without a late stop too.
    """
    by_day = falls.rows.groupby("date")[["lateness_s", *PARTS]].sum().reindex(pd.Index(dates), fill_value=0) / 60

    def minutes(name: str) -> Estimate:
        return day_bootstrap((by_day[name].to_numpy(float),), lambda total: total, seed=seed).document()

    return {
        "days": len(dates),
        "stops": len(falls.rows),
        "lateness_min": minutes("lateness_s"),
        "parts_min": {name.removesuffix("_s"): minutes(name) for name in PARTS},
        "parts_s": {name.removesuffix("_s"): falls.totals_s[name] for name in PARTS},
        "closing_error_s": falls.closing_error_s,
        "estimated_stops": int(falls.rows["estimated"].sum()),
        "unexplained_stops": dict(sorted(Counter(falls.unexplained["reason"]).items())),
    }


def exclusions(left_out: tuple[Exclusion, ...], *, of: str | None = None) -> list[dict[str, Any]]:
    """Return what was left out, counted by reason, level and from what; ``of`` overrides the last."""
    counted = Counter((item.reason, item.level, of or item.of) for item in left_out)
    return [
        {"reason": reason, "level": level, "of": from_what, "count": count}
        for (reason, level, from_what), count in sorted(counted.items())
    ]


def _figure(figure: Figure) -> dict[str, Any]:
    return {name: value for name, value in figure.document().items() if name != "key"}


def _coverage(causes: Attribution) -> dict[str, Any]:
    """Return how much the shares rest on."""
    return {
        "days": len(causes.parts),
        "late_stops": causes.late_stops,
        "due_stops": causes.due_stops,
        "closing_error": causes.closing_error,
        "gaps": {name: getattr(causes.gaps, name) for name in type(causes.gaps).__slots__},
    }
