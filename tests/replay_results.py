"""A made-up replay.json with its days, for pages."""

import copy
from datetime import date, timedelta

import numpy as np
import pandas as pd

_FIGURES = {
    "manual": (0.1021, 0.094, 0.111, 980.2, 14_120.0, 6_480.0),
    "optimised": (0.0702, 0.064, 0.077, 674.0, 8_940.0, 6_561.0),
    "as_driven": (0.0968, 0.089, 0.105, 929.3, 13_300.0, 6_602.0),
    "nearest_neighbour": (0.214, 0.2, 0.228, 2_054.0, 41_000.0, 6_900.0),
    "random_order": (0.377, 0.36, 0.39, 3_619.0, 98_000.0, 14_200.0),
}
_JUDGES = [
    ("disjoint", False, 0.312, 0.25, 0.371),
    ("day variance × 1.25", False, 0.29, 0.23, 0.351),
    ("resampled zones", False, 0.301, 0.238, 0.362),
    ("parametric form", False, 0.262, 0.198, 0.327),
    ("planner", True, 0.349, 0.29, 0.4),
    ("pooled", True, 0.33, 0.27, 0.388),
]
_RULES = [
    ("delay_rate", 0.0042, 0.02),
    ("delay_rate_z", 0.8, 3.0),
    ("coverage_80", 0.012, 0.05),
    ("arrival_by_third_z", 1.9, 3.0),
    ("arrival_by_hour_z", 2.4, 3.3),
    ("legs_overall", 0.011, 0.08),
    ("legs_by_slot", 0.009, 0.02),
    ("legs_by_zone", 0.013, 0.025),
    ("service_by_tercile", 0.044, 0.12),
    ("leg_spread", 0.03, 0.1),
]


def _figures(name):
    rate, low, high, late, minutes, km = _FIGURES[name]
    return {
        "delay_rate": rate,
        "delay_rate_low": low,
        "delay_rate_high": high,
        "late_stops": late,
        "due_stops": 9600,
        "lateness_min": minutes,
        "distance_km": km,
        "unassigned": 0,
    }


def _band(value, low, high):
    return {"value": value, "low": low, "high": high}


def result(**changes):
    """Return a replay of 60 days that claims 31 % fewer late stops."""
    rules = [{"name": name, "value": value, "limit": limit, "passed": value <= limit} for name, value, limit in _RULES]
    judges = [
        {"name": name, "shares_weeks": shared, "headline": name == "disjoint", "reduction": _band(*band)}
        for name, shared, *band in _JUDGES
    ]
    given = {
        "grade": "simulated history",
        "days": 60,
        "first_day": "2026-08-31",
        "last_day": "2026-11-07",
        "stops": 10_214,
        "manual": _figures("manual"),
        "optimised": _figures("optimised"),
        "as_driven": _figures("as_driven"),
        "reduction": _band(0.312, 0.25, 0.371),
        "judges": judges,
        "worst_judge": "parametric form",
        "adherence": {"learned": 0.93, "reduction": _band(0.28, 0.21, 0.34)},
        "calibration": {
            "passed": True,
            "actual_delay_rate": 0.0979,
            "simulated_delay_rate": 0.1021,
            "coverage_80": 0.812,
            "rules": rules,
        },
        "refused": None,
        "baselines": {name: _figures(name) for name in ("nearest_neighbour", "random_order")}
        | {"yardstick": {"delay_rate": 0.102, "source": "249,231 stops on 19,647 routes"}},
        "planner": {"days": 36, "weeks": 6},
        "judge_days": 60,
        "truncated_days": 2,
        "failed_days": [],
        "violations": [],
        "excluded": [
            {"reason": "map_without_place", "level": "tour", "of": "learning", "count": 14},
            {"reason": "map_without_plan", "level": "row", "of": "everything", "count": 7},
        ],
        "options": {"scenarios": 200, "work_limit": 20, "seed": 7},
    }
    return copy.deepcopy(given | changes)


def without_claim(rule, value, limit):
    """Return the same replay, refused by a rule."""
    refused = result(reduction=None, worst_judge=None, refused={"rule": rule, "value": value, "limit": limit})
    refused["adherence"]["reduction"] = None
    for judge in refused["judges"]:
        judge["reduction"] = {"value": None, "low": None, "high": None}
    for item in refused["calibration"]["rules"]:
        if item["name"] == rule:
            item |= {"value": value, "passed": False}
            refused["calibration"]["passed"] = False
    return refused


def days(count=60):
    """Return a row a day."""
    draw = np.random.default_rng(3)
    manual = draw.gamma(9, 1.8, count)
    optimised = manual * draw.normal(0.69, 0.17, count).clip(0.2, 1.3)
    return pd.DataFrame(
        {
            "date": [(date(2026, 8, 31) + timedelta(days=i)).isoformat() for i in range(count)],
            "due_stops": 160,
            "manual_late": manual,
            "optimised_late": optimised,
            "manual_km": 108.0,
            "optimised_km": 109.4,
        }
    )
