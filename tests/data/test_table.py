"""Text tables: what is read, and what a bad file says."""

import io
from datetime import date, datetime, time, timedelta

import openpyxl
import pytest
from old_excel import workbook_97

from data.imports.table import read_table
from routing.errors import InputError

NAIVE = datetime(2026, 3, 3, 8, 0)  # noqa: DTZ001 - Excel knows no zones
KNOWN = ("order_id", "lat", "lon", "name", "demand_kg", "window_end")
HEAD = "order_id;lat;lon;name\n"


def read(path, required=("order_id",)):
    return read_table(path, KNOWN, required, InputError)


def cells(path):
    return [row.cells for row in read(path).rows]


def refusal(path, required=("order_id",)):
    with pytest.raises(InputError) as caught:
        read(path, required)
    return [finding.code for finding in caught.value.findings]


def workbook(rows, more=None):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for name, grid in (more or {}).items():
        sheet = book.create_sheet(name)
        for row in grid:
            sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_each_usual_delimiter_is_found(csv_file, delimiter):
    text = HEAD.replace(";", delimiter) + delimiter.join(["007", "49.4", "7.7", "Müller"])
    assert cells(csv_file(text)) == [{"order_id": "007", "lat": "49.4", "lon": "7.7", "name": "Müller"}]


def test_commas_in_quoted_names_do_not_make_a_comma_file(csv_file):
    text = 'order_id;name\n1;"Meier, Schulz, Söhne"\n2;Ohm, Volt, Watt, Farad\n'
    assert [row["name"] for row in cells(csv_file(text))] == ["Meier, Schulz, Söhne", "Ohm, Volt, Watt, Farad"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_umlauts_survive_every_usual_encoding(csv_file, encoding):
    assert cells(csv_file((HEAD + "1;1;1;Größe Œ €").encode(encoding)))[0]["name"] == "Größe Œ €"


def test_column_names_may_differ_in_case_and_blanks(csv_file):
    assert cells(csv_file(" Order_ID ;LAT;Demand KG\n1;2;3")) == [{"order_id": "1", "lat": "2", "demand_kg": "3"}]


def test_row_numbers_are_those_a_spreadsheet_shows(csv_file):
    """Blank lines count, and a line break within quotation marks does not."""
    text = '\n\norder_id;name\n1;"a\nb"\n\n2;c\n'
    assert [row.number for row in read(csv_file(text)).rows] == [4, 6]


def test_a_sep_line_names_the_delimiter(csv_file):
    table = read(csv_file("sep=,\norder_id,name\n1,a;b\n"))
    assert [(row.number, row.cells) for row in table.rows] == [(3, {"order_id": "1", "name": "a;b"})]


def test_blank_cells_to_the_right_of_the_table_do_no_harm(csv_file):
    assert cells(csv_file("order_id;lat;;\n1;2;;\n3;4;;\n")) == [
        {"order_id": "1", "lat": "2"},
        {"order_id": "3", "lat": "4"},
    ]


def test_text_saved_from_formula_danger_is_read_as_it_was(csv_file):
    assert cells(csv_file("order_id;name\n'=1+1;'s Gravenhage\n"))[0] == {"order_id": "=1+1", "name": "'s Gravenhage"}


def test_unknown_columns_are_one_warning_with_the_nearest_known_name(csv_file):
    findings = read(csv_file("order_id;windw_end;Fahrer\n1;2;3")).findings
    assert [(f.code, f.severity, f.value) for f in findings] == [
        ("columns_unknown", "warning", "windw_end (≈ window_end?), Fahrer")
    ]


@pytest.mark.parametrize(
    ("content", "codes"),
    [
        (b"", ["file_empty"]),
        (b"\n ; ;\n\n", ["file_empty"]),
        (b"order_id;lat\n", ["only_header"]),
        (b"order_id;order_id\n1;2\n", ["column_twice"]),
        (b"lat;lon\n1;2\n", ["column_missing"]),
        (b"orderid;lon\n1;2\n", ["column_missing_near"]),
        (b"order_id;lat\n1;2;3\n4\n5;6\n", ["row_length", "row_length"]),
        (b'order_id;lat\n1;"2\n3;4\n', ["csv_broken"]),
        (b"order_id;lat\n1;\x00\n", ["file_not_text"]),
        (b"PK\x03\x04 no archive", ["excel_unreadable"]),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 no workbook", ["excel_unreadable"]),
    ],
)
def test_a_file_that_is_no_table_says_what_it_is(csv_file, content, codes):
    assert refusal(csv_file(content)) == codes


def test_a_file_that_is_not_there_is_named(tmp_path):
    assert refusal(tmp_path / "orders.csv") == ["file_unreadable"]


def test_a_missing_column_names_those_present(csv_file):
    with pytest.raises(
        InputError, match=r"orders.csv, row 1, column lon: .*“lon” is missing. Present: order_id, Breite"
    ):
        read(csv_file("order_id;Breite\n1;2"), ("order_id", "lon"))


def test_several_missing_columns_are_told_at_once(csv_file):
    assert refusal(csv_file("a;b\n1;2"), ("order_id", "lat", "lon")) == ["column_missing"] * 3


def test_excel_cells_become_what_was_typed(csv_file):
    typed = ["007", 7, 7.5, 1.125, time(8, 0), NAIVE, timedelta(days=1), True, None]
    book = workbook([[f"c{k}" for k in range(len(typed))], typed])
    table = read_table(csv_file(book, "orders.xlsx"), [f"c{k}" for k in range(len(typed))], (), InputError)
    shown = ["007", "7", "7.50", "1.1250", "08:00:00", "2026-03-03T08:00:00", "24:00:00", "true"]
    assert list(table.rows[0].cells.values()) == shown


def test_excel_midnight_at_the_end_of_the_day_is_24_00(csv_file):
    """A time of 24 hours that lost its format is the first day of Excel's calendar."""
    book = workbook([["order_id", "window_end"], ["1", date(1900, 1, 1)]])
    assert cells(csv_file(book, "orders.xlsx"))[0]["window_end"] == "24:00:00"


def test_an_excel_97_file_is_read_too(csv_file):
    book = workbook_97([["order_id", "lat", "name"], ["007", 49.44, "Weiß"], ["8", 50.0, ""]])
    assert cells(csv_file(book, "orders.xls")) == [
        {"order_id": "007", "lat": "49.440", "name": "Weiß"},
        {"order_id": "8", "lat": "50"},
    ]


def test_an_excel_file_is_known_by_its_content_not_its_name(csv_file):
    assert cells(csv_file(workbook([["order_id"], ["1"]]), "orders.csv")) == [{"order_id": "1"}]


def test_further_sheets_are_named_not_read(csv_file):
    book = workbook([["order_id"], ["1"]], {"Alt": [["order_id"], ["2"]], "leer": []})
    table = read(csv_file(book, "orders.xlsx"))
    assert [row.cells for row in table.rows] == [{"order_id": "1"}]
    assert [(f.code, f.value) for f in table.findings] == [("sheet_ignored", "Alt")]


def test_a_formula_error_is_not_a_blank_cell(csv_file):
    """The fast reader shows #N/A as blank; a window would silently be lost."""
    book = openpyxl.Workbook()
    book.active.append(["order_id", "window_end"])
    book.active.append(["1", "#N/A"])
    book.active["B2"].data_type = "e"
    content = io.BytesIO()
    book.save(content)
    with pytest.raises(InputError, match="row 2, column B: The formula gives #N/A"):
        read(csv_file(content.getvalue(), "orders.xlsx"))
