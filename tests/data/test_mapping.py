"""A firm's own sheet: where its headings stand, what they mean, how its cells are read, how faults are put right."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.imports.adapting import adapted
from data.imports.mapping import suggested, understand
from data.imports.meanings import MEANINGS, meaning_of
from data.imports.repairs import repairs
from data.imports.rows import OrderRow
from data.imports.sheet import letter, read_sheet
from routing.errors import Finding, OrderFileError
from routing.model import Location

DEPOT = Location(lon=7.77, lat=49.44)


def sheet(text, name="liste.csv"):
    return read_sheet(text.encode(), name, OrderFileError)


def cells(text, mapping=None, **decided):
    """Return the cells of each row as the rules read them."""
    read = sheet(text)
    told = understand(read, mapping or suggested(read), decided.get("corrections", {}), decided.get("left_out", ()))
    return {line.number: line.cells for line in told.table.rows}


@pytest.mark.parametrize(
    ("header", "meaning"),
    [
        ("Kd.-Nr.", "customer_id"),
        ("Auftrags-Nr.", "order_id"),
        ("Empfänger", "name"),
        ("EMPFAENGER", "name"),
        ("Straße", "street"),
        ("Strasse", "street"),
        ("Str. / Nr", "street"),
        ("PLZ", "postcode"),
        ("Ort", "city"),
        ("Zeitfenster", "windows"),
        ("Lieferfenster", "windows"),
        ("von", "window_start"),
        ("bis", "window_end"),
        ("Gewicht (kg)", "demand_kg"),
        ("Stück", "demand_units"),
        ("Hinweis", "notes"),
        ("Ausladen (min)", "service_min"),
        ("Abladen", "service_min"),
        ("Dauer in Minuten", "service_min"),
        ("Entladezeit [Min.]", "service_min"),
        ("min", "service_min"),
        ("Breite", "lat"),
        ("Länge", "lon"),
        ("Longitude", "lon"),
        ("window_start", "window_start"),
        ("Lieferfnester", "windows"),
        ("Postleitzal", "postcode"),
    ],
)
def test_a_heading_of_an_office_is_understood(header, meaning):
    assert meaning_of(header) == meaning


@pytest.mark.parametrize("header", ["Menge", "Tour alt", "Rechnung", "Kürzel", "", "Bem. intern"])
def test_a_heading_that_is_not_clear_is_not_guessed(header):
    assert meaning_of(header) is None


def test_every_column_of_the_orders_can_be_chosen():
    assert set(MEANINGS) == set(OrderRow.model_fields)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("8-10", "08:00-10:00"),
        ("08:00–12:00", "08:00-12:00"),
        ("8.30 - 10.00 Uhr", "08:30-10:00"),
        ("von 8 bis 10 Uhr", "08:00-10:00"),
        ("zwischen 8 und 10", "zwischen 8 und 10"),
        ("ab 9", "09:00-"),
        ("bis 12 Uhr", "-12:00"),
        ("8-10 u. 14-16", "08:00-10:00|14:00-16:00"),
        ("8-10, 14-16", "08:00-10:00|14:00-16:00"),
        ("0800-1000", "08:00-10:00"),
        ("ganztags", ""),
        ("vormittags", "vormittags"),
        ("8-25", "8-25"),
        ("14:00-09:00", "14:00-09:00"),
        ("2026-11-24T08:00/2026-11-24T10:00", "2026-11-24T08:00/2026-11-24T10:00"),
    ],
)
def test_a_window_is_read_as_people_write_it_or_left_alone(text, read):
    assert adapted("windows", text)[0] == read


@pytest.mark.parametrize(
    ("column", "text", "read"),
    [
        ("window_start", "8", "08:00"),
        ("window_start", "8.30 Uhr", "08:30"),
        ("demand_kg", "12,5 kg", "12,5"),
        ("demand_kg", "1,2 t", "1200.0"),
        ("demand_kg", "zwölf", "zwölf"),
        ("demand_units", "4 Kisten", "4"),
        ("demand_m3", "500 l", "0.500"),
        ("service_min", "10 min", "10"),
        ("service_min", "00:10:00", "10"),
        ("service_min", "10", "10"),
        ("lat", "49,4441° N", "49,4441"),
        ("lon", "-7.5", "-7.5"),
        ("name", "LÃ¤mmchesberg", "Lämmchesberg"),
        ("name", "São Paulo", "São Paulo"),
    ],
)
def test_a_cell_is_read_as_people_write_it_or_left_alone(column, text, read):
    assert adapted(column, text)[0] == read


@given(st.sampled_from(MEANINGS), st.text(max_size=30))
def test_reading_a_cell_twice_changes_nothing_more(column, text):
    once = adapted(column, text.strip())[0]
    assert adapted(column, once)[0] == once


def test_headings_are_found_below_titles_and_blank_lines():
    read = sheet("Tourenliste;;\n;;\nStand 3.11.;;\nAuftrag;Breite;Länge\n7;49,4;7,7\n")
    assert (read.header_row, read.headers) == (4, ("Auftrag", "Breite", "Länge"))


def test_headings_that_are_empty_or_twice_get_names_of_their_own():
    assert sheet("Auftrag;Name;Name;\n1;a;b;c\n").headers == ("Auftrag", "Name", "Name (2)", "D")


def test_columns_are_lettered_as_in_a_spreadsheet():
    assert [letter(place) for place in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_a_time_is_a_window_if_its_cells_are():
    assert suggested(sheet("Auftrag;Zeit\n1;8-10\n2;ab 9\n"))["Zeit"] == "windows"
    assert suggested(sheet("Auftrag;Zeit\n1;soon\n2;later\n"))["Zeit"] is None


def test_a_second_column_of_one_meaning_is_not_used():
    assert suggested(sheet("Kunde;Empfänger\na;b\n")) == {"Kunde": "name", "Empfänger": None}


def test_windows_and_their_sides_are_not_both_used():
    said = suggested(sheet("Auftrag;Zeitfenster;von;bis\n1;8-10;8;10\n"))
    assert said == {"Auftrag": "order_id", "Zeitfenster": "windows", "von": None, "bis": None}


def test_a_quantity_without_a_unit_is_left_undecided():
    assert "Menge" not in suggested(sheet("Auftrag;Menge\n1;4\n"))


def test_orders_without_a_number_get_that_of_the_customer_or_the_row():
    read = cells("Kd.-Nr.;Kunde\n10;a\n;b\n")
    assert [line["order_id"] for line in read.values()] == ["10", "Z3"]


def test_a_second_order_of_a_customer_gets_a_number_behind_the_customers():
    read = cells("Kd.-Nr.;Kunde;Zeit\n10;a;8-10\n10;a;14-16\n")
    assert [line["order_id"] for line in read.values()] == ["10", "10-2"]


def test_a_row_that_repeats_another_wholly_keeps_its_number_and_so_is_found():
    read = cells("Kd.-Nr.;Kunde\n10;a\n10;a\n")
    assert [line["order_id"] for line in read.values()] == ["10", "10"]


def test_a_correction_stands_in_place_of_the_files_text():
    assert cells("Auftrag;Kunde\n1;a\n", corrections={2: {"name": "b"}})[2]["name"] == "b"


def test_a_correction_may_empty_a_cell():
    assert "name" not in cells("Auftrag;Kunde\n1;a\n", corrections={2: {"name": ""}})[2]


def test_a_row_that_is_left_out_is_not_read():
    assert list(cells("Auftrag;Kunde\n1;a\n2;b\n", left_out=(2,))) == [3]


def test_a_repeated_heading_and_a_total_are_no_orders():
    read = sheet("Auftrag;Kunde;Menge\n1;a;3\nAuftrag;Kunde;Menge\n2;b;4\nGesamt;;7\n")
    assert ([number for number, _ in read.rows], read.totals) == ([2, 4], (3, 5))


def test_a_customer_whose_name_begins_like_a_total_is_an_order():
    assert sheet("Kunde;PLZ;Ort\nSumme GmbH;67655;Trier\n").totals == ()


def test_a_row_with_more_cells_than_columns_needs_somebody():
    read = sheet("Auftrag;Kunde\n1;a\n2;a;b\n3;a\n")
    assert [(finding.code, finding.row) for finding in read.findings] == [("row_length", 3)]


@pytest.mark.parametrize(
    ("finding", "row", "offered"),
    [
        ({"code": "window_reversed", "column": "windows"}, {"windows": "14:00-09:00"}, [{"windows": "09:00-14:00"}]),
        (
            {"code": "window_reversed", "column": "window_end"},
            {"window_start": "14:00", "window_end": "09:00"},
            [{"window_start": "09:00", "window_end": "14:00"}],
        ),
        (
            {"code": "window_unreadable", "column": "windows", "value": "2026-10-08T00:00:00"},
            {},
            [{"windows": "08:00-10:00"}],
        ),
        ({"code": "window_unreadable", "column": "windows", "value": "soon"}, {}, []),
        (
            {"code": "number_ambiguous", "column": "demand_kg", "value": "1.250"},
            {},
            [{"demand_kg": "1250"}, {"demand_kg": "1.2500"}],
        ),
        (
            {"code": "unknown_vehicle", "column": "vehicle_id", "value": "van1", "detail": "van 1, truck"},
            {},
            [{"vehicle_id": "van 1"}, {"vehicle_id": ""}],
        ),
        ({"code": "cell_empty", "column": "order_id"}, {}, [{"order_id": "Z5"}]),
        (
            {"code": "coordinate_range", "column": "lat"},
            {"lat": "494441", "lon": "7,77"},
            [{"lat": "49.4441", "lon": "7,77"}, {}],
        ),
        ({"code": "coordinate_range", "column": "lat"}, {"lat": "999999", "lon": "7,77"}, [{}]),
    ],
)
def test_a_fault_comes_with_what_would_put_it_right(finding, row, offered):
    found = repairs(Finding(row=5, **finding), row, [DEPOT])
    assert [repair.cells for repair in found] == offered
