"""Punctual by design: what sampled days say of a plan, and plans that hold on them."""

from routing.punctuality.alternatives import Alternative, alternatives
from routing.punctuality.curve import Point
from routing.punctuality.forecast import Forecast, StopForecast, TourForecast, forecast_of, tours_forecast, whole
from routing.punctuality.mean_times import mean_times
from routing.punctuality.plans import PunctualPlan, plan_punctually

__all__ = [
    "Alternative",
    "Forecast",
    "Point",
    "PunctualPlan",
    "StopForecast",
    "TourForecast",
    "alternatives",
    "forecast_of",
    "mean_times",
    "plan_punctually",
    "tours_forecast",
    "whole",
]
