"""What has happened on a day that is being driven."""

from datetime import date

import numpy as np
import pytest

from data.imports import read_happened
from routing.errors import InputError
from routing.matrix import Matrix, TimeSlots
from routing.model import Depot, Location, Problem, Shift, Stop, TimeWindow, Vehicle
from routing.schedule import schedule

HOUR = 3600
HEAD = "event;vehicle_id;order_id;arrival;departure;late_min\n"


@pytest.fixture
def day():
    here = Location(lon=7.7, lat=49.4)
    return Problem(
        date=date(2026, 3, 2),
        timezone="UTC",
        depots=(Depot(depot_id="yard", location=here),),
        vehicles=(
            Vehicle(
                vehicle_id="v1", start_depot="yard", end_depot="yard", shift=Shift(start_s=8 * HOUR, end_s=16 * HOUR)
            ),
        ),
        stops=(
            Stop(stop_id="a", location=here, service_s=600, windows=(TimeWindow(start_s=9 * HOUR),)),
            Stop(stop_id="left out", location=here),
        ),
    )


@pytest.fixture
def read(day, csv_file):
    zeros = np.zeros((1, 3, 3), np.int32)
    matrix = Matrix(places=tuple(day.places), slots=TimeSlots((0,)), seconds=zeros, metres=zeros)
    plan = schedule(day, {"v1": ["a"]}, matrix)
    return lambda rows: read_happened(csv_file(HEAD + rows), day, plan, 12 * HOUR)


def refusal(read, rows):
    with pytest.raises(InputError) as caught:
        read(rows)
    return [(finding.code, finding.row, finding.column) for finding in caught.value.findings]


def test_a_visit_done_belongs_to_the_vehicle_planned(read):
    assert [visit.stop_id for visit in read("done;;a;09:10;09:30;\n").done["v1"]] == ["a"]


def test_without_a_departure_service_takes_as_long_as_planned(read):
    assert read("done;v1;a;09:10;;\n").done["v1"][0].departure_s == 9 * HOUR + 1200


def test_service_starts_when_the_window_opens(read):
    assert read("done;v1;a;08:50;09:30;\n").done["v1"][0].service_start_s == 9 * HOUR


def test_german_words_are_read(read):
    happened = read("ausgefallen;v1;;;;\nstorniert;;left out;;;\n")
    assert (happened.out, happened.cancelled) == (frozenset({"v1"}), frozenset({"left out"}))


def test_minutes_late_are_kept_in_seconds(read):
    assert read("verspätet;v1;;;;12,5\n").late_s == {"v1": 750}


@pytest.mark.parametrize(
    ("row", "finding"),
    [
        ("exploded;v1;;;;\n", ("event_unknown", 2, "event")),
        ("done;v1;a;;;\n", ("cell_empty", 2, "arrival")),
        ("done;;left out;09:00;;\n", ("cell_empty", 2, "vehicle_id")),
        ("done;v1;nobody;09:00;;\n", ("unknown_stop", 2, "order_id")),
        ("cancelled;;nobody;;;\n", ("unknown_stop", 2, "order_id")),
        ("out;v9;;;;\n", ("unknown_vehicle", 2, "vehicle_id")),
        ("done;v9;a;09:00;;\n", ("unknown_vehicle", 2, "vehicle_id")),
        ("done;v1;a;09:00;;\ndone;v1;a;09:10;;\n", ("order_twice", 3, "order_id")),
        ("late;v1;;;;10\nlate;v1;;;;20\n", ("vehicle_twice", 3, "vehicle_id")),
        ("done;v1;a;09:30;09:10;\n", ("done_backwards", 2, "departure")),
        ("late;;;;;10\n", ("cell_empty", 2, "vehicle_id")),
        ("out;;;;;\n", ("cell_empty", 2, "vehicle_id")),
    ],
)
def test_a_bad_row_is_named(read, row, finding):
    assert refusal(read, row) == [finding]


def test_all_bad_rows_are_named_together(read):
    assert len(refusal(read, "out;;;;;\ndone;v1;a;;;\n")) == 2
