"""The import report and the list of what was left out."""

import pytest

from data.imports import HistoryReport, exclusions_frame
from routing.messages import MESSAGES
from routing.messages.history import SHORT


@pytest.fixture
def dirty(read_rows, clean_rows):
    rows = clean_rows(days=("2026-03-02", "2026-03-03"))
    rows[1]["status"] = rows[2]["status"] = "cancelled"
    rows[8] |= {"actual_arrival": ""}
    for row in rows[12:18]:
        row["vehicle_id"] = "van-9"
    rows[20]["demand_kg"] = "?"
    return read_rows(rows)


def test_the_report_counts_rows_tours_stops_and_stamps(dirty):
    report = HistoryReport.of(dirty)
    assert (report.rows, report.used_rows) == (24, 15)
    assert (report.days, report.tours, report.stops, report.stamped) == (2, 3, 9, 8)
    assert (str(report.first), str(report.last)) == ("2026-03-02", "2026-03-03")


def test_the_report_counts_each_reason(dirty):
    counts = {(item.reason, item.of): (item.rows, item.tours) for item in HistoryReport.of(dirty).excluded}
    assert counts["vehicle_unlisted", "everything"] == (6, 1)
    assert counts["visit_cancelled", "everything"] == (2, 1)
    assert counts["arrival_missing", "learning"] == (1, 1)


def test_used_rows_and_those_left_out_are_all_rows(dirty):
    report = HistoryReport.of(dirty)
    assert report.used_rows + sum(item.rows for item in report.excluded if item.of == "everything") == report.rows


@pytest.mark.parametrize(
    ("language", "reason", "amount"),
    [
        ("de", "Fahrzeug nicht in der Liste (ausgeschlossen)", "Touren: 1, Zeilen: 6"),
        ("en", "vehicle not in the list (left out)", "Tours: 1, Rows: 6"),
    ],
)
def test_the_report_speaks_both_languages(dirty, language, reason, amount):
    assert dict(HistoryReport.of(dirty).lines(language))[reason] == amount


def test_each_reason_has_a_line_of_its_own(dirty):
    report = HistoryReport.of(dirty)
    assert len(dict(report.lines())) == 7 + len(report.excluded)


def test_the_list_has_a_row_and_a_sentence_for_each_exclusion(dirty):
    frame = exclusions_frame(dirty, "en")
    assert len(frame) == len(dirty.excluded)
    assert frame.loc[frame["reason"] == "number_unreadable", ["row", "column", "value"]].values.tolist() == [
        [22, "demand_kg", "?"]
    ]
    assert frame["text"].str.endswith((".", ")")).all()


def test_the_list_of_a_clean_history_is_empty_but_has_its_columns(read_rows, clean_rows):
    frame = exclusions_frame(read_rows(clean_rows()))
    assert frame.empty
    assert list(frame.columns)[:4] == ["row", "date", "tour_id", "order_id"]


def test_every_reason_in_a_few_words_has_a_wording_too():
    assert SHORT.keys() <= MESSAGES.keys()
