"""How the true times of a simulated world are drawn; magnitudes are ours, set so that a history meets the yardstick."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri

from data.samples.draws import normal
from data.samples.truth import Noise
from routing.traffic import DEFAULT_TRAFFIC, ROAD_CLASSES, LearnedTimes, ServiceTimes, Spread, TravelFactors

ZONE_SIDE = 3

_CLASS_SD, _ZONE_SD = 0.05, 0.12
_SLOT_SD, _ROAD_SD = 0.35, 0.30
"""Log spread of what traffic adds, by hour and by road class, around the default weekday."""

_DAY_SD, _TOUR_SD = 0.07, 0.04
_LEG_SD: tuple[tuple[int | None, float], ...] = ((180, 0.28), (480, 0.20), (None, 0.14))
"""Log spread of single legs by their longest expected seconds."""

_INCIDENT_SHARE = 0.01
_INCIDENT = (1.6, 3.0)
"""Share of legs that meet an incident, and how many times longer those take."""

_CUSTOMER_SD, _SERVICE_SD = 0.25, 0.35
_PUNCTUAL_SHARE, _MEAN_LATE_S = 0.45, 420.0
_LEVELS = 1025
_FINE = 20_000


def true_times(customers: pd.DataFrame, pool_seed: int, noise: Noise) -> LearnedTimes:
    """Draw the true expected times of a firm's world.

    What is expected belongs to ``pool_seed``; ``noise`` only changes the spread around it.
    """
    return LearnedTimes(
        name="truth",
        source="simulated history: planted truth",
        days=(),
        travel=_travel(pool_seed),
        zone_side=ZONE_SIDE,
        zone_factors=tuple(float(np.exp(_ZONE_SD * normal(pool_seed, "zone", zone))) for zone in range(ZONE_SIDE**2)),
        day_log_sd=_DAY_SD * noise.traffic,
        tour_log_sd=_TOUR_SD * noise.traffic,
        legs=tuple(_spread(log_sd * noise.traffic, noise.traffic, limit) for limit, log_sd in _LEG_SD),
        service=ServiceTimes(
            mean_s=_service_means(customers, pool_seed), spread=_spread(_SERVICE_SD * noise.service, 0.0, None)
        ),
        departure_late_s=_late_departures(noise.departure),
    )


def _travel(pool_seed: int) -> TravelFactors:
    """Return a weekday of this town's own: what it adds to free flow differs by hour and by class, widely.

    Learners may lean on the default weekday, so the truth must not be that one with a little noise.
    """
    slots = [_SLOT_SD * normal(pool_seed, "slot", start_s) for start_s in DEFAULT_TRAFFIC.starts_s]
    classes = {name: _ROAD_SD * normal(pool_seed, "class", name) for name in ROAD_CLASSES}
    even = (_SLOT_SD**2 + _ROAD_SD**2) / 2

    def factor(name: str, slot: int) -> float:
        added = (DEFAULT_TRAFFIC.factors[name][slot] - 1) * np.exp(slots[slot] + classes[name] - even)
        own = normal(pool_seed, "travel", name, DEFAULT_TRAFFIC.starts_s[slot])
        return round((1 + float(added)) * float(np.exp(_CLASS_SD * own)), 4)

    return TravelFactors(
        name="truth",
        source="simulated history: a weekday of the town's own",
        starts_s=DEFAULT_TRAFFIC.starts_s,
        factors={name: tuple(factor(name, slot) for slot in range(len(slots))) for name in ROAD_CLASSES},
    )


def _service_means(customers: pd.DataFrame, pool_seed: int) -> dict[str, float]:
    """Return what each customer really takes: on average what is planned, but not at each."""
    pairs = zip(customers["customer_id"], customers["service_min"], strict=True)
    return {
        str(customer): round(60 * float(planned) * _even(normal(pool_seed, "customer", customer)), 1)
        for customer, planned in pairs
    }


def _even(level: float) -> float:
    return float(np.exp(_CUSTOMER_SD * level - _CUSTOMER_SD**2 / 2))


def _spread(log_sd: float, incidents: float, up_to_s: int | None) -> Spread:
    """Return a lognormal spread of mean 1, a share of it made longer by incidents of a given strength."""
    plain = np.exp(log_sd * ndtri((np.arange(_FINE) + 0.5) / _FINE))
    longer = [plain * (1 + (times - 1) * incidents) for times in np.linspace(*_INCIDENT, 8)]
    share = _INCIDENT_SHARE if incidents else 0.0
    ratios = _quantiles([plain, *longer], [1 - share, *[share / len(longer)] * len(longer)])
    even = ratios / np.trapezoid(ratios, dx=1 / (_LEVELS - 1))
    return Spread(up_to_s=up_to_s, ratios=tuple(even.round(6).tolist()))


def _quantiles(parts: Sequence[NDArray[np.float64]], shares: Sequence[float]) -> NDArray[np.float64]:
    """Return evenly spaced quantiles of a mixture."""
    values = np.concatenate(parts)
    weights = np.concatenate([np.full(len(part), share / len(part)) for part, share in zip(parts, shares, strict=True)])
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order]) - weights[order] / 2
    quantiles: NDArray[np.float64] = np.interp(np.linspace(0, 1, _LEVELS), reached, values[order])
    return quantiles


def _late_departures(strength: float) -> tuple[int, ...]:
    """Return quantiles of late departure: many leave in time, the others exponentially later."""
    levels = np.minimum(np.linspace(0, 1, 257), 0.999)
    late = -_MEAN_LATE_S * np.log((1 - levels) / (1 - _PUNCTUAL_SHARE))
    return tuple(np.rint(np.maximum(late, 0) * strength).astype(int).tolist())
