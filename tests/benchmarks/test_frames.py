"""A replay's visits summed for the map, by customer and by area."""

import pandas as pd
import pytest

from benchmarks.replay.frames import area_frame, customer_frame
from maps.delay_frames import DELAY_AREA_COLUMNS, DELAY_STOP_COLUMNS
from routing.areas import area_of, outline
from routing.model import Location

HERE = Location(lon=7.77, lat=49.44)
FAR = Location(lon=7.9, lat=49.44)


def visit(date, order, customer, where=HERE, *, manual=0.0, optimised=0.0, tour="T1"):
    return {
        "date": date,
        "order_id": order,
        "customer_id": customer,
        "name": f"name of {customer}",
        "lon": where.lon,
        "lat": where.lat,
        "area": area_of(where),
        "manual_tour": tour,
        "manual_p_late": manual,
        "manual_late_min": 10 * manual,
        "optimised_p_late": optimised,
        "optimised_late_min": 10 * optimised,
    }


@pytest.fixture
def visits():
    """Ann twice and Ben once here, an order without a customer far away."""
    return pd.DataFrame(
        [
            visit("2026-03-02", "1", "ann", manual=0.5, optimised=0.25),
            visit("2026-03-03", "2", "ann", manual=0.5, optimised=0.25),
            visit("2026-03-02", "3", "ben", manual=1.0),
            visit("2026-03-03", "4", "", FAR, optimised=0.5, tour="T2"),
        ]
    )


def test_the_columns_are_those_the_map_asks_for(visits):
    assert set(customer_frame(visits, 0)) >= set(DELAY_STOP_COLUMNS)
    assert set(area_frame(visits, 0)) >= set(DELAY_AREA_COLUMNS)


def test_a_customers_days_are_summed(visits):
    ann = customer_frame(visits, 0).set_index("customer_id").loc["ann"]
    assert (ann["visits"], ann["tours"]) == (2, 2)
    assert (ann["manual_late"], ann["optimised_late"], ann["manual_late_min"]) == (1.0, 0.5, 10.0)


def test_an_order_without_a_customer_stands_for_itself(visits):
    assert "4" in set(customer_frame(visits, 0)["customer_id"])


def test_both_frames_add_up_to_the_visits(visits):
    for frame in (customer_frame(visits, 0), area_frame(visits, 0)):
        assert frame["manual_late"].sum() == visits["manual_p_late"].sum()
        assert frame["optimised_late"].sum() == visits["optimised_p_late"].sum()


def test_tours_of_different_days_are_different_tours(visits):
    """Suppression counts them: T1 of Monday is not T1 of Tuesday."""
    here = area_frame(visits, 0).set_index("area").loc[area_of(HERE)]
    assert here["tours"] == 2
    assert here["polygon"] == outline(area_of(HERE))


def test_a_change_on_one_of_two_days_may_be_none_or_twice_as_much(visits):
    ben = customer_frame(visits, 0).set_index("customer_id").loc["ben"]
    assert (ben["difference_low"], ben["difference_high"]) == (-2.0, 0.0)
    assert (ben["minutes_low"], ben["minutes_high"]) == (-20.0, 0.0)
