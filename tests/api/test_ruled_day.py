"""A day with breaks, reloads, a shipment and an optional stop, from its lists to its files and back."""

import csv
import json
from datetime import date

import pytest

from data.imports import read_problem
from routing.errors import InputError


@pytest.fixture(scope="module")
def ruled_lists(roads, tmp_path_factory):
    """Simulated orders and vehicles with every rule."""
    from api.cli import main

    out = tmp_path_factory.mktemp("ruled")
    with pytest.raises(SystemExit):
        main(["sample", "day", "--rules", "--roads", str(roads), "--stops", "14", "--tours", "2", "--out", str(out)])
    return out


@pytest.fixture(scope="module")
def ruled_day(ruled_lists, roads, tmp_path_factory):
    """That day with tours by hand, in the order of the list and without the optional order, as it was written."""
    from api.cli import main

    out = tmp_path_factory.mktemp("ruled-plan")
    with (ruled_lists / "orders.csv").open(encoding="utf-8", newline="") as file:
        orders = [order for order in csv.DictReader(file) if not order["optional"]]
    driven = [f"{order['vehicle_id'] or 'van-2'};{order['order_id']};{row}" for row, order in enumerate(orders, 1)]
    (out / "tours.csv").write_text("\n".join(["vehicle_id;order_id;sequence", *driven]), "utf-8")
    with pytest.raises(SystemExit) as ended:
        main(
            [
                "plan", str(ruled_lists / "orders.csv"), "--vehicles", str(ruled_lists / "vehicles.csv"),
                "--roads", str(roads), "--date", "2026-03-02", "--sequences", str(out / "tours.csv"), "--out", str(out),
            ]
        )  # fmt: skip
    assert ended.value.code == 0
    return out


def tours(folder):
    document = json.loads((folder / "plan.json").read_text("utf-8"))
    return {route["vehicle_id"]: route for route in document["routes"]}


def test_the_lorrys_driver_takes_breaks(ruled_day):
    assert tours(ruled_day)["lorry-1"]["breaks"] != []


def test_a_van_loads_a_second_time(ruled_day):
    assert max(route["trips"] for route in tours(ruled_day).values()) == 2


def test_a_shipment_is_fetched_before_it_is_brought(ruled_day, ruled_lists):
    problem, _ = read_problem(ruled_lists / "orders.csv", ruled_lists / "vehicles.csv", date=date(2026, 3, 2))
    pickup, delivery = (
        next(stop.stop_id for stop in problem.stops if stop.shipment_id and stop.kind == kind)
        for kind in ("pickup", "delivery")
    )
    visits = [[visit["order_id"] for visit in route["visits"]] for route in tours(ruled_day).values()]
    shared = next(line for line in visits if pickup in line)
    assert shared.index(pickup) < shared.index(delivery)


def check(run, plan, lists, roads):
    return run("check", plan, "--orders", lists / "orders.csv", "--vehicles", lists / "vehicles.csv", "--roads", roads)


def test_the_plan_is_verified_from_its_file(run, ruled_day, ruled_lists, roads):
    code, out, _ = check(run, ruled_day / "plan.json", ruled_lists, roads)
    assert code == 0, out


def test_a_break_taken_away_is_found(run, ruled_day, ruled_lists, roads, tmp_path):
    document = json.loads((ruled_day / "plan.json").read_text("utf-8"))
    for route in document["routes"]:
        for visit in route["visits"]:
            visit["leg"]["pause_s"] = 0
    (tmp_path / "plan.json").write_text(json.dumps(document), "utf-8")
    assert check(run, tmp_path / "plan.json", ruled_lists, roads)[0] == 1


def test_given_back_as_tours_it_is_the_same_plan(run_json, ruled_day, ruled_lists, roads, tmp_path):
    again = run_json(
        "plan", ruled_lists / "orders.csv", "--vehicles", ruled_lists / "vehicles.csv", "--roads", roads,
        "--date", "2026-03-02", "--sequences", ruled_day / "plan.csv", "--out", tmp_path / "again",
    )  # fmt: skip
    assert {route["vehicle_id"]: route for route in again["routes"]} == tours(ruled_day)


def test_a_day_too_small_for_the_rules_says_so():
    import pandas as pd

    from data.samples import SampleDay, with_rules

    one = pd.DataFrame({"order_id": ["1"], "vehicle_id": ["1"]})
    small = SampleDay(orders=one, vehicles=one, customers=one)
    with pytest.raises(InputError, match="10 / 2"):
        with_rules(small)


def test_a_late_stop_is_named_with_what_makes_it_late(run, ruled_day, ruled_lists, roads, tmp_path):
    _, said, _ = run(
        "plan", ruled_lists / "orders.csv", "--vehicles", ruled_lists / "vehicles.csv", "--roads", roads,
        "--date", "2026-03-02", "--sequences", ruled_day / "plan.json", "--out", tmp_path,
    )  # fmt: skip
    late = [visit for route in tours(tmp_path).values() for visit in route["visits"] if visit["reasons"]]
    assert late
    assert all(f"min late: {visit['order_id']} " in said for visit in late)
