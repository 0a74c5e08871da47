"""The rules for dirty rows, tours and days: what each becomes, and what is said of it."""

import pytest

HOUR = 3600


def out(history, of="everything"):
    """Return reason, row and tour of what is left out."""
    return [(item.reason, item.row, item.tour_id) for item in history.excluded if item.of == of]


@pytest.fixture
def rows(clean_rows):
    """Rows 0 and 5 are the depot of tour T1, 1 to 4 its stops; tour T2 follows."""
    return clean_rows()


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"date": "31.02.2026"}, "day_unreadable"),
        ({"tour_id": ""}, "cell_empty"),
        ({"order_id": ""}, "cell_empty"),
        ({"lat": "", "lon": ""}, "coordinates_missing"),
        ({"lat": "7.71", "lon": "49.42"}, "coordinates_swapped"),
        ({"lon": "-70"}, "coordinates_far"),
        ({"lat": "0", "lon": "0"}, "coordinate_zero"),
        ({"status": "lost"}, "status_unknown"),
        ({"kind": "visit"}, "visit_kind_unknown"),
        ({"demand_kg": "many"}, "number_unreadable"),
        ({"window_start": "12:00", "window_end": "11:60"}, "time_unreadable"),
        ({"optional": "perhaps"}, "flag_unreadable"),
        ({"status": "cancelled"}, "visit_cancelled"),
    ],
)
def test_a_row_that_cannot_be_used_is_left_out_alone(read_rows, rows, cells, reason):
    rows[2] |= cells
    history = read_rows(rows)
    assert [(found, row) for found, row, _ in out(history)] == [(reason, 4)]
    assert history.days[0].planned["T1"] == ("T1-1", "T1-3", "T1-4")


def test_an_exclusion_names_column_and_value(read_rows, rows):
    rows[2]["demand_kg"] = "many"
    item = read_rows(rows).excluded[0]
    assert (item.column, item.value, item.stop_id, str(item.date)) == ("demand_kg", "many", "T1-2", "2026-03-02")


def test_a_tour_that_lost_a_visited_stop_teaches_nothing(read_rows, rows):
    """Its next leg would seem to last as long as two legs and a service."""
    rows[2]["lat"] = rows[2]["lon"] = ""
    history = read_rows(rows)
    assert [tour.teaches for tour in history.days[0].tours] == [False, True]
    assert all(tour.trusted for tour in history.days[0].tours), "what was late still counts"
    assert out(history, "learning") == [("tour_incomplete", None, "T1")]


def test_a_stop_cancelled_before_anybody_came_leaves_its_tour_trusted(read_rows, rows):
    rows[2] |= {"status": "cancelled", "actual_arrival": "", "actual_departure": ""}
    assert read_rows(rows).days[0].tours[0].teaches


def test_a_stop_cancelled_after_planning_was_known_that_morning(read_rows, rows):
    """Whoever plans the day anew must not be spared it either."""
    rows[2]["status"] = "cancelled"
    [day] = read_rows(rows).days
    assert [stop.stop_id for stop in day.cancelled] == ["T1-2"]
    assert "T1-2" in day.planned_work.stop_by_id


def test_a_cancelled_stop_that_was_never_planned_was_not_known(read_rows, rows):
    rows[2] |= {"status": "cancelled", "planned_arrival": "", "planned_departure": "", "planned_sequence": ""}
    [day] = read_rows(rows).days
    assert day.cancelled == ()


def test_a_cancelled_stop_is_no_work(read_rows, rows):
    rows[2]["status"] = "cancelled"
    [day] = read_rows(rows).days
    assert "T1-2" not in day.problem.stop_by_id
    assert "T1-2" not in day.visits


@pytest.mark.parametrize(("column", "text"), [("actual_arrival", "25h"), ("planned_arrival", "noonish")])
def test_a_time_that_cannot_be_read_is_unknown_and_its_row_still_counts(read_rows, rows, column, text):
    rows[2][column] = text
    history = read_rows(rows)
    assert getattr(history.days[0].visits["T1-2"], f"{column}_s") is None
    assert ("time_unreadable", 4, "T1") in out(history, "learning")
    assert out(history) == []


def test_a_tour_of_a_vehicle_that_is_not_listed_is_left_out_with_each_row(read_rows, rows):
    for row in rows[:6]:
        row["vehicle_id"] = "van-9"
    history = read_rows(rows)
    assert out(history) == [("vehicle_unlisted", line, "T1") for line in range(2, 8)]
    assert list(history.days[0].planned) == ["T2"]


def test_a_row_given_twice_counts_once(read_rows, rows):
    history = read_rows([*rows, rows[2]])
    assert out(history) == [("order_repeated", 14, "T1")]
    assert history.days[0].tours[0].trusted


def test_of_an_order_in_two_tours_the_stamped_row_counts(read_rows, rows):
    rows[2] |= {"actual_arrival": "", "actual_departure": "", "status": "skipped"}
    rows[8]["order_id"] = "T1-2"
    history = read_rows(rows)
    assert out(history) == [("order_in_two_tours", 4, "T1")]
    assert "T1-2" in history.days[0].planned["T2"]


def test_of_an_order_stamped_in_two_tours_the_first_row_counts(read_rows, rows):
    rows[8]["order_id"] = "T1-2"
    history = read_rows(rows)
    assert out(history) == [("order_in_two_tours", 10, "T2")]
    assert [tour.teaches for tour in history.days[0].tours] == [True, False]


def test_a_departure_before_its_arrival_makes_both_unknown(read_rows, rows):
    rows[2] |= {"actual_arrival": "10:16", "actual_departure": "10:10"}
    history = read_rows(rows)
    visit = history.days[0].visits["T1-2"]
    assert (visit.actual_arrival_s, visit.actual_departure_s) == (None, None)
    assert out(history, "learning") == [("departure_before_arrival", 4, "T1")]


def test_an_arrival_before_the_previous_departure_makes_that_visits_stamps_unknown(read_rows, rows):
    rows[3] |= {"actual_arrival": "10:12", "actual_departure": "10:30", "driven_sequence": "3"}
    for place in (1, 2, 4):
        rows[place]["driven_sequence"] = str(place)
    history = read_rows(rows)
    assert out(history, "learning") == [("stamps_out_of_order", 5, "T1")]
    assert history.days[0].visits["T1-3"].actual_arrival_s is None
    assert history.days[0].visits["T1-2"].actual_arrival_s is not None


def test_one_stamp_far_in_the_future_does_not_cost_the_stamps_behind_it(read_rows, rows):
    rows[1] |= {"actual_departure": "14:00"}
    history = read_rows(rows)
    assert out(history, "learning") == [("stamps_out_of_order", 3, "T1")]


def test_a_depot_stamp_after_two_stops_is_unknown(read_rows, rows):
    rows[0]["actual_departure"] = "10:30"
    history = read_rows(rows)
    assert history.days[0].tours[0].actual_departure_s is None
    assert out(history, "learning") == [("stamps_out_of_order", 2, "T1")]


@pytest.mark.parametrize(
    ("blank", "reason"),
    [
        (("actual_arrival",), "arrival_missing"),
        (("actual_departure",), "departure_missing"),
        (("actual_arrival", "actual_departure"), "scans_missing"),
    ],
)
def test_a_missing_scan_is_listed(read_rows, rows, blank, reason):
    rows[2] |= dict.fromkeys(blank, "")
    assert out(read_rows(rows), "learning") == [(reason, 4, "T1")]


def test_stops_stamped_in_one_go_teach_nothing(read_rows, rows):
    for place in (2, 3, 4):
        rows[place] |= {"actual_arrival": f"12:00:{place:02d}", "actual_departure": f"12:00:{place:02d}"}
    history = read_rows(rows)
    assert [tour.trusted for tour in history.days[0].tours] == [False, True]
    assert ("batch_scans", None, "T1") in out(history, "learning")


def test_a_skipped_stop_is_planned_but_not_driven(read_rows, rows):
    rows[2] |= {"status": "skipped", "actual_arrival": "", "actual_departure": ""}
    [tour, _] = read_rows(rows).days[0].tours
    assert tour.planned == ("T1-1", "T1-2", "T1-3", "T1-4")
    assert tour.driven == ("T1-1", "T1-3", "T1-4")


def test_a_failed_stop_without_stamps_keeps_its_planned_place(read_rows, rows):
    rows[2] |= {"status": "failed", "actual_arrival": "", "actual_departure": ""}
    assert read_rows(rows).days[0].driven["T1"] == ("T1-1", "T1-2", "T1-3", "T1-4")


def test_the_driven_order_comes_from_the_stamps(read_rows, rows):
    for place, hour in ((1, 12), (2, 11), (3, 10), (4, 9)):
        rows[place] |= {"actual_arrival": f"{hour:02d}:10", "actual_departure": f"{hour:02d}:16"}
    assert read_rows(rows).days[0].driven["T1"] == ("T1-4", "T1-3", "T1-2", "T1-1")


def test_the_driven_order_that_is_given_counts_before_the_stamps(read_rows, rows):
    for place, sequence in ((1, "2"), (2, "1"), (3, "3"), (4, "4")):
        rows[place]["driven_sequence"] = sequence
    history = read_rows(rows)
    assert history.days[0].driven["T1"] == ("T1-2", "T1-1", "T1-3", "T1-4")


def test_the_planned_order_comes_from_planned_arrivals_where_no_sequence_stands(read_rows, rows):
    for row in rows:
        row.pop("planned_sequence", None)
    rows[1]["planned_arrival"] = "12:30"
    assert read_rows(rows).days[0].planned["T1"] == ("T1-2", "T1-3", "T1-4", "T1-1")


def test_a_stop_without_a_planned_place_comes_after_the_one_before_it(read_rows, rows):
    rows[2] |= {"planned_sequence": "", "planned_arrival": "", "planned_departure": ""}
    assert read_rows(rows).days[0].planned["T1"] == ("T1-1", "T1-2", "T1-3", "T1-4")


def test_times_after_midnight_belong_to_the_next_day(read_rows, rows, csv_file):
    vehicles = csv_file(
        "vehicle_id,shift_start,shift_end,depot_lat,depot_lon\nvan-1,21:00,30:00,49.44,7.77\nvan-2,07:30,16:30,49.44,7.77\n",
        "night.csv",
    )
    rows[0] |= {"planned_departure": "22:00", "actual_departure": "22:10"}
    for place, hour in ((1, 23), (2, 0), (3, 1), (4, 2)):
        rows[place] |= {"planned_arrival": f"{hour:02d}:00", "planned_departure": f"{hour:02d}:05"}
        rows[place] |= {"actual_arrival": f"{hour:02d}:10", "actual_departure": f"{hour:02d}:15"}
        rows[place] |= {"window_start": "22:00", "window_end": f"{hour:02d}:30"}
    rows[5] |= {"planned_arrival": "03:00", "actual_arrival": "03:10"}
    history = read_rows(rows, vehicles=vehicles)
    [day] = history.days
    assert history.excluded == ()
    assert day.visits["T1-3"].actual_arrival_s == 25 * HOUR + 600
    assert day.problem.stop_by_id["T1-3"].due_s == 25 * HOUR + 1800
    assert day.tours[0].actual_end_s == 27 * HOUR + 600


def test_a_window_that_closed_before_the_tour_left_stays_closed(read_rows, rows):
    """Else a stop that was planned far too late would count as on time."""
    rows[0] |= {"planned_departure": "15:00", "actual_departure": "15:00"}
    for place in (1, 2, 3, 4):
        rows[place] |= {"planned_arrival": f"15:{place}5", "actual_arrival": f"15:{place}5"}
        rows[place] |= {"planned_departure": f"15:{place}8", "actual_departure": f"15:{place}8"}
    rows[5] |= {"planned_arrival": "16:10", "actual_arrival": "16:20"}
    rows[1] |= {"window_start": "07:00", "window_end": "08:00"}
    assert read_rows(rows).days[0].problem.stop_by_id["T1-1"].due_s == 8 * HOUR


def test_a_day_without_planned_times_counts_in_the_ledger_only(read_rows, clean_rows):
    rows = clean_rows(days=("2026-03-02", "2026-03-03"))
    for row in rows[:12]:
        row.update(planned_arrival="", planned_departure="")
    history = read_rows(rows)
    assert [day.date.day for day in history.days] == [2, 3]
    assert [day.date.day for day in history.days_for("replay")] == [3]
    assert [day.date.day for day in history.days_for("learning")] == [3]


def test_a_tour_without_planned_times_leaves_with_its_shift(read_rows, rows):
    for row in rows[:6]:
        row.update(planned_arrival="", planned_departure="")
    history = read_rows(rows)
    assert history.days[0].tours[0].planned_departure_s == 7 * HOUR
    assert out(history, "replay") == [("tour_without_plan", None, "T1")]


def test_a_missing_planned_departure_is_estimated_from_the_first_planned_arrival(read_rows, rows):
    rows[0]["planned_departure"] = ""
    history = read_rows(rows)
    tour = history.days[0].tours[0]
    assert tour.departure_assumed
    assert 8 * HOUR < tour.planned_departure_s < 9 * HOUR
    assert out(history, "learning") == [("departure_assumed", None, "T1")]


@pytest.mark.parametrize("text", ["18:00", "13:00", "2026-03-01T08:00"])
def test_a_planned_departure_that_fits_no_planned_arrival_is_estimated(read_rows, rows, text):
    """Else 08:00 typed as 18:00 would move the whole tour to the next day."""
    rows[0]["planned_departure"] = text
    history = read_rows(rows)
    assert 8 * HOUR < history.days[0].tours[0].planned_departure_s < 9 * HOUR
    assert out(history, "learning") == [("departure_implausible", 2, "T1"), ("departure_assumed", None, "T1")]


@pytest.mark.parametrize(("text", "reason"), [("02:30", "clock_skipped"), ("2026-03-29T02:30", "clock_skipped")])
def test_a_clock_time_that_does_not_exist_is_unknown(read_rows, clean_rows, text, reason):
    rows = clean_rows(days=("2026-03-29",))
    rows[0] |= {"planned_departure": "01:00", "actual_departure": text}
    history = read_rows(rows)
    assert out(history, "learning") == [(reason, 2, "T1")]
    assert history.days[0].tours[0].actual_departure_s is None


def test_a_day_on_which_the_clocks_change_is_named(read_rows, clean_rows):
    history = read_rows(clean_rows(days=("2026-03-28", "2026-03-29", "2026-10-25")))
    named = [finding.value for finding in history.findings if finding.code == "history_clocks_change"]
    assert named == ["2026-03-29", "2026-10-25"]


def test_on_the_day_the_clocks_change_seconds_are_those_that_pass(read_rows, clean_rows):
    [day] = read_rows(clean_rows(days=("2026-03-29",))).days
    assert day.tours[0].planned_departure_s == 7 * HOUR
    assert day.problem.vehicle_by_id["T1"].shift.end_s == 15 * HOUR


def test_a_tour_driven_by_another_vehicle_is_planned_with_the_planned_one(read_rows, rows, csv_file):
    vehicles = csv_file(
        "vehicle_id,shift_start,shift_end,depot_lat,depot_lon,capacity_kg\n"
        "van-1,07:00,16:00,49.44,7.77,100\nvan-2,07:00,16:00,49.44,7.77,200\nvan-3,07:00,16:00,49.44,7.77,300\n",
        "three.csv",
    )
    for row in rows[:6]:
        row["planned_vehicle_id"] = "van-3"
    [day] = read_rows(rows, vehicles=vehicles).days
    assert day.tours[0].vehicle_id == "van-1"
    assert day.problem.vehicle_by_id["T1"].capacity == {"kg": 300}


def test_a_stop_given_to_another_van_on_the_road_is_planned_on_its_own_and_driven_on_the_other(read_rows, rows):
    rows[2] |= {"tour_id": "T2", "vehicle_id": "van-2", "planned_vehicle_id": "van-1", "actual_arrival": "12:30"}
    rows[2]["actual_departure"] = "12:35"
    [day] = read_rows(rows).days
    assert day.planned == {"T1": ("T1-1", "T1-2", "T1-3", "T1-4"), "T2": ("T2-1", "T2-2", "T2-3", "T2-4")}
    assert day.driven["T2"] == ("T2-1", "T2-2", "T2-3", "T2-4", "T1-2")


def test_the_same_tour_id_on_two_vehicles_makes_two_tours(read_rows, rows):
    for row in rows:
        row["tour_id"] = "T"
    [day] = read_rows(rows).days
    assert [tour.tour_id for tour in day.tours] == ["T/van-1", "T/van-2"]


def test_the_first_of_two_tours_of_a_vehicle_ends_when_the_second_leaves(read_rows, rows):
    for row in rows[6:]:
        row["vehicle_id"] = "van-1"
    rows[6] |= {"planned_departure": "12:00", "actual_departure": ""}
    for place in (7, 8, 9, 10):
        rows[place]["planned_arrival"] = f"{6 + place}:00"
    [day] = read_rows(rows).days
    assert day.problem.vehicle_by_id["T1"].shift.end_s == 12 * HOUR
    assert day.problem.vehicle_by_id["T2"].shift.end_s == 16 * HOUR


def test_an_order_forced_onto_a_vehicle_is_forced_onto_its_tour(read_rows, rows):
    rows[2]["forced_vehicle_id"] = "van-1"
    assert read_rows(rows).days[0].problem.stop_by_id["T1-2"].vehicle_id == "T1"


def test_an_order_forced_onto_an_absent_vehicle_is_free_and_told(read_rows, rows):
    rows[2]["forced_vehicle_id"] = "van-9"
    history = read_rows(rows)
    assert history.days[0].problem.stop_by_id["T1-2"].vehicle_id is None
    assert out(history, "replay") == [("forced_vehicle_absent", 4, "T1")]


def test_an_order_known_during_the_day_says_so(read_rows, rows):
    rows[2]["known_at"] = "09:45"
    visits = read_rows(rows).days[0].visits
    assert (visits["T1-1"].known_at_s, visits["T1-2"].known_at_s) == (None, 9 * HOUR + 2700)


def test_a_tour_planned_to_leave_after_its_shift_gets_a_shift_as_long(read_rows, rows):
    rows[0] |= {"planned_departure": "17:00", "actual_departure": "17:00"}
    for place in (1, 2, 3, 4):
        rows[place] |= {"planned_arrival": f"{17 + place}:00", "actual_arrival": f"{17 + place}:10"}
        rows[place] |= {"planned_departure": f"{17 + place}:05", "actual_departure": f"{17 + place}:15"}
    rows[5] |= {"planned_arrival": "22:00", "actual_arrival": "22:10"}
    history = read_rows(rows)
    shift = history.days[0].problem.vehicle_by_id["T1"].shift
    assert (shift.start_s, shift.end_s) == (17 * HOUR, 26 * HOUR)
    assert out(history, "replay") == [("departure_after_shift", None, "T1")]


def test_a_tour_with_depot_rows_only_is_left_out(read_rows, rows):
    history = read_rows([rows[0], *rows[5:]])
    assert out(history) == [("tour_without_stops", 2, "T1"), ("tour_without_stops", 3, "T1")]


def test_an_open_tour_ends_at_its_last_stop(read_rows, rows, csv_file):
    vehicles = csv_file(
        "vehicle_id,shift_start,shift_end,depot_lat,depot_lon,end\nvan-1,07:00,16:00,49.44,7.77,open\n"
        "van-2,07:00,16:00,49.44,7.77,depot\n",
        "open.csv",
    )
    vehicle = read_rows(rows, vehicles=vehicles).days[0].problem.vehicle_by_id
    assert (vehicle["T1"].end_depot, vehicle["T2"].end_depot) == (None, "depot")


def test_a_visit_may_fetch_something(read_rows, rows):
    rows[2]["kind"] = "Abholung"
    [day] = read_rows(rows).days
    assert [stop.kind for stop in day.problem.stops[:3]] == ["delivery", "pickup", "delivery"]


def test_a_shipment_that_lost_a_half_is_an_order_of_its_own(read_rows, rows):
    """A dirty row must not take its clean partner with it."""
    rows[1] |= {"kind": "pickup", "shipment_id": "S1"}
    rows[2] |= {"kind": "delivery", "shipment_id": "S1", "demand_kg": "many"}
    [day] = read_rows(rows).days
    assert day.problem.stop_by_id["T1-1"].shipment_id is None


def test_a_whole_shipment_of_a_past_day_stays_one(read_rows, rows):
    rows[1] |= {"kind": "pickup", "shipment_id": "S1"}
    rows[2] |= {"kind": "delivery", "shipment_id": "S1"}
    [day] = read_rows(rows).days
    assert [day.problem.stop_by_id[name].shipment_id for name in ("T1-1", "T1-2")] == ["S1", "S1"]


def test_a_past_shipment_whose_halves_differ_in_load_is_two_orders(read_rows, rows):
    rows[1] |= {"kind": "pickup", "shipment_id": "S1", "demand_kg": "5"}
    rows[2] |= {"kind": "delivery", "shipment_id": "S1", "demand_kg": "6"}
    [day] = read_rows(rows).days
    assert [day.problem.stop_by_id[name].shipment_id for name in ("T1-1", "T1-2")] == [None, None]


def test_a_half_of_a_past_shipment_without_a_load_has_the_others(read_rows, rows):
    rows[1] |= {"kind": "pickup", "shipment_id": "S1", "demand_kg": "5"}
    rows[2] |= {"kind": "delivery", "shipment_id": "S1", "demand_kg": ""}
    [day] = read_rows(rows).days
    assert [day.problem.stop_by_id[name].demand for name in ("T1-1", "T1-2")] == [{"kg": 5}, {"kg": 5}]
