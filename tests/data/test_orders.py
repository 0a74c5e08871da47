"""The order list: every column's good and bad values, all bad rows at once."""

from datetime import date

import pytest

from data.imports import read_orders
from routing.errors import OrderFileError
from routing.model import TimeWindow

DAY = date(2026, 3, 3)
SPRING = date(2026, 3, 29)


def second_stop(path, **options):
    return read_orders(path, date=DAY, **options).stops[1]


def refusal(path, day=DAY):
    with pytest.raises(OrderFileError) as caught:
        read_orders(path, date=day)
    return [(f.code, f.row, f.column, f.value) for f in caught.value.findings]


def test_an_order_has_all_it_was_given(order_file):
    path = order_file(
        order_id="007", customer_id="K9", customer_type="shop", name="Café Ühm", street="Am Markt", house_number="3a",
        postcode="01067", city="Dresden", lat="51,05", lon="13,74", demand_kg="12,3", demand_m3="0,0125",
        demand_units="4", window_start="08:00", window_end="10:30", hard_window="ja", service_min="7,5", priority="5",
        skills="Lift|kühl", vehicle_id="van-1", kind="Abholung", optional="ja", drop_penalty="12,50",
    )  # fmt: skip
    stop = second_stop(path)
    assert stop.model_dump() == {
        "stop_id": "007",
        "location": {"lon": 13.74, "lat": 51.05},
        "service_s": 450,
        "windows": ({"start_s": 28_800, "end_s": 37_800},),
        "hard_window": True,
        "demand": {"kg": 13, "l": 13, "units": 4},
        "priority": 5,
        "skills": frozenset({"lift", "kühl"}),
        "vehicle_id": "van-1",
        "kind": "pickup",
        "shipment_id": None,
        "optional": True,
        "drop_penalty_eur": 12.5,
        "customer_id": "K9",
        "customer_type": "shop",
        "name": "Café Ühm",
        "address": "Am Markt 3a, 01067 Dresden",
    }


@pytest.mark.parametrize(
    ("cells", "spans"),
    [
        ({"windows": "08:00-10:00|14:00-16:00"}, [(28_800, 36_000), (50_400, 57_600)]),
        ({"windows": "14:00 – 16:00 | 08:00–10:00"}, [(28_800, 36_000), (50_400, 57_600)]),
        ({"windows": "08:00-10:00|10:00-12:00"}, [(28_800, 43_200)]),
        ({"windows": "08:00-"}, [(28_800, None)]),
        ({"windows": "-12:00|14:00-"}, [(None, 43_200), (50_400, None)]),
        ({"windows": "2026-03-03T08:00+01:00/2026-03-03T10:00+01:00"}, [(28_800, 36_000)]),
        ({"window_start": "08:00", "window_end": ""}, [(28_800, None)]),
        ({"window_start": "", "window_end": "24:00"}, [(None, 86_400)]),
        ({"window_start": "22:00", "window_end": "26:00"}, [(79_200, 93_600)]),
        ({"window_start": "08:00", "window_end": "08:00"}, [(28_800, 28_800)]),
        ({"window_start": "", "window_end": ""}, []),
    ],
)
def test_windows_are_read_in_order(order_file, cells, spans):
    assert second_stop(order_file(**cells)).windows == tuple(TimeWindow(start_s=a, end_s=b) for a, b in spans)


@pytest.mark.parametrize(
    ("cells", "finding"),
    [
        ({"order_id": ""}, ("cell_empty", 3, "order_id", None)),
        ({"order_id": "1"}, ("order_twice", 3, "order_id", "1")),
        ({"lat": "", "lon": "", "street": "Am Markt"}, ("address_without_coordinates", 3, "lat", "Am Markt")),
        ({"lat": "", "lon": ""}, ("coordinates_missing", 3, "lat", None)),
        ({"lat": ""}, ("cell_empty", 3, "lat", None)),
        ({"lat": "0", "lon": "0"}, ("coordinate_zero", 3, "lat", "0 / 0")),
        ({"lat": "94.4"}, ("coordinate_range", 3, "lat", "94.4")),
        ({"lon": "777000"}, ("coordinate_range", 3, "lon", "777000")),
        ({"lat": "49°26'"}, ("number_unreadable", 3, "lat", "49°26'")),
        ({"demand_kg": "12 kg"}, ("number_unreadable", 3, "demand_kg", "12 kg")),
        ({"demand_kg": "-1"}, ("number_negative", 3, "demand_kg", "-1")),
        ({"demand_kg": "nan"}, ("number_unreadable", 3, "demand_kg", "nan")),
        ({"demand_kg": "1e99"}, ("number_too_large", 3, "demand_kg", "1e99")),
        ({"demand_units": "1,5"}, ("number_not_whole", 3, "demand_units", "1,5")),
        ({"service_min": "-5"}, ("number_negative", 3, "service_min", "-5")),
        ({"service_min": "1441"}, ("number_too_large", 3, "service_min", "1441")),
        ({"priority": "10"}, ("number_too_large", 3, "priority", "10")),
        ({"hard_window": "vielleicht"}, ("flag_unreadable", 3, "hard_window", "vielleicht")),
        ({"window_start": "8 Uhr"}, ("time_unreadable", 3, "window_start", "8 Uhr")),
        ({"window_end": "47:61"}, ("time_unreadable", 3, "window_end", "47:61")),
        ({"window_start": "2026-04-03T08:00"}, ("time_other_day", 3, "window_start", "2026-04-03 08:00")),
        ({"window_start": "14:00", "window_end": "09:00"}, ("window_reversed", 3, "window_end", "14:00-09:00")),
        ({"windows": "22:00-02:00"}, ("window_reversed", 3, "windows", "22:00-02:00")),
        ({"windows": "vormittags"}, ("window_unreadable", 3, "windows", "vormittags")),
        ({"windows": "-"}, ("window_unreadable", 3, "windows", "-")),
        ({"windows": "08:00-10:00|09:00-11:00"}, ("windows_overlap", 3, "windows", "08:00-10:00|09:00-11:00")),
        ({"windows": "08:00-|14:00-15:00"}, ("windows_overlap", 3, "windows", "08:00-|14:00-15:00")),
        ({"windows": "08:00-10:00", "window_end": "10:00"}, ("windows_given_twice", 3, "windows", None)),
        ({"kind": "Umzug"}, ("order_kind_unknown", 3, "kind", "Umzug")),
        ({"optional": "mal sehen"}, ("flag_unreadable", 3, "optional", "mal sehen")),
        ({"drop_penalty": "-50"}, ("number_negative", 3, "drop_penalty", "-50")),
        ({"known_at": "gestern"}, ("time_unreadable", 3, "known_at", "gestern")),
    ],
)
def test_a_bad_value_is_told_with_its_place(order_file, cells, finding):
    assert refusal(order_file(**cells)) == [finding]


@pytest.mark.parametrize(
    "cells",
    [
        {"kind": "Delivery"}, {"kind": "Lieferung"}, {"kind": ""}, {"optional": "nein"}, {"shipment_id": ""},
        {"drop_penalty": ""}, {"notes": "=HYPERLINK()"}, {"known_at": "2026-03-02T17:00"},
    ],
)  # fmt: skip
def test_a_value_that_changes_no_plan_is_accepted(order_file, cells):
    assert second_stop(order_file(**cells)) == second_stop(order_file())


def test_all_bad_rows_are_told_at_once_in_their_order(csv_file):
    path = csv_file("order_id;lat;lon;service_min;window_start\n1;x;7;-1;8\n2;49;7;1;09:00\n;49;;1;25:99\n")
    assert refusal(path) == [
        ("number_unreadable", 2, "lat", "x"),
        ("time_unreadable", 2, "window_start", "8"),
        ("number_negative", 2, "service_min", "-1"),
        ("cell_empty", 4, "order_id", None),
        ("time_unreadable", 4, "window_start", "25:99"),
    ]


@pytest.mark.parametrize(("day", "code"), [(SPRING, "clock_skipped"), (date(2026, 10, 25), "clock_twice")])
def test_a_clock_time_that_the_change_of_clocks_swallows_or_doubles_is_told(order_file, day, code):
    assert refusal(order_file(window_start="02:30"), day) == [(code, 3, "window_start", "02:30")]


def test_an_offset_settles_the_doubled_hour(order_file):
    path = order_file(window_start="2026-10-25T02:30+01:00")
    assert read_orders(path, date=date(2026, 10, 25)).stops[1].windows[0].start_s == 3.5 * 3600


def test_windows_follow_the_clock_on_the_day_it_changes(order_file):
    assert read_orders(order_file(window_end="08:00"), date=SPRING).stops[1].windows[0].end_s == 7 * 3600


def test_without_a_date_an_iso_time_is_refused_and_a_clock_time_taken_as_it_stands(order_file):
    assert read_orders(order_file(window_end="02:30")).stops[1].windows[0].end_s == 9000
    with pytest.raises(OrderFileError, match="names a day"):
        read_orders(order_file(window_end="2026-03-29T08:00"))


@pytest.mark.parametrize(
    ("lat", "text", "kg"),
    [
        ("49.44", "1.250", 2), ("49,44", "1.250", 1250), ("49,44", "1,250", 2), ("49.44", "1,250", 1250),
        ("49,44", "1.250,5", 1251), ("49.44", "1,250.5", 1251), ("49.44", "0,250", 1), ("49.44", "1250,5", 1251),
    ],
)  # fmt: skip
def test_thousands_are_told_from_decimals_by_the_coordinates(csv_file, lat, text, kg):
    path = csv_file(f"order_id;lat;lon;demand_kg\n1;{lat};7;{text}\n")
    assert read_orders(path).stops[0].demand == {"kg": kg}


def test_a_number_that_may_be_thousands_or_decimals_is_not_guessed(csv_file):
    path = csv_file("order_id;lat;lon;demand_kg\n1;49;7;1.250\n")
    assert refusal(path) == [("number_ambiguous", 2, "demand_kg", "1.250")]


def test_a_demand_of_tiny_parts_is_exact(order_file):
    """0.29 m3 times 1000 is 290 litres, not 291, as binary fractions would have it."""
    assert second_stop(order_file(demand_m3="0.29")).demand == {"l": 290}


def test_an_assumed_customer_id_is_stable_and_told_once(csv_file):
    rows = ["1;49.1;7.1;Am Markt;Ulm;1", "2;49.2;7.2;am markt;Ulm;1", "3;49.3;7.3;;;1"]
    path = csv_file("\n".join(["order_id;lat;lon;street;city;service_min", *rows]))
    orders = read_orders(path)
    first, second, third = (stop.customer_id for stop in orders.stops)
    assert first == second == "c-a1b7313deae8"
    assert third == "c-4cb780a91b8d"
    assert [(f.code, f.value, f.severity) for f in orders.findings] == [("customer_id_assumed", "3", "warning")]


def test_missing_service_times_are_told_once(csv_file):
    findings = read_orders(csv_file("order_id;lat;lon;customer_id\n1;49;7;K\n2;49;7;K\n")).findings
    assert [(f.code, f.value, f.severity) for f in findings] == [("service_assumed", "2", "warning")]


def test_columns_that_nobody_reads_are_a_warning(order_file):
    findings = read_orders(order_file(Telefon="0631")).findings
    assert [(f.code, f.value) for f in findings] == [("columns_unknown", "Telefon")]
