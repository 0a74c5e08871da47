"""Made-up days at real addresses, and the dispatcher who plans them by hand."""

from data.samples.addresses import deliverable_addresses
from data.samples.day import SampleDay, sample_day, write_day
from data.samples.dispatcher import DECENT, EFFORTS, dispatch
from data.samples.habits import Habits, RegularCustomer, habits_of, habits_of_day, regular_customers

__all__ = [
    "DECENT",
    "EFFORTS",
    "Habits",
    "RegularCustomer",
    "SampleDay",
    "deliverable_addresses",
    "dispatch",
    "habits_of",
    "habits_of_day",
    "regular_customers",
    "sample_day",
    "write_day",
]
