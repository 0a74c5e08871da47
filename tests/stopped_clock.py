"""A retention clock that stands still: the days of tests are fixed, today is not, and one day all they keep is old."""

from unittest.mock import patch


class _StoppedClock:
    def __init__(self, store):
        pass

    def start(self):
        pass

    def stop(self):
        pass


def stopped_clock():
    """Let services that start meanwhile delete nothing; ``test_retention_clock.py`` is about those that do."""
    return patch("api.app.RetentionClock", _StoppedClock)
