"""What a manager may take away by any door: page, API, map and files hold no small group, no tour and no vehicle."""

import json
import re
from datetime import UTC, datetime

import delay_days
import pandas as pd
import pytest
import result_days

API = "/api/v1/results"
DOORS = (
    "/results",
    *(f"/results?by={name}" for name in ("hour", "area", "customer_type", "crossed")),
    API,
    *(f"{API}/groups?by={name}" for name in ("hour", "weekday", "area", "customer_type")),
    f"{API}/hours",
    f"{API}/map",
    f"{API}/map.html",
    f"{API}/report.html",
    f"{API}/figures.csv",
)
OF_SMALL_PLACES = re.compile(r"7[.,]7|6[.,]6\d?\b|55[.,]5|44[.,]4|25[.,]7|27[.,]7")
"""Figures of the areas `few` and `fewer` of :mod:`delay_days`, as they stand and per 100 stops."""


@pytest.fixture
def kept(store):
    """Return a function: a depot with a diagnosis and a replay, its settings given."""

    def keep(**settings):
        now = datetime.now(UTC)
        depot = result_days.keep_depot(store, now=now, **settings)
        result_days.keep_diagnosis(store, depot, now=now, frame=result_days.ledger(weeks=8, small_week=3))
        result_days.keep_replay(store, depot, now=now)
        return depot

    return keep


def ask(client, door, depot):
    answer = client.get(
        door, params=dict(pair.split("=") for pair in door.partition("?")[2].split("&") if pair) | {"depot": depot}
    )
    assert answer.status_code == 200, answer.text
    return answer


def without_code(page):
    """Return a page without scripts, styles and drawings: what a reader reads."""
    return re.sub(r"<(script|style|svg)\b.*?</\1>", "", page, flags=re.DOTALL)


@pytest.mark.parametrize("door", DOORS)
def test_no_tour_or_vehicle_leaves_by_a_managers_door(signed_in, kept, door):
    """Not even where the firm lets analysts see tours."""
    text = ask(signed_in("manager"), door, kept(visits_with_tours=True)).text
    assert "secret-tour" not in text
    assert "vehicle_id" not in text
    assert "tour_id" not in text


@pytest.mark.parametrize(
    "door", [f"{API}/groups?by=customer_type", f"{API}/figures.csv", f"{API}/report.html", "/results?by=customer_type"]
)
def test_small_groups_are_named_and_their_counts_are_nowhere(signed_in, kept, door):
    text = ask(signed_in("manager"), door, kept()).text
    lines = [line for line in re.split(r"\n|(?<=})", text) if "clinic" in line or "school" in line]
    assert lines
    for line in lines:
        assert not re.search(r"\b(31|29)\b", line)


def test_the_shown_groups_of_customers_leave_at_least_k_tours_unknown(signed_in, kept):
    """What remains of the total is of two rare types and one that hides them."""
    groups = ask(signed_in("manager"), f"{API}/groups?by=customer_type", kept()).json()["groups"]
    hidden = [group["key"] for group in groups if group["suppressed"]]
    assert sorted(hidden) in (["clinic", "school"], ["clinic", "office", "school"])


@pytest.mark.parametrize("door", [f"{API}/map", f"{API}/map.html", "/results"])
def test_the_map_gives_no_figure_of_a_small_area(signed_in, kept, door):
    answer = ask(signed_in("manager"), door, kept())
    if door.endswith("map"):
        told = json.dumps([item["properties"] for item in answer.json()["features"]])
    else:
        begin = 'id="h-map"' if door == "/results" else "<main"
        told = without_code(answer.text).partition(begin)[2].partition('id="drill"')[0]
        assert "weniger als 5 Touren" in told
    assert not OF_SMALL_PLACES.search(told)


def test_a_single_small_area_is_not_the_only_one_hidden(signed_in, store):
    now = datetime.now(UTC)
    depot = result_days.keep_depot(store, now=now)
    areas = delay_days.areas().query("area != 'fewer'").reset_index(drop=True)
    result_days.keep_replay(store, depot, now=now, areas=areas)
    features = ask(signed_in("manager"), f"{API}/map", depot).json()["features"]
    hidden = {
        f["properties"]["id"] for f in features if f["properties"]["kind"] == "area" and f["properties"]["hidden"]
    }
    assert hidden == {"few", "worse"}


def test_two_small_areas_of_the_same_few_tours_take_a_third_with_them(signed_in, store):
    """Counts add up to six tours; the same four would be what is left of the total."""
    now = datetime.now(UTC)
    depot = result_days.keep_depot(store, now=now)
    served = {"better": 40, "same": 60, "few": 4, "fewer": 2, "worse": 20}
    rows = [
        {"date": "2026-09-01", "manual_tour": f"t{tour}", "area": area, "customer_id": "", "order_id": f"{area}-{tour}"}
        for area, tours in served.items()
        for tour in range(tours)
    ]
    result_days.keep_replay(store, depot, now=now, visits=pd.DataFrame(rows))
    features = ask(signed_in("manager"), f"{API}/map", depot).json()["features"]
    hidden = {
        f["properties"]["id"] for f in features if f["properties"]["kind"] == "area" and f["properties"]["hidden"]
    }
    assert hidden == {"few", "fewer", "worse"}


@pytest.mark.parametrize("door", DOORS)
def test_figures_of_a_simulated_history_say_so_at_every_door(signed_in, kept, door):
    text = ask(signed_in("manager"), door, kept(simulated=True)).text
    assert re.search(r"simulated|simuliert", text, re.IGNORECASE)


@pytest.mark.parametrize("door", [f"{API}/map.html", f"{API}/report.html", f"{API}/figures.csv"])
def test_files_of_a_simulated_history_say_so_in_their_name(signed_in, kept, door):
    answer = ask(signed_in("manager"), door, kept(simulated=True, name="Süd: 1/2"))
    assert re.fullmatch(
        r'attachment; filename="termintreu-[\w-]+-simulated\.(html|csv)"', answer.headers["content-disposition"]
    )


@pytest.mark.parametrize("door", [f"{API}/map.html", f"{API}/report.html"])
def test_a_file_loads_nothing_from_anywhere(signed_in, kept, door):
    text = without_code(ask(signed_in("manager"), door, kept()).text)
    assert not re.search(r"(src|href)=[\"']?(https?:)?//(?!www\.openstreetmap\.org/copyright)", text)


def called(frame, name):
    return frame.assign(customer_type=frame["customer_type"].replace({"shop": name}))


def test_a_group_that_looks_like_a_formula_is_text_in_the_table(signed_in, store):
    now = datetime.now(UTC)
    depot = result_days.keep_depot(store, now=now)
    frame = called(result_days.ledger(), "=1+1")
    result_days.keep_diagnosis(store, depot, now=now, frame=frame)
    assert ",'=1+1," in ask(signed_in("manager"), f"{API}/figures.csv", depot).text


def test_markup_in_a_groups_name_is_text_on_the_page(signed_in, store):
    now = datetime.now(UTC)
    depot = result_days.keep_depot(store, now=now, name="<b>Süd</b>")
    frame = called(result_days.ledger(), "<img src=x>")
    result_days.keep_diagnosis(store, depot, now=now, frame=frame)
    manager = signed_in("manager")
    for door in ("/results?by=customer_type", f"{API}/report.html"):
        assert "<img" not in ask(manager, door, depot).text
        assert "<b>Süd" not in ask(manager, door, depot).text


def test_an_unchanged_map_is_not_sent_again(signed_in, kept):
    manager, depot = signed_in("manager"), kept()
    tag = ask(manager, f"{API}/map", depot).headers["etag"]
    again = manager.get(f"{API}/map", params={"depot": depot}, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
