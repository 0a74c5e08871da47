"""The page reads without a script: figures, tours and every stop."""

import re
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest
from map_days import HOUR, plan_of, small_day

import maps
from maps import PlanLayer, plan_map
from maps.wording import _DELAY_WORDS, _WORDS, minutes_late, windows, words
from routing.model import Shift, Vehicle
from routing.numbers import decimal, per_cent

ROOT = Path(maps.__file__).parent


def text_of(*layers, **options):
    """Return the page's words, tags taken out and spaces joined."""
    out = BytesIO()
    plan_map(layers, **({"title": "Town"} | options)).save(out, close_file=False)
    page = re.sub(r"<(script|style)\b.*?</\1>", " ", out.getvalue().decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", page)))


def test_the_heading_shows_late_stops_of_due_stops_and_kilometres(layer):
    assert "By hand 40,0 % 2 von 5 verspätet · 14,0 km · 2 Touren" in text_of(layer)


def test_the_english_heading_uses_english_numbers(layer):
    assert "By hand 40.0% 2 of 5 late · 14.0 km · 2 tours" in text_of(layer, language="en")


def test_two_plans_stand_side_by_side(layer, good_layer):
    text = text_of(layer, good_layer)
    assert text.index("40,0 %") < text.index("0,0 % 0 von 5 verspätet")


def test_what_must_be_said_beside_the_figures_is_said(layer):
    assert "simulierte Aufträge" in text_of(layer, note="simulierte Aufträge")


def test_every_stop_stands_in_the_list_with_its_times(layer):
    text = text_of(layer)
    assert "3 09:00 08:00–08:30 Kunde c Hauptstraße c 30 min spät" in text


def test_a_stop_without_a_tour_stands_in_the_list_with_its_reason(layer):
    assert "Ohne Tour 1 Stopp" in text_of(layer)
    assert "Kunde f Hauptstraße f Spät Steht in keiner Tour." in text_of(layer)


def test_a_tour_shows_stops_kilometres_hours_and_late_ones(layer):
    assert "van 1 3 Stopps · 8,0 km · 08:00–09:35 1 spät" in text_of(layer)


def test_a_plan_without_due_stops_claims_no_rate(problem):
    layer = PlanLayer.of("p", problem, plan_of(problem, {"van 2": ["e"]}))
    free = layer.kpis.model_copy(update={"delay_rate": None, "due_stops": 0, "late_stops": 0})
    assert "p – kein Stopp mit Fensterende" in text_of(PlanLayer(**{**layer.__dict__, "kpis": free}))


def test_straight_lines_are_called_so(problem, late_plan):
    assert "Luftlinien, keine Straßenwege" in text_of(PlanLayer.of("p", problem, late_plan))


def test_a_map_without_streets_says_so(layer):
    assert "keine Kartendaten angegeben" in text_of(layer)


def fleet_page(vans):
    one = small_day()
    fleet = tuple(
        Vehicle(
            vehicle_id=f"v{k}", start_depot="yard", end_depot="yard", shift=Shift(start_s=8 * HOUR, end_s=17 * HOUR)
        )
        for k in range(vans)
    )
    stops = tuple(one.stops[0].model_copy(update={"stop_id": f"s{k}"}) for k in range(vans))
    problem = one.model_copy(update={"vehicles": fleet, "stops": stops})
    problem = type(one).model_validate(problem.model_dump())
    layer = PlanLayer.of("p", problem, plan_of(problem, {f"v{k}": [f"s{k}"] for k in range(vans)}))
    out = BytesIO()
    plan_map([layer], title="T").save(out, close_file=False)
    return out.getvalue().decode()


@pytest.mark.parametrize(("vans", "many"), [(12, False), (13, True)])
def test_from_thirteen_tours_on_only_chosen_ones_are_coloured(vans, many):
    assert ('class="page page--many"' in fleet_page(vans)) is many


def test_colours_repeat_after_the_twelfth_tour():
    assert re.findall(r'class="tour (t\d+)" data-tour="13"', fleet_page(13)) == ["t1"]


def test_every_word_is_there_in_both_languages():
    assert [key for key, both in {**_WORDS, **_DELAY_WORDS}.items() if not all(text.strip() for text in both)] == []
    assert set(words("de")) == set(words("en"))


def words_used(names):
    """Return the words that scripts and templates ask for by name."""
    said = "".join((ROOT / name).read_text("utf-8") for name in names)
    return set(re.findall(r"\bwords\.([a-z_0-9]+)", said))


def test_every_word_that_a_script_or_template_uses_exists_and_none_is_idle():
    scripts = [
        f"static/{path.name}" for path in (ROOT / "static").glob("*.js") if not path.name.startswith(("delay", "roads"))
    ]
    counted = {f"{noun}_{number}" for noun in ("stops", "tours") for number in ("one", "many")}
    assert words_used([*scripts, "templates/plan.html"]) | counted == set(_WORDS)


def test_every_word_of_the_delay_map_exists_and_none_is_idle():
    scripts = [f"static/{path.name}" for path in (ROOT / "static").glob("delay*.js")]
    layers = (ROOT / "delay_layers.py").read_text("utf-8")
    looked_up = set(re.findall(r'words\["([a-z_]+)"\]', layers))
    rows = {"stops", "change", "minutes", "minutes_change"}
    composed = {"grade_measured", "grade_replayed", "grade_simulated", "per_100_late", "per_100_minutes"}
    shared = {"attribution", "close", "fit", "next", "no_streets", "previous", "zoom_in", "zoom_out"}
    used = words_used([*scripts, "templates/delay.html"]) | looked_up | rows | composed
    assert used == set(_DELAY_WORDS) | shared


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (decimal(1234.5, 1, "de"), "1.234,5"),
        (decimal(1234.5, 1, "en"), "1,234.5"),
        (per_cent(0.086, "de"), "8,6\u202f%"),
        (per_cent(0.086, "en"), "8.6%"),
        (per_cent(None, "de"), "–"),
        (minutes_late(59, "de"), "< 1 min"),
        (minutes_late(125, "de"), "2 min"),
        (windows([["2026-03-02T08:00:00+01:00", None]], "2026-03-02", "de"), "ab 08:00"),
        (windows([[None, "2026-03-02T10:00:00+01:00"]], "2026-03-02", "en"), "until 10:00"),
        (
            windows([["2026-03-02T22:00:00+01:00", "2026-03-03T01:00:00+01:00"]], "2026-03-02", "de"),
            "22:00–01:00 (Folgetag)",
        ),
        (windows([], None, "de"), "–"),
    ],
)
def test_numbers_and_times_are_written_as_people_write_them(said, expected):
    assert said == expected
