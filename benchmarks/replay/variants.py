"""Learned times changed in one respect."""

from typing import Any

import numpy as np

from benchmarks.replay.spreads import lognormal
from routing.traffic import LearnedTimes, ServiceTimes


def changed(times: LearnedTimes, **update: Any) -> LearnedTimes:
    """Return a changed copy, validated anew and without cached tables."""
    return LearnedTimes(**({name: getattr(times, name) for name in LearnedTimes.model_fields} | update))


def wider_days(times: LearnedTimes, share: float) -> LearnedTimes:
    """Multiply the variance between days by ``share``."""
    return changed(times, day_log_sd=times.day_log_sd * float(np.sqrt(share)))


def with_parametric_form(times: LearnedTimes) -> LearnedTimes:
    """Return the model with lognormal legs and service of the same mean and variance in place of the seen ones."""
    service = ServiceTimes(
        mean_s=times.service.mean_s, factor=times.service.factor, spread=lognormal(times.service.spread)
    )
    return changed(times, legs=tuple(lognormal(spread) for spread in times.legs), service=service)
