"""Real towns from end to end: extract, roads, orders at real addresses, plan, check, map."""

import pytest


@pytest.mark.parametrize("name", ["kaiserslautern.osm.gz", "liechtenstein.osm.pbf"])
def test_a_real_town_is_planned_checked_and_drawn(run, run_json, real_town, tmp_path, name):
    extract = real_town(name)
    roads, lists, out = tmp_path / "town.roads", tmp_path / "lists", tmp_path / "out"
    run("roads", "build", extract, "-o", roads)
    run("sample", "day", "--roads", roads, "--stops", 150, "--tours", 8, "--date", "2026-03-02", "--out", lists)
    given = ["--vehicles", lists / "vehicles.csv", "--roads", roads]
    document = run_json(
        "plan", lists / "orders.csv", *given, "--date", "2026-03-02", "--work-limit", 5, "--time-limit", 60,
        "--out", out,
    )  # fmt: skip
    code, said, _ = run("check", out / "plan.json", "--orders", lists / "orders.csv", *given)
    assert (code, said.strip()) == (0, "The plan keeps all rules.")
    assert sum(len(route["visits"]) for route in document["routes"]) + len(document["unassigned"]) == 150
    assert (out / "map.html").stat().st_size > 100_000
