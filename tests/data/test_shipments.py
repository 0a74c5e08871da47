"""Shipments of an order list: what makes two rows a pair, and what keeps them from it."""

import pytest

from data.imports import read_orders
from data.imports.orders import check_orders
from data.imports.rows import OrderRow
from data.imports.table import table_of
from routing.errors import OrderFileError

HEAD = "order_id;lat;lon;kind;shipment_id;demand_kg;vehicle_id;optional"


@pytest.fixture
def rows_file(csv_file):
    """Return a function that writes rows of order, kind, shipment and what may follow."""

    def write(*rows):
        lines = (f"{row[0]};49.4{number};7.7;{';'.join(row[1:])}" for number, row in enumerate(rows))
        return csv_file("\n".join([HEAD, *(line + ";" * (7 - line.count(";")) for line in lines)]))

    return write


def refusal(path):
    with pytest.raises(OrderFileError) as caught:
        read_orders(path)
    return [(f.code, f.row, f.column, f.value, f.detail) for f in caught.value.findings]


def test_a_pickup_and_a_delivery_make_a_shipment(rows_file):
    stops = read_orders(rows_file(("1", "pickup", "S"), ("2", "", "S"))).stops
    assert [(stop.kind, stop.shipment_id) for stop in stops] == [("pickup", "S"), ("delivery", "S")]


def test_the_half_that_says_nothing_carries_what_the_other_says(rows_file):
    stops = read_orders(rows_file(("1", "pickup", "S", "12,5"), ("2", "delivery", "S", ""))).stops
    assert [stop.demand for stop in stops] == [{"kg": 13}, {"kg": 13}]


def test_an_order_without_a_shipment_may_be_a_pickup(rows_file):
    assert read_orders(rows_file(("1", "Abholung", ""))).stops[0].kind == "pickup"


@pytest.mark.parametrize(
    ("rows", "findings"),
    [
        ([("1", "pickup", "S")], [("shipment_without_delivery", 2, "shipment_id", "S", "")]),
        ([("1", "", "S")], [("shipment_without_pickup", 2, "shipment_id", "S", "")]),
        (
            [("1", "pickup", "S"), ("2", "delivery", "S"), ("3", "pickup", "S")],
            [("shipment_twice", 4, "shipment_id", "S", "2")],
        ),
        (
            [("1", "delivery", "S"), ("2", "delivery", "S")],
            [("shipment_without_pickup", 2, "shipment_id", "S", ""), ("shipment_twice", 3, "shipment_id", "S", "2")],
        ),
        (
            [("1", "pickup", "S", "", "van-1"), ("2", "delivery", "S", "", "van-2")],
            [("shipment_two_vehicles", 3, "vehicle_id", "van-2", "2")],
        ),
        (
            [("1", "pickup", "S", "10"), ("2", "delivery", "S", "12")],
            [("shipment_loads_differ", 3, "demand_kg", "12", "2: 10")],
        ),
        (
            [("1", "pickup", "S", "", "", "ja"), ("2", "delivery", "S", "", "", "nein")],
            [("shipment_half_optional", 3, "optional", "S", "2")],
        ),
    ],
)
def test_what_makes_no_shipment_is_told_with_its_place(rows_file, rows, findings):
    assert refusal(rows_file(*rows)) == findings


def test_all_broken_shipments_are_told_at_once(rows_file):
    found = refusal(rows_file(("1", "pickup", "S"), ("2", "delivery", "T"), ("3", "", "")))
    assert [finding[:2] for finding in found] == [("shipment_without_delivery", 2), ("shipment_without_pickup", 3)]


def checked(path):
    return check_orders(table_of(path.read_bytes(), path.name, OrderRow.model_fields, (), OrderFileError))


def test_a_half_waits_for_its_partners_row(rows_file):
    """Planned alone, it would be another order than the one that was meant."""
    found = checked(rows_file(("1", "pickup", "S", "viel"), ("2", "delivery", "S"), ("3", "", "")))
    assert [(finding.code, finding.row) for finding in found.wrong] == [("number_unreadable", 2), ("shipment_waits", 3)]
    assert [stop.stop_id for stop in found.stops] == ["3"]


def test_a_refused_file_names_only_the_row_at_fault(rows_file):
    assert [finding[1] for finding in refusal(rows_file(("1", "pickup", "S", "viel"), ("2", "delivery", "S")))] == [2]
