"""The delay ledger: every rate with its counts, its interval and its rows."""

import pytest
from past_days import MONDAY, told_day, told_history

from benchmarks.diagnose.figures import DIMENSIONS
from benchmarks.diagnose.ledger import COLUMNS, ledger
from data.history import History
from routing.delays import TOLERANCES_S

TOURS = tuple(f"t{number}" for number in range(1, 7))


@pytest.fixture
def book():
    """Four days of six tours: 10, 0, 40 and -90 minutes at each stop of a day."""
    return ledger(told_history([[10, 0], [0, 0], [40, -10], [-90, -150]], tours=TOURS))


def test_a_row_per_due_stop(book):
    assert len(book.rows) == 4 * 6 * 2
    assert tuple(book.rows.columns) == COLUMNS


def test_no_column_names_a_vehicle_or_a_driver(book):
    """The ledger explains tours and areas; nobody can be ranked by it."""
    assert [column for column in book.rows.columns if "vehicle" in column or "driver" in column] == []


def test_the_rate_at_every_tolerance_has_its_counts(book):
    found = {minutes: (figure.late_stops, figure.due_stops) for minutes, figure in book.by_tolerance.items()}
    assert found == {0: (12, 48), 5: (12, 48), 15: (6, 48), 30: (6, 48), 60: (0, 48)}


def test_an_interval_lies_around_its_rate(book):
    rate = book.rate().rate
    assert rate.low <= rate.value == 0.25 <= rate.high
    assert rate.low < rate.high


def test_a_group_without_a_late_stop_is_not_certain_to_be_punctual():
    """Drawing days that all agree would give 0 to 0; six tours can't tell that."""
    rate = ledger(told_history([[0], [-5]], tours=TOURS[:3])).rate().rate
    assert (rate.value, rate.low) == (0.0, 0.0)
    assert rate.high == pytest.approx(1 - 0.025 ** (1 / 6))


def test_the_same_seed_gives_the_same_interval():
    history = told_history([[10, 0], [0, 0], [40, -10]], tours=TOURS)
    assert ledger(history, seed=3).rate() == ledger(history, seed=3).rate()


def test_the_tolerance_moves_the_ledgers_own_rate():
    history = told_history([[10, 40]], tours=TOURS)
    assert [ledger(history, tolerance_s=s).rate().late_stops for s in (0, 600, 2400)] == [12, 6, 0]


def test_a_failed_stop_without_a_stamp_is_late_and_the_rate_without_it_stands_beside():
    failed = told_day(MONDAY, [None], tours=TOURS, status="failed")
    served = told_history([[0], [0]], tours=TOURS).days[1]
    book = ledger(History(days=(failed, served)))
    assert (book.rate().late_stops, book.rate().due_stops) == (6, 12)
    assert (book.rate(failed=False).late_stops, book.rate(failed=False).due_stops) == (0, 6)


def test_a_failed_stop_with_a_stamp_is_judged_by_it():
    book = ledger(told_history([[-5]], tours=TOURS, status="failed"))
    assert book.rate().late_stops == 0


def test_a_delivered_stop_without_a_stamp_is_counted_but_not_judged():
    book = ledger(told_history([[None, 5]], tours=TOURS))
    assert (book.counts["due_stops"], book.counts["not_judged"]) == (6, 6)


def test_stamps_that_cannot_be_trusted_judge_nothing():
    book = ledger(told_history([[5]], tours=TOURS, trusted=False))
    assert (book.counts["due_stops"], book.counts["not_judged"]) == (0, 6)


def test_minutes_per_hundred_stops_and_percentiles_are_of_stamped_stops(book):
    assert book.minutes_per_100["value"] == pytest.approx(100 * (10 + 40) * 6 / 48)
    assert book.percentiles(of_late=True)[50] == 25.0
    assert book.percentiles(of_late=False)[50] == 0.0


def test_arrivals_before_the_window_are_early(book):
    """The window is 08:00 to 10:00; 150 minutes before its end is half an hour too early."""
    assert book.early == {"early_stops": 6, "stops": 48, "mean_min": 30.0}


def test_deviation_is_signed_and_never_lateness(book):
    """Planned at 09:30: an arrival at 10:10 deviates by 40 minutes and is 10 late."""
    row = book.rows[book.rows["lateness_s"] == 600].iloc[0]
    assert row["deviation_s"] == 2400
    early = book.rows[book.rows["early_min"] > 0].iloc[0]
    assert early["deviation_s"] == -7200


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_every_figure_of_a_group_is_a_count_of_its_rows(book, dimension):
    for figure in book.groups[dimension]:
        assert len(book.rows_of(dimension, figure.key)) == figure.due_stops
        assert len(book.rows_of(dimension, figure.key, late=True)) == figure.late_stops


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_the_groups_of_a_dimension_add_up_to_the_whole(book, dimension):
    assert sum(figure.due_stops for figure in book.groups[dimension]) == book.rate().due_stops


def test_the_hour_is_that_of_the_windows_end_on_the_depots_clock(book):
    assert [figure.key for figure in book.groups["hour"]] == ["10"]


def test_weekdays_are_numbered_from_monday(book):
    assert [figure.key for figure in book.groups["weekday"]] == ["1", "2", "3", "4"]


def test_fewer_tours_than_five_show_no_figure():
    figure = ledger(told_history([[10]], tours=TOURS[:4])).rate()
    assert (figure.suppressed, figure.late_stops, figure.due_stops) == ("too_few_tours", None, None)
    assert not figure.rate.known


def test_a_suppressed_group_gives_no_rows_away():
    rare = told_day(MONDAY, [30], tours=("t1",), customer_type="clinic")
    usual = told_history([[0], [0]], tours=TOURS).days[1]
    book = ledger(History(days=(rare, usual)))
    assert {figure.key: figure.suppressed for figure in book.groups["customer_type"]} == {
        "clinic": "too_few_tours",
        "shop": "protects_another",
    }
    assert book.rows_of("customer_type", "clinic").empty


def test_an_empty_history_has_no_rate():
    book = ledger(History(days=()))
    assert (book.counts["due_stops"], book.rate().rate.known) == (0, False)


def test_every_tolerance_of_the_project_has_a_column(book):
    assert {f"late_{minutes}" for minutes in TOLERANCES_S} <= set(book.rows.columns)
