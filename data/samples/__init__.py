"""Made-up days and histories at real addresses, and the dispatcher who plans them by hand."""

from data.samples.addresses import deliverable_addresses
from data.samples.day import SampleDay, sample_day, write_day
from data.samples.dispatcher import DECENT, EFFORTS, dispatch
from data.samples.habits import Habits, RegularCustomer, habits_of, habits_of_day, regular_customers
from data.samples.history import SampleHistory, history_of, sample_history, write_history_sample
from data.samples.planted import effort_for
from data.samples.rules import with_rules
from data.samples.simulated_day import SimulatedDay
from data.samples.truth import Noise, Truth, working_days
from data.samples.world import World

__all__ = [
    "DECENT",
    "EFFORTS",
    "Habits",
    "Noise",
    "RegularCustomer",
    "SampleDay",
    "SampleHistory",
    "SimulatedDay",
    "Truth",
    "World",
    "deliverable_addresses",
    "dispatch",
    "effort_for",
    "habits_of",
    "habits_of_day",
    "history_of",
    "regular_customers",
    "sample_day",
    "sample_history",
    "with_rules",
    "working_days",
    "write_day",
    "write_history_sample",
]
