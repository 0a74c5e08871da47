"""Firms that live in a made-up town whose roads run as the crow flies."""

from datetime import date

import pytest
from crow_town import crow_town

from data.samples import Noise, World, working_days

START = date(2026, 3, 2)


@pytest.fixture(scope="session")
def crow_engine():
    return crow_town()


@pytest.fixture(scope="session")
def clean_world(crow_engine):
    """Three tours of ten stops, everything by chance but the file without dirt."""
    return World.of(crow_engine, tours=3, stops=10, noise=Noise(dirt=0))


@pytest.fixture(scope="session")
def week(clean_world):
    """Five days planned by the decent dispatcher."""
    return clean_world.past_days(working_days(START, 5), 1)


@pytest.fixture(scope="session")
def months(clean_world):
    """Forty days in which nobody takes a second look."""
    return clean_world.past_days(working_days(START, 40), 1, clean_world.dispatcher(0, 1))
