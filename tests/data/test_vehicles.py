"""The vehicle list: vehicles, depots, shifts, and what is refused."""

import subprocess
import sys
from datetime import date

import pytest

from data.imports import read_vehicles
from data.imports.federal_states import STATES, state_code
from routing.errors import VehicleFileError
from routing.model import Depot, Location, Shift

DAY = date(2026, 3, 3)
HEAD = "vehicle_id;shift_start;shift_end;depot_lat;depot_lon"
GOOD = "1;07:00;16:00;49.44;7.77"


@pytest.fixture
def vehicles_with(csv_file):
    """Return a function that writes a good vehicle and one with the given cells."""

    def write(**cells):
        columns = HEAD.split(";") + [name for name in cells if name not in HEAD.split(";")]
        good = dict(zip(HEAD.split(";"), GOOD.split(";"), strict=True))
        second = good | {"vehicle_id": "2"} | cells
        lines = [columns, [good.get(name, "") for name in columns], [second[name] for name in columns]]
        return csv_file("\n".join(";".join(line) for line in lines), "vehicles.csv")

    return write


def refusal(path, day=DAY):
    with pytest.raises(VehicleFileError) as caught:
        read_vehicles(path, date=day)
    return [(f.code, f.row, f.column, f.value) for f in caught.value.findings]


def test_a_vehicle_has_all_it_was_given(vehicles_with):
    path = vehicles_with(
        profile="truck_7_5t", depot="Nord", depot_lat="49,50", depot_lon="7,80", capacity_kg="1.250",
        capacity_m3="8,05", capacity_units="60", max_stops="25", skills="lift,kühl",
        cost_fixed="80", cost_per_km="0,45", cost_per_h="32",
        end="open", gross_weight_kg="7490", shift_start="06:00", shift_end="24:00", max_trips="2",
        reload_min="12,5", break_rule="EU561", max_hours="9,5",
    )  # fmt: skip
    path.write_text(path.read_text("utf-8").replace("49.44;7.77", "49,44;7,77"), "utf-8")
    vehicle = read_vehicles(path).vehicles[1]
    assert vehicle.model_dump() == {
        "vehicle_id": "2",
        "start_depot": "Nord",
        "end_depot": None,
        "shift": {"start_s": 21_600, "end_s": 86_400},
        "profile": "truck_7_5t",
        "capacity": {"kg": 1250, "l": 8050, "units": 60},
        "skills": frozenset({"lift", "kühl"}),
        "max_stops": 25,
        "cost_fixed": 80.0,
        "cost_per_km": 0.45,
        "cost_per_h": 32.0,
        "max_duration_s": 34_200,
        "max_trips": 2,
        "reload_s": 750,
        "break_rule": "eu561",
        "gross_weight_kg": 7490,
    }


def test_capacity_is_rounded_down(vehicles_with):
    vehicle = read_vehicles(vehicles_with(capacity_kg="99.9", capacity_m3="0.0019")).vehicles[1]
    assert vehicle.capacity == {"kg": 99, "l": 1}


def test_a_depot_needs_its_coordinates_only_once(vehicles_with):
    vehicles = read_vehicles(vehicles_with(depot_lat="", depot_lon=""))
    assert vehicles.depots == (Depot(depot_id="depot", location=Location(lat=49.44, lon=7.77)),)
    assert [vehicle.start_depot for vehicle in vehicles.vehicles] == ["depot", "depot"]


@pytest.mark.parametrize(
    ("end", "depot", "location"),
    [
        ("49.5/7.8", "49.5/7.8", Location(lat=49.5, lon=7.8)),
        ("49,5 / 7,8", "49,5 / 7,8", Location(lat=49.5, lon=7.8)),
        ("Depot", "depot", Location(lat=49.44, lon=7.77)),
    ],
)
def test_a_tour_may_end_at_a_depot_or_any_point(vehicles_with, end, depot, location):
    vehicles = read_vehicles(vehicles_with(end=end))
    assert vehicles.vehicles[1].end_depot == depot
    assert Depot(depot_id=depot, location=location) in vehicles.depots


def test_a_tour_may_end_at_another_vehicles_depot(csv_file):
    path = csv_file(f"{HEAD};depot;end\n{GOOD};Nord;\n2;07:00;16:00;49.5;7.8;Süd;Nord\n", "vehicles.csv")
    assert read_vehicles(path).vehicles[1].end_depot == "Nord"


def test_shifts_follow_the_clock_of_the_depots_zone(vehicles_with):
    vehicles = read_vehicles(vehicles_with(depot_timezone="Europe/Helsinki"), date=date(2026, 3, 29))
    assert vehicles.timezone == "Europe/Helsinki"
    assert vehicles.vehicles[0].shift == Shift(start_s=6 * 3600, end_s=15 * 3600)


@pytest.mark.parametrize(
    ("cells", "finding"),
    [
        ({"vehicle_id": "1"}, ("vehicle_twice", 3, "vehicle_id", "1")),
        ({"vehicle_id": ""}, ("cell_empty", 3, "vehicle_id", None)),
        ({"shift_start": ""}, ("cell_empty", 3, "shift_start", None)),
        ({"shift_start": "früh"}, ("time_unreadable", 3, "shift_start", "früh")),
        ({"shift_start": "22:00", "shift_end": "06:00"}, ("shift_reversed", 3, "shift_end", "22:00-06:00")),
        ({"shift_start": "08:00", "shift_end": "08:00"}, ("shift_reversed", 3, "shift_end", "08:00-08:00")),
        ({"profile": "vam"}, ("unknown_profile", 3, "profile", "vam")),
        ({"depot": "Nord", "depot_lat": "", "depot_lon": ""}, ("depot_without_coordinates", 3, "depot_lat", "Nord")),
        ({"depot_lat": "49.45"}, ("depot_moves", 3, "depot", "depot")),
        ({"depot_lat": ""}, ("cell_empty", 3, "depot_lat", None)),
        ({"depot_lon": "7770"}, ("coordinate_range", 3, "depot_lon", "7770")),
        ({"end": "zu Hause"}, ("end_unknown", 3, "end", "zu Hause")),
        ({"end": "499/7"}, ("end_unknown", 3, "end", "499/7")),
        ({"max_trips": "0"}, ("number_too_small", 3, "max_trips", "0")),
        ({"reload_min": "20"}, ("reload_without_trips", 3, "reload_min", "20")),
        ({"max_trips": "1", "reload_min": "20"}, ("reload_without_trips", 3, "reload_min", "20")),
        ({"break_rule": "immer"}, ("break_rule_unknown", 3, "break_rule", "immer")),
        ({"max_hours": "0"}, ("number_too_small", 3, "max_hours", "0")),
        ({"max_hours": "49"}, ("number_too_large", 3, "max_hours", "49")),
        ({"depot_state": "Pfalz"}, ("state_unknown", 3, "depot_state", "Pfalz")),
        ({"gross_weight_kg": "4250"}, ("profile_too_light", 3, "gross_weight_kg", "4250")),
        (
            {"profile": "cargo_bike", "gross_weight_kg": "301"},
            ("profile_too_light", 3, "gross_weight_kg", "301"),
        ),
        ({"capacity_kg": "-1"}, ("number_negative", 3, "capacity_kg", "-1")),
        ({"max_stops": "2.5"}, ("number_not_whole", 3, "max_stops", "2.5")),
        ({"depot_timezone": "Berlin"}, ("timezone_unknown", 3, "depot_timezone", "Berlin")),
    ],
)
def test_a_bad_value_is_told_with_its_place(vehicles_with, cells, finding):
    assert refusal(vehicles_with(**cells)) == [finding]


def test_two_time_zones_on_one_day_are_refused(csv_file):
    path = csv_file(f"{HEAD};depot_timezone\n{GOOD};Europe/Berlin\n2{GOOD[1:]};Europe/Paris\n", "vehicles.csv")
    assert [finding[0] for finding in refusal(path)] == ["timezones_differ"]


@pytest.mark.parametrize(
    "cells",
    [
        {"max_trips": "1"}, {"reload_min": "0"}, {"break_rule": "keine"}, {"max_hours": "9"}, {"depot_state": "RP"},
        {"end": "depot"},
    ],
)  # fmt: skip
def test_a_value_that_changes_no_plan_is_accepted(vehicles_with, cells):
    assert read_vehicles(vehicles_with(**cells)).vehicles == read_vehicles(vehicles_with()).vehicles


def test_a_shift_in_the_skipped_hour_is_told(vehicles_with):
    path = vehicles_with(shift_start="02:15")
    assert refusal(path, date(2026, 3, 29)) == [("clock_skipped", 3, "shift_start", "02:15")]


def test_all_bad_rows_are_told_at_once(csv_file):
    path = csv_file(f"{HEAD}\n1;07:00;6:00;49.44;7.77\n2;x;16:00;49.44;7.77\n1;07:00;16:00;49.44;7.77\n", "v.csv")
    assert [finding[:2] for finding in refusal(path)] == [
        ("shift_reversed", 2), ("time_unreadable", 3), ("vehicle_twice", 4),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("profile", "most_kg"), [("van", 3_500), ("truck_7_5t", 7_500), ("truck_12t", 12_000), ("cargo_bike", 300)]
)
def test_a_vehicle_may_weigh_what_its_profile_does(vehicles_with, profile, most_kg):
    vehicle = read_vehicles(vehicles_with(profile=profile, gross_weight_kg=str(most_kg))).vehicles[1]
    assert vehicle.profile == profile


@pytest.mark.parametrize(("profile", "kg"), [("", 3_500), ("truck_12t", 12_000)])
def test_a_vehicle_of_unsaid_weight_weighs_what_its_profile_does(vehicles_with, profile, kg):
    """Else no lorry without its weight in the list would stand still on Sundays."""
    assert read_vehicles(vehicles_with(profile=profile)).vehicles[1].gross_weight_kg == kg


def test_an_own_profile_can_be_named(vehicles_with, own_profiles):
    own_profiles('[profile.sprinter_maxi]\nlike = "van"\nheight_m = 3.1\nweight_t = 3.2\n')
    assert read_vehicles(vehicles_with(profile="sprinter_maxi")).vehicles[1].profile == "sprinter_maxi"


def test_a_vehicle_heavier_than_its_own_profile_is_refused(vehicles_with, own_profiles):
    own_profiles('[profile.sprinter_maxi]\nlike = "van"\nweight_t = 3.2\n')
    found = refusal(vehicles_with(profile="sprinter_maxi", gross_weight_kg="3500"))
    assert found == [("profile_too_light", 3, "gross_weight_kg", "3500")]


def test_a_mistyped_own_profile_is_told_with_the_name_meant(vehicles_with, own_profiles):
    own_profiles('[profile.sprinter_maxi]\nlike = "van"\n')
    with pytest.raises(VehicleFileError) as caught:
        read_vehicles(vehicles_with(profile="sprinter_max"))
    assert caught.value.findings[0].detail == "sprinter_maxi"


def test_reading_a_vehicle_list_loads_no_road_code():
    """The page of the vehicles would wait for it, and keep it in memory."""
    code = "import sys, data.imports.vehicles; sys.exit('routing.roads' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("text", ["RP", "rp", "DE-RP", "Rheinland-Pfalz", "rheinland pfalz"])
def test_a_federal_state_is_written_in_many_ways(vehicles_with, text):
    assert read_vehicles(vehicles_with(depot="Nord", depot_lat="49.5", depot_state=text)).depots[1].state == "RP"


def test_a_depot_has_one_federal_state(csv_file):
    path = csv_file(f"{HEAD};depot_state\n{GOOD};RP\n2{GOOD[1:]};Hessen\n", "vehicles.csv")
    assert refusal(path) == [("depot_states_differ", 3, "depot_state", "HE")]


def test_there_are_sixteen_federal_states():
    assert len({state_code(name) for name in STATES.values()}) == len(STATES) == 16
