"""The calibration gate: whether simulated days of this firm may be believed at all.

A replay compares two simulations, and so inherits every error of the model.
Before its reduction may be shown, the model must reproduce on days it has not
seen what the stamps say about the manual tours: six rules, of which the first
that breaks is named. Limits and what they catch: docs/decisions/0008-calibration-gate.md.
Passing proves nothing about bias in the comparison; hence disjoint judges.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.replay.residuals import Fit, clustered_mean, fits_of, residuals_of, services_of
from benchmarks.replay.stamped import THIRDS, Arrivals, Floats, TimesOfDay, arrivals_of
from data.history import PastDay
from data.legs import Observed, observe
from routing.table import TravelTables

LIMITS = {
    "delay_rate": 0.02,
    "delay_rate_z": 3.0,
    "coverage_80": 0.05,
    "arrival_by_third_z": 3.0,
    "arrival_by_hour_z": 3.3,
    "legs_overall": 0.08,
    "legs_by_slot": 0.015,
    "legs_by_zone": 0.025,
    "service_by_tercile": 0.12,
    "leg_spread": 0.10,
}
"""Largest value of each measure that passes."""

NUMBER = {
    "delay_rate": 1,
    "delay_rate_z": 1,
    "coverage_80": 2,
    "arrival_by_third_z": 3,
    "arrival_by_hour_z": 3,
    "legs_overall": 4,
    "legs_by_slot": 4,
    "legs_by_zone": 4,
    "service_by_tercile": 5,
    "leg_spread": 6,
}
"""Which of the six rules each measure belongs to."""

FEWEST_DAYS = 10
"""A group of visits or legs is looked at when it occurs on as many days."""

FEWEST_LEGS = 100
"""A slot or zone is looked at when it holds as many legs."""

DOUBT = 2.0
"""Standard errors that a slot or zone is granted before its limit."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One measure of the gate; several may make up one of the six rules.

    Parameters
    ----------
    value
        Distance from what it should be, NaN if nothing could be measured (which does not pass),
        infinite if the model allows no deviation at all.
    detail
        What was measured, and in which group it was worst.
    """

    name: str
    number: int
    value: float
    limit: float
    passed: bool
    detail: str

    def document(self) -> dict[str, Any]:
        """Return it for JSON."""
        value = round(self.value, 4) if np.isfinite(self.value) else None
        return {
            "name": self.name,
            "rule": self.number,
            "value": value,
            "limit": self.limit,
            "passed": self.passed,
            "detail": self.detail,
        }


@dataclass(frozen=True)
class Calibration:
    """What the gate found; rates and coverage are NaN where there was nothing to count."""

    actual_delay_rate: float
    simulated_delay_rate: float
    coverage_80: float
    rules: tuple[Rule, ...]

    @property
    def passed(self) -> bool:
        """Whether a headline may be shown."""
        return all(rule.passed for rule in self.rules)

    @property
    def refused(self) -> Rule | None:
        """The first rule that does not hold."""
        return next((rule for rule in self.rules if not rule.passed), None)

    def document(self) -> dict[str, Any]:
        """Return it for JSON, ``None`` where unknown."""
        rates = {
            name: None if np.isnan(getattr(self, name)) else round(getattr(self, name), 4)
            for name in ("actual_delay_rate", "simulated_delay_rate", "coverage_80")
        }
        return {"passed": self.passed, **rates, "rules": [rule.document() for rule in self.rules]}


def gate(
    days: Sequence[PastDay],
    tables: TravelTables,
    times_of_day: TimesOfDay,
    *,
    seed: int,
    scenarios: int = 200,
    tolerance_s: int | None = None,
) -> Calibration:
    """Hold a model against the stamps of days it has not seen.

    Parameters
    ----------
    days
        Past days; untrusted tours and visits without a stamp are left out on both sides.
    times_of_day
        The model for each day, learned from other days (see :func:`benchmarks.replay.judges.cross_fitted`).
    tolerance_s
        Lateness up to which a stop is on time; each day's own unless given.

    Raises
    ------
    ValueError
        If a day's model was learned from that day.
    """
    for day in days:
        if day.date in times_of_day(day.date).days:
            msg = f"the model that judges {day.date} has learned from it"
            raise ValueError(msg)
    ordered = sorted(days, key=lambda day: day.date)
    arrivals = arrivals_of(ordered, tables, times_of_day, tolerance_s=tolerance_s, scenarios=scenarios, seed=seed)
    observed = observe(ordered, tables)
    fits = fits_of(ordered, times_of_day)
    rules = (
        *_delay_rate(arrivals),
        _coverage(arrivals),
        *_arrival_errors(arrivals),
        *_leg_rules(observed, fits),
        _service(observed, fits),
        _leg_spread(observed, fits),
    )
    due = arrivals.due.sum()
    return Calibration(
        actual_delay_rate=float(arrivals.late.sum() / due) if due else float("nan"),
        simulated_delay_rate=float(arrivals.simulated_late.mean(axis=1).sum() / due) if due else float("nan"),
        coverage_80=float(arrivals.inside.mean()) if arrivals.inside.size else float("nan"),
        rules=tuple(sorted(rules, key=lambda rule: rule.number)),
    )


def _rule(name: str, value: float, detail: str) -> Rule:
    limit = LIMITS[name]
    return Rule(name, NUMBER[name], value, limit, bool(value <= limit), detail)


def _worst(name: str, values: dict[str, float], unit: str) -> Rule:
    """Return the rule of the group whose value is farthest from 0."""
    if not values:
        return _rule(name, float("nan"), "no group is large enough")
    group = max(values, key=lambda key: abs(values[key]))
    return _rule(name, abs(values[group]), f"{unit} {group}: {values[group]:+.3f}")


def _delay_rate(arrivals: Arrivals) -> tuple[Rule, Rule]:
    """Rule 1: the simulated delay rate of the manual tours is the actual one."""
    due = int(arrivals.due.sum())
    if not due:
        nothing = float("nan")
        return _rule("delay_rate", nothing, "no due stops"), _rule("delay_rate_z", nothing, "no due stops")
    simulated = float(arrivals.simulated_late.mean(axis=1).sum() / due)
    actual = float(arrivals.late.sum() / due)
    chance = float(arrivals.simulated_late.var(axis=1).sum() / due**2)
    deviation = np.sqrt(chance + arrivals.refit_variance)
    off = simulated - actual
    z = abs(off) / deviation if deviation > 0 else (0.0 if off == 0 else float("inf"))
    said = f"simulated {simulated:.4f}, actual {actual:.4f}"
    return _rule("delay_rate", abs(off), said), _rule("delay_rate_z", float(z), f"{said}, by chance {deviation:.4f}")


def _coverage(arrivals: Arrivals) -> Rule:
    """Rule 2: 80 % of arrivals lie in their 80 % interval."""
    if not arrivals.inside.size:
        return _rule("coverage_80", float("nan"), "no arrivals")
    coverage = float(arrivals.inside.mean())
    return _rule("coverage_80", abs(coverage - 0.8), f"{coverage:.3f} of {arrivals.inside.size} arrivals")


def _arrival_errors(arrivals: Arrivals) -> tuple[Rule, Rule]:
    """Rule 3: arrivals are right on average in every third of the tour and at every hour."""
    thirds = _clustered_z(arrivals, arrivals.third)
    hours = _clustered_z(arrivals, arrivals.hour)
    return _worst("arrival_by_third_z", thirds, f"third of {THIRDS}"), _worst("arrival_by_hour_z", hours, "hour")


def _clustered_z(arrivals: Arrivals, groups: NDArray[np.int64]) -> dict[str, float]:
    """Return by group how far the mean error is from 0, in units of chance."""
    means = {
        str(group): clustered_mean(arrivals.error_s[groups == group], arrivals.day[groups == group])
        for group in np.unique(groups)
    }
    return {group: mean.deviate for group, mean in means.items() if mean.days >= FEWEST_DAYS}


def _leg_rules(observed: Observed, fits: Sequence[Fit]) -> tuple[Rule, Rule, Rule]:
    """Rule 4: legs are right on average, at every hour and in every zone."""
    residuals = residuals_of(observed, fits)
    overall = {"legs": float(residuals.log.mean())} if residuals.log.size else {}
    inner = residuals.after_tour
    return (
        _worst("legs_overall", overall, "all"),
        _clear_means("legs_by_slot", inner, residuals.slot, residuals.day, "slot"),
        _clear_means("legs_by_zone", inner, residuals.zone, residuals.day, "zone"),
    )


def _clear_means(name: str, values: Floats, groups: NDArray[np.int64], days: NDArray[np.int64], unit: str) -> Rule:
    """Return the rule of the group whose mean is farthest from 0 beyond doubt, two standard errors taken off.

    Plain means would refuse right models for zones with few legs, whose mean is known to 0.02 only.
    """
    found: dict[str, float] = {}
    said: dict[str, str] = {}
    for group in np.unique(groups):
        rows = groups == group
        mean = clustered_mean(values[rows], days[rows])
        if rows.sum() >= FEWEST_LEGS and mean.days >= FEWEST_DAYS:
            found[str(group)] = max(abs(mean.value) - DOUBT * mean.error, 0.0)
            said[str(group)] = f"{unit} {group}: {mean.value:+.3f} ± {mean.error:.3f}"
    if not found:
        return _rule(name, float("nan"), "no group is large enough")
    worst = max(found, key=lambda group: found[group])
    return _rule(name, found[worst], said[worst])


def _service(observed: Observed, fits: Sequence[Fit]) -> Rule:
    """Rule 5: quick, ordinary and slow customers each take as long as predicted."""
    rows = np.array(list(services_of(observed, fits)), np.float64).reshape(-1, 3)
    if len(rows) < FEWEST_LEGS:
        return _worst("service_by_tercile", {}, "tercile")
    past, seen, predicted = rows.T
    tercile = np.searchsorted(np.quantile(past, [1 / 3, 2 / 3]), past, side="left")
    values = {
        str(third): float(seen[tercile == third].sum() / max(predicted[tercile == third].sum(), 1) - 1)
        for third in np.unique(tercile)
    }
    return _worst("service_by_tercile", values, "tercile")


def _leg_spread(observed: Observed, fits: Sequence[Fit]) -> Rule:
    """Rule 6: legs scatter around their tour's mean as much as the model's do."""
    residuals = residuals_of(observed, fits)
    free = residuals.log.size - np.unique(residuals.tour).size
    expected = float(np.mean(residuals.deviation**2)) if residuals.log.size else 0.0
    if free < FEWEST_LEGS:
        return _worst("leg_spread", {}, "legs")
    seen = float((residuals.after_tour**2).sum() / free)
    ratio = np.sqrt(seen / expected) if expected > 0 else float("inf")
    return _rule("leg_spread", abs(float(ratio) - 1), f"observed {np.sqrt(seen):.3f}, model {np.sqrt(expected):.3f}")
