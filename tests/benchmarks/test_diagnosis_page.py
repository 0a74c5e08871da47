"""The diagnosis' page where there is little to say."""

import pytest
from past_days import told_history

from benchmarks.diagnose.diagnosis import diagnose
from benchmarks.diagnose.page import page
from benchmarks.diagnose.report import tables

TOURS = tuple(f"t{number}" for number in range(6))


@pytest.fixture
def one_day():
    """Tours enough to show figures, of a single day: one stop in three late."""
    history = told_history([(-10, -10, 5)], tours=TOURS)
    return diagnose(history, {}, lambda *_: {}).document


def test_a_single_days_rate_is_told_without_an_interval(one_day):
    """Drawing days says nothing when there is one."""
    assert one_day.at_tolerance["value"] == pytest.approx(1 / 3)
    assert one_day.at_tolerance["low"] is None
    assert one_day.at_tolerance["high"] is None


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_single_day_makes_a_page_and_tables(one_day, language):
    written = page(one_day, language)
    assert "nan" not in written
    assert "None" not in written
    cells = [str(cell) for table in tables(one_day, language) for row in table.rows for cell in row]
    assert any("33" in cell for cell in cells)
    assert not any("nan" in cell or "None" in cell for cell in cells)
