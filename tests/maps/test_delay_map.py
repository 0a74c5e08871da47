"""The delay map's document and page: what is claimed, what is left open, what must not be told."""

import json
import re
from html import unescape
from io import BytesIO

import numpy as np
import pandas as pd
import pytest
from delay_days import areas, headline, ring, stops, without_interval
from hypothesis import given
from hypothesis import strategies as st

from maps import DELAY_AREA_COLUMNS, DELAY_STOP_COLUMNS, delay_geojson, delay_map, streets_frame
from maps.delay_frames import hidden_rows
from maps.delay_layers import Scale, Value, change_class, rate_class
from routing.errors import InputError

HOSTILE = "</script><img src=x onerror=alert(1)>{{7*7}}"


def document(stops_frame=None, areas_frame=None, **options):
    stops_frame = stops() if stops_frame is None else stops_frame
    return delay_geojson(stops_frame, areas() if areas_frame is None else areas_frame, **options)


def places(**options):
    return {p["id"]: p for f in document(**options)["features"] if (p := f["properties"])["kind"] != "street"}


def page(stops_frame=None, areas_frame=None, **options):
    out = BytesIO()
    stops_frame = stops() if stops_frame is None else stops_frame
    areas_frame = areas() if areas_frame is None else areas_frame
    delay_map(stops_frame, areas_frame, **({"title": "Wo?"} | options)).save(out, close_file=False)
    return out.getvalue().decode()


def words_of(page_text):
    text = re.sub(r"<(script|style)\b.*?</\1>", " ", page_text, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", text)))


def test_a_change_is_said_per_hundred_stops_with_its_interval():
    assert places()["better"]["spans"]["late"] == ["−6,0", "[−8,5 … −3,2]"]


def test_the_card_says_counts_and_the_interval_of_the_change():
    assert places()["better"]["rows"] == [
        ["stops", "200 in 40 Touren"],
        ["manual", "20,0 (10,0 je 100)"],
        ["optimised", "8,0 (4,0 je 100)"],
        ["change", "−12,0 [−17,0 … −6,5]"],
        ["minutes", "300 → 90 min"],
        ["minutes_change", "−210"],
    ]


def test_fewer_and_more_late_stops_have_different_hues():
    looks = {key: places()[key]["looks"]["change-late"]["class"].split("-")[0] for key in ("better", "worse")}
    assert looks == {"better": "fewer", "worse": "more"}


def test_an_interval_that_holds_zero_is_no_difference():
    same = places()["same"]
    assert same["looks"]["change-late"] == {"class": "even", "label": "≈"}
    assert same["said"] == "Der Bereich enthält 0: kein Unterschied gezeigt."


def test_a_change_without_an_interval_is_drawn_pale_and_not_claimed():
    better = places(areas_frame=without_interval(areas()))["better"]
    assert better["looks"]["change-late"]["class"].endswith(" unclaimed")
    assert better["said"] == "Ohne 95-%-Bereich: keine Behauptung."


def test_a_place_with_fewer_than_five_tours_carries_no_figure():
    few = places()["few"]
    assert set(few) == {"kind", "id", "name", "title", "near", "hidden"}
    assert few["hidden"] == "weniger als 5 Touren, nicht gezeigt"


def test_no_figure_of_a_suppressed_area_stands_anywhere_in_the_file():
    drawn = page(areas_frame=areas().assign(tours=[40, 60, 4, 2, 20]))
    told = words_of(drawn) + json.dumps([f["properties"] for f in document()["features"]])
    assert re.findall(r"7[.,]7|6[.,]6|55[.,]5|44[.,]4|25[.,]7|27[.,]7", told) == []


def test_a_single_hidden_area_never_stands_alone():
    """Beside a total its figures could be computed."""
    frame = areas().query("area != 'fewer'")
    hidden = {key for key, place in places(areas_frame=frame).items() if place["hidden"] and place["kind"] == "area"}
    assert hidden == {"few", "worse"}


def test_customers_in_a_hidden_area_are_hidden_too():
    shown = {key for key, place in places().items() if place["kind"] == "customer" and not place["hidden"]}
    assert shown == {"a", "b", "e"}


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 3)), max_size=30), st.integers(1, 8))
def test_no_group_hides_exactly_one_of_several(rows, k_tours):
    tours = [row[0] for row in rows]
    groups = [row[1] for row in rows]
    hidden = hidden_rows(tours, groups, k_tours)
    assert all(hide for count, hide in zip(tours, hidden, strict=True) if count < k_tours)
    for group in set(groups):
        inside = np.array([hide for hide, own in zip(hidden, groups, strict=True) if own == group])
        assert inside.sum() != 1 or len(inside) == 1


def test_a_refused_replay_shows_neither_change_nor_planned_figures():
    refused = document(headline=headline(refused=True, reduction=None, reason="Nein."))
    assert refused["termintreu"]["views"] == ["manual"]
    looks = [set(f["properties"]["looks"]) for f in refused["features"] if "looks" in f["properties"]]
    assert set.union(*looks) == {"manual-late", "manual-minutes"}
    text = page(headline=headline(refused=True, reduction=None, reason="Nein."))
    assert "6,8" not in text
    assert "Keine Schlagzeile Nein." in words_of(text)
    assert "von Hand 9,9 % [9,0–10,8] 592 von 6.000 Stopps spät" in words_of(text)


def test_what_the_headline_may_not_claim_no_place_claims():
    """Too few days: counts stay, intervals and verdicts go."""
    drawn = document(headline=headline(reduction=None, reason="Nur 5 Tage."))
    (better,) = (p for f in drawn["features"] if (p := f["properties"])["id"] == "better")
    assert better["spans"]["late"] == ["−6,0", ""]
    assert better["said"] == "Ohne 95-%-Bereich: keine Behauptung."


def test_a_refused_replay_does_not_tell_by_its_order():
    order = [
        f["properties"]["id"]
        for f in document(headline=headline(refused=True, reason=""))["features"]
        if f["properties"]["kind"] == "area"
    ]
    assert order[:3] == ["better", "same", "worse"]


def test_the_headline_gives_rates_counts_intervals_and_the_reduction_as_a_change():
    text = words_of(page(headline=headline(), note="simulierte Historie"))
    assert "von Hand 9,9 % [9,0–10,8] 592 von 6.000 Stopps spät" in text
    assert "geplant 6,8 % [6,0–7,6] 409 von 6.000 Stopps spät" in text
    assert "Veränderung −31 % [−38 … −22] späte Stopps · 60 Tage" in text
    assert "simulierte Historie" in text


def test_simulated_history_is_said_once():
    text = words_of(page(headline=headline(), note="Simulierte Historie")).lower()
    assert text.count("simulierte historie") == 1


def test_where_every_place_is_hidden_neither_key_nor_heading_promises_figures():
    text = words_of(page(stops(tours=1), areas(tours=1), headline=headline()))
    assert "zuerst die größte Verbesserung" not in text
    assert "95-%-Bereich" not in text
    assert "kein Unterschied gezeigt" not in text


def test_the_english_page_speaks_english_numbers():
    text = words_of(page(headline=headline(), language="en"))
    assert "Change −31% [−38 … −22] late stops · 60 days" in text
    assert "fewer than 5 tours, not shown" in text


def test_the_table_starts_with_the_largest_improvement_and_ends_with_what_is_hidden():
    text = words_of(page())
    positions = [text.index(word) for word in ("better", "same", "worse", "few weniger als 5 Touren")]
    assert positions == sorted(positions)


def test_customer_text_stays_text():
    drawn = page(stops(name=HOSTILE), title=HOSTILE, note=HOSTILE, plans=(HOSTILE, "x"))
    assert "<img" not in drawn
    (text,) = re.findall(r'<script type="application/json" data-delays>(.*?)</script>', drawn, re.DOTALL)
    assert HOSTILE.replace("{{7*7}}", "") in json.loads(text)["termintreu"]["title"]


def test_the_same_input_gives_the_same_file():
    assert page(headline=headline()) == page(headline=headline())


def test_the_only_address_is_the_link_to_openstreetmap():
    markup = re.sub(r"<(script|style)\b.*?</\1>", " ", page(), flags=re.DOTALL)
    assert re.findall(r'(?:src|href)="([^"]*)"', markup) == ["https://www.openstreetmap.org/copyright"]


def test_an_area_without_a_name_is_called_by_its_longest_street():
    middle = ring(0)[0][1] + 0.004
    lines = [("residential", "Kurzgasse", [(7.741, middle), (7.743, middle)])]
    lines += [("residential", "Langgasse", [(7.741, middle), (7.748, middle)])]
    better = places(streets=streets_frame(lines))
    assert (better["better"]["name"], better["better"]["title"]) == ("Langgasse", "Gebiet bei Langgasse")
    assert better["same"]["title"] == "same"


def test_a_frame_without_a_column_is_refused_by_its_name():
    with pytest.raises(InputError) as caught:
        document(stops().drop(columns="visits"), areas().drop(columns="polygon"))
    assert {(f.file, f.column) for f in caught.value.findings} == {("stops", "visits"), ("areas", "polygon")}


def test_all_bad_figures_are_reported_at_once():
    bad = areas()
    bad.loc[0, "manual_late"] = np.nan
    bad.loc[1, "difference_low"] = 99.0
    bad["polygon"] = [*bad["polygon"][:4], ((1.0, 2.0),)]
    with pytest.raises(InputError) as caught:
        document(areas_frame=bad)
    assert {(f.code, f.row, f.column) for f in caught.value.findings} == {
        ("map_figure_unusable", 2, "manual_late"),
        ("map_figure_unusable", 3, "difference_low"),
        ("map_ring_unusable", 6, "polygon"),
    }


def test_a_hidden_row_needs_no_figures():
    """Whoever suppressed them already may leave them out."""
    blank = areas()
    blank.loc[[2, 3], ["manual_late", "optimised_late", "difference_low"]] = np.nan
    assert places(areas_frame=blank)["few"]["hidden"]


def test_a_map_without_areas_shows_customers():
    drawn = page(areas_frame=pd.DataFrame(columns=list(DELAY_AREA_COLUMNS)))
    assert "Kein Gebiet angegeben." in drawn


def test_a_map_without_any_place_is_refused():
    none = pd.DataFrame(columns=list(DELAY_STOP_COLUMNS)), pd.DataFrame(columns=list(DELAY_AREA_COLUMNS))
    with pytest.raises(InputError, match="no place to show"):
        document(*none)


@pytest.mark.parametrize(("change", "expected"), [(-1, "fewer-1"), (-2.5, "fewer-2"), (-9, "fewer-3"), (2.5, "more-2")])
def test_colours_deepen_by_equal_steps_on_both_sides(change, expected):
    value = Value(change, change - 0.5, change + 0.5, 10, 10)
    assert change_class(value, Scale(step=2, rate=5)) == expected


@pytest.mark.parametrize(("rate", "expected"), [(0, "rate-0"), (5.1, "rate-1"), (14, "rate-2"), (90, "rate-3")])
def test_rates_deepen_with_their_size(rate, expected):
    assert rate_class(rate, Scale(step=2, rate=5)) == expected
