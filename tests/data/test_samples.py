"""Made-up days: real addresses, the same customers every day, nothing that can't be read back."""

from collections import Counter
from datetime import date

import numpy as np
import pandas as pd
import pytest

from data.imports import OrderRow, VehicleRow, read_problem
from data.samples import habits_of, regular_customers, sample_day, write_day
from data.samples.day import BOOKED_UP, booked
from routing.errors import InputError

DAY = date(2026, 3, 3)
HOUR = 60


@pytest.fixture(scope="module")
def monday(addresses):
    return sample_day(addresses, date=date(2026, 3, 2), seed=1)


@pytest.fixture(scope="module")
def tuesday(addresses):
    return sample_day(addresses, date=DAY, seed=1)


def minutes(column):
    return [int(text[:2]) * 60 + int(text[3:]) for text in column if text]


def test_a_day_has_the_stops_and_tours_asked_for(monday):
    assert (len(monday.orders), len(monday.vehicles)) == (120, 6)


def test_the_columns_are_canonical(monday):
    assert set(monday.orders.columns) <= set(OrderRow.model_fields)
    assert set(monday.vehicles.columns) <= set(VehicleRow.model_fields)


def test_the_same_seeds_give_the_same_day(addresses, monday):
    again = sample_day(addresses, date=date(2026, 3, 2), seed=1)
    pd.testing.assert_frame_equal(again.orders, monday.orders)
    pd.testing.assert_frame_equal(again.vehicles, monday.vehicles)


def test_every_order_is_at_a_real_address(addresses, monday):
    known = set(zip(addresses["lon"].round(6), addresses["lat"].round(6), addresses["house_number"], strict=True))
    assert set(zip(monday.orders["lon"], monday.orders["lat"], monday.orders["house_number"], strict=True)) <= known


def test_customers_come_back_with_their_id_and_address(monday, tuesday):
    both = monday.orders.merge(tuesday.orders, on="customer_id")
    assert len(both) > 30
    assert (both["lat_x"] == both["lat_y"]).all()
    assert (both["customer_type_x"] == both["customer_type_y"]).all()


def test_most_returning_customers_keep_their_window(monday, tuesday):
    both = monday.orders.merge(tuesday.orders, on="customer_id")
    assert (both["window_end_x"] == both["window_end_y"]).mean() > 0.5


def test_no_customer_orders_twice_a_day(monday):
    assert monday.orders["customer_id"].is_unique


def test_another_pool_is_another_firm(addresses, monday):
    other = sample_day(addresses, date=date(2026, 3, 2), seed=1, pool_seed=5)
    assert set(zip(other.orders["lon"], other.orders["lat"], strict=True)) != set(
        zip(monday.orders["lon"], monday.orders["lat"], strict=True)
    )


def test_one_address_less_changes_few_orders(addresses, monday):
    """A corrected map must not turn a day into another one."""
    somewhere = addresses.drop(index=addresses.index[300])
    again = sample_day(somewhere, date=date(2026, 3, 2), seed=1)
    points = [Counter(zip(day.orders["lon"], day.orders["lat"], strict=True)) for day in (monday, again)]
    assert (points[0] - points[1]).total() <= 2


def test_windows_are_of_a_german_mix(monday):
    start, end = monday.orders["window_start"], monday.orders["window_end"]
    widths = Counter(np.subtract(minutes(end), minutes(start)).tolist())
    assert widths.keys() <= {60, 120, 180}
    assert 0.4 < widths[120] / 120 < 0.7
    assert 0 < (end == "").sum() < 40


def test_vans_have_some_room_but_not_much(monday):
    ratio = monday.vehicles["capacity_kg"].sum() / monday.orders["demand_kg"].sum()
    assert 1.05 < ratio < 1.6


def test_every_lift_order_finds_a_van_with_a_lift(monday):
    assert (monday.orders["skills"] == "lift").any()
    assert (monday.vehicles["skills"] == "lift").sum() == 2


def test_a_written_day_says_that_it_is_simulated_and_is_read_without_a_word(monday, tmp_path):
    write_day(monday, tmp_path)
    problem, findings = read_problem(tmp_path / "orders.csv", tmp_path / "vehicles.csv", date=date(2026, 3, 2))
    assert (len(problem.stops), findings) == (120, ())
    assert "simulated orders" in (tmp_path / "README.txt").read_text("utf-8")
    assert set(pd.read_csv(tmp_path / "orders.csv")["notes"]) == {"simulated"}


def test_a_day_in_another_zone_says_so(addresses):
    vehicles = sample_day(addresses, date=DAY, stops=10, tours=1, timezone="Europe/Helsinki").vehicles
    assert set(vehicles["depot_timezone"]) == {"Europe/Helsinki"}


@pytest.mark.parametrize("count", [0, 1, 120])
def test_too_few_addresses_are_told(addresses, count):
    with pytest.raises(InputError, match=f"only {count} addresses"):
        sample_day(addresses.head(count), date=DAY)


def test_a_booked_up_hour_puts_the_next_customer_off():
    """One van, 95 or so minutes of work promised in two hours: the next one gets a later window."""
    asked = [(8 * HOUR, 10 * HOUR)] * 6
    granted = booked(asked, np.full(6, 25.0), 1)
    assert granted[0] == (480, 600)
    assert granted[-1] > (480, 600)
    assert all(end - start == 120 for start, end in granted)


def test_no_stretch_of_the_day_is_promised_beyond_what_the_vans_can_do():
    draw = np.random.default_rng(3)
    asked = [(start, start + 60) for start in (draw.integers(14, 20, 200) * 30).tolist()]
    work = draw.uniform(5, 20, 200)
    granted = booked(asked, work, 3)
    for start in range(360, 960, 30):
        for end in range(start + 60, 961, 30):
            promised = sum(
                amount
                for (begin, until), amount in zip(granted, work, strict=True)
                if begin is not None and begin >= start and until <= end
            )
            assert promised <= BOOKED_UP * 3 * (end - start + 8) + 1e-6


def test_territories_are_balanced_by_work(day_of, addresses):
    problem, _, _ = day_of()
    customers = regular_customers(sample_day(addresses, date=DAY, tours=4, stops=60).customers)
    habits = habits_of(customers, problem)
    work = Counter()
    for customer in customers:
        work[habits.vehicle_of[customer.customer_id]] += customer.work_s
    assert max(work.values()) < 1.15 * sum(work.values()) / 4


def test_every_customer_has_a_place_of_his_own_in_the_usual_order(day_of):
    _, _, habits = day_of()
    places = Counter((habits.vehicle_of[customer], habits.rank_of[customer]) for customer in habits.vehicle_of)
    assert set(places.values()) == {1}
