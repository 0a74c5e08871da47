"""Who judges a replay: models learned from other weeks than the planner's.

A plan made with one model looks good under that same model. Judged by the
planner's own fit, reductions came out several points too high and a third of
the claims at a true zero were false (docs/decisions/0008-calibration-gate.md).
So the headline belongs to a judge of its own type, which can't be made from
days that the planner learned from.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date as Date

import numpy as np
from numpy.typing import ArrayLike

from benchmarks.intervals import Interval, reduction_interval
from benchmarks.replay.variants import changed, wider_days, with_parametric_form
from data.calibrate import LEAST_DAYS, calibrate
from data.history import PastDay
from routing.table import TravelTables
from routing.traffic import LearnedTimes

DAY_VARIANCE = 1.25
"""How much more days differ under the judge that doubts how well few days show it."""


@dataclass(frozen=True)
class Judge:
    """A model that both plans of a day are simulated with.

    Parameters
    ----------
    planner_days
        Days that the planner, or anything else applied to its plans, learned from.
    """

    name: str
    times: LearnedTimes = field(repr=False)
    planner_days: frozenset[Date] = field(repr=False)

    @property
    def shares_weeks(self) -> bool:
        """Whether it learned from a day that the planner learned from too."""
        return not self.planner_days.isdisjoint(self.times.days)


@dataclass(frozen=True)
class HeadlineJudge(Judge):
    """A judge whose figures may be claimed: it shares no day with the planner.

    Raises
    ------
    ValueError
        If it shares days with the planner, or learned from no days at all and
        so can't show that it doesn't.
    """

    def __post_init__(self) -> None:
        """Refuse shared days; there is no other way to make one."""
        shared = sorted(self.planner_days.intersection(self.times.days))
        if shared:
            msg = f"{self.name!r} can't judge: it learned from {', '.join(map(str, shared))}, as the planner did"
            raise ValueError(msg)
        if not self.times.days:
            msg = f"{self.name!r} can't judge: it does not say which days it learned from"
            raise ValueError(msg)

    @classmethod
    def of(
        cls, times: LearnedTimes, planner: LearnedTimes, *, also: Iterable[Date] = (), name: str = "disjoint"
    ) -> "HeadlineJudge":
        """Return a judge of plans made with ``planner``.

        Parameters
        ----------
        also
            Further days that shaped the plans, e.g. those that adherence was learned from.
        """
        return cls(name=name, times=times, planner_days=frozenset(planner.days).union(also))


@dataclass(frozen=True)
class Judges:
    """All judges of a replay.

    Parameters
    ----------
    headline
        The one whose reduction is claimed.
    perturbed
        The same with one doubt each; the worst of these and the headline's is named.
    diagnostics
        Fits that share weeks with the planner: shown, outside every claim.
    """

    headline: HeadlineJudge
    perturbed: tuple[HeadlineJudge, ...]
    diagnostics: tuple[Judge, ...]

    @property
    def disjoint(self) -> tuple[HeadlineJudge, ...]:
        """The judges among which the worst is sought."""
        return (self.headline, *self.perturbed)

    @property
    def all(self) -> tuple[Judge, ...]:
        """Every judge, the headline's first."""
        return (*self.disjoint, *self.diagnostics)


def headline(_judge: HeadlineJudge, manual_late: ArrayLike, optimised_late: ArrayLike, *, seed: int) -> Interval:
    """Return the reduction that may be claimed.

    Parameters
    ----------
    _judge
        Who simulated both plans. Only a :class:`HeadlineJudge` may, and mypy holds callers to it.
    manual_late, optimised_late
        Expected late stops a day under that judge, shape (days,).
    """
    return reduction_interval(manual_late, optimised_late, seed=seed)


def judges_of(
    planner: LearnedTimes,
    replayed: Sequence[PastDay],
    tables: TravelTables,
    *,
    seed: int,
    earlier: Sequence[PastDay] = (),
    also: Iterable[Date] = (),
) -> Judges:
    """Learn all judges of a replay.

    Parameters
    ----------
    planner
        What the plans were made with.
    replayed
        The replayed days, from whose stamps the judges learn.
    earlier
        The planner's days; with them the pooled fit is among the diagnostics.
    also
        Further days that shaped the plans.

    Raises
    ------
    ValueError
        If a replayed day is among those the planner learned from.
    """
    others = tuple(also)
    disjoint = calibrate(replayed, tables, name="disjoint", held_out=False)
    chief = HeadlineJudge.of(disjoint, planner, also=others)
    perturbed = {
        f"day variance × {DAY_VARIANCE}": wider_days(disjoint, DAY_VARIANCE),
        "resampled zones": with_resampled_zones(disjoint, replayed, tables, seed=seed),
        "parametric form": with_parametric_form(disjoint),
    }
    diagnostics = {"planner": planner}
    if earlier:
        diagnostics["pooled"] = calibrate((*earlier, *replayed), tables, name="pooled", held_out=False)
    return Judges(
        headline=chief,
        perturbed=tuple(HeadlineJudge.of(times, planner, also=others, name=name) for name, times in perturbed.items()),
        diagnostics=tuple(Judge(name, times, chief.planner_days) for name, times in diagnostics.items()),
    )


def cross_fitted(days: Sequence[PastDay], tables: TravelTables) -> dict[Date, LearnedTimes]:
    """Return for each day what other days taught: odd days by the even ones and the reverse.

    Odd and even count through the calendar without a break: with seven days in
    a week each half sees every weekday. Where that leaves a half with too few days
    they take turns instead, and where halves are too small, the days
    are judged in thirds, quarters and so on by all the others.

    Raises
    ------
    InputError
        If there are too few days to learn from any but one.
    """
    ordered = sorted(days, key=lambda day: day.date)
    parts = _parts(ordered)
    fits = {
        part: calibrate(
            [day for day, own in zip(ordered, parts, strict=True) if own != part],
            tables,
            name=f"without part {part + 1} of {max(parts) + 1}",
            held_out=False,
        )
        for part in sorted(set(parts))
    }
    return {day.date: fits[part] for day, part in zip(ordered, parts, strict=True)}


def _parts(ordered: Sequence[PastDay]) -> list[int]:
    """Return the part of each day such that the days outside it are enough to learn from."""
    teaching = [any(tour.teaches and tour.driven for tour in day.tours) for day in ordered]
    calendar = [day.date.toordinal() % 2 for day in ordered]
    turns = [[number % parts for number in range(len(ordered))] for parts in range(2, len(ordered) + 1)]
    for parts in (calendar, *turns):
        outside = [
            sum(teaches for teaches, own in zip(teaching, parts, strict=True) if own != part)
            for part in range(max(parts, default=0) + 1)
        ]
        if min(outside) >= max(LEAST_DAYS, len(ordered) / 3):
            return parts
    return calendar


def with_resampled_zones(
    times: LearnedTimes, days: Sequence[PastDay], tables: TravelTables, *, seed: int
) -> LearnedTimes:
    """Return the model with the zone effects that a redraw of its days would have taught.

    Days are drawn with replacement and learned from again; of that fit only the
    zone factors are taken, brought to the level of the old ones. They differ
    from those as much as chance in the choice of days makes them.
    """
    rng = np.random.default_rng(seed)
    drawn = [days[row] for row in sorted(rng.integers(0, len(days), len(days)))]
    redrawn = np.log(calibrate(drawn, tables, name="resampled", held_out=False).zone_factors)
    level = np.log(times.zone_factors).mean() - redrawn.mean()
    return changed(times, zone_factors=tuple(float(factor) for factor in np.exp(redrawn + level)))
