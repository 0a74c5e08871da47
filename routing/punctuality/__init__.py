"""Punctual by design: what sampled days say of a plan, and plans that hold on them."""

from routing.punctuality.forecast import Forecast, StopForecast, TourForecast, forecast_of, tours_forecast, whole

__all__ = ["Forecast", "StopForecast", "TourForecast", "forecast_of", "tours_forecast", "whole"]
