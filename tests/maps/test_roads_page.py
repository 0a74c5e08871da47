"""The map of a road network: what its document and its page say."""

import json
import re
from pathlib import Path

import pandas as pd
import pytest
import shapely

from maps import ROAD_COLUMNS, RULE_COLUMNS, roads_map
from maps.roads_limits import binding, spoken
from maps.roads_page import VIEWS, roads_geojson
from maps.roads_verdict import verdict_of
from maps.roads_words import _ROWS, CLASSES, figure_groups, roads_words
from routing.errors import InputError
from routing.roads.statistics import MET, describe
from routing.traffic import ROAD_CLASSES

FIGURES = {
    "source": "town.osm.pbf",
    "version": 2,
    "bounds": [7.7, 49.4, 7.8, 49.5],
    "km": 12.34,
    "km_by_class": {"primary": 2.0, "track": 0.0},
    "share_with_maxspeed": 0.066,
    "restrictions": 3,
    "restrictions_read": 2,
    "restrictions_skipped": {"incomplete": 1},
    "conditional_rules": {"read": 4, "weather": 1},
    "outside_main": {"van": 0.01, "my_van": None},
    "nodes_missing": 5,
}


def road(x, *, road_class="residential", name="", without=True, outside="", closed="", limits="", zone=False):
    line = shapely.LineString([(7.7 + x / 1000, 49.4), (7.7 + (x + 1) / 1000, 49.4)])
    return (road_class, name, without, outside, closed, limits, zone, line)


def frames(*roads, rules=()):
    return pd.DataFrame(roads, columns=list(ROAD_COLUMNS)), pd.DataFrame(rules, columns=list(RULE_COLUMNS))


def document(*roads, rules=(), language="de"):
    return roads_geojson(*frames(*roads, rules=rules), FIGURES, title="Netz", language=language)


def kinds(doc, kind):
    return [feature["properties"] for feature in doc["features"] if feature["properties"]["kind"] == kind]


def test_equal_pieces_become_one_street():
    (street,) = document(road(0, name="Gasse"), road(1, name="Gasse"))["features"]
    assert len(street["geometry"]["coordinates"]) == 1
    assert street["properties"]["name"] == "Gasse"


def test_pieces_that_differ_in_health_stay_apart():
    streets = kinds(document(road(0), road(1, without=False), road(2, outside="van cargo_bike")), "street")
    assert sorted((street["without_limit"], tuple(street["outside"])) for street in streets) == [
        (False, ()),
        (True, ()),
        (True, ("van", "cargo_bike")),
    ]


def test_low_emission_zones_have_a_view_only_where_there_are_any():
    views = [document(road(0, zone=zone))["termintreu"]["views"] for zone in (True, False)]
    assert ["zones" in shown for shown in views] == [True, False]


def test_important_roads_lie_above_the_others():
    doc = document(road(0, road_class="motorway"), road(1, road_class="track"), road(2, road_class="primary"))
    assert [street["road_class"] for street in kinds(doc, "street")] == ["track", "primary", "motorway"]


def test_rules_say_what_they_forbid_and_why_they_were_left_out():
    rules = [
        (7.7, 49.4, "no_left_turn", 0, False),
        (7.7, 49.4, "incomplete", 77, True),
        (7.7, 49.4, "no_swim", 0, False),
    ]
    said = [(rule["text"], rule["osm_id"], rule["left_out"]) for rule in kinds(document(road(0), rules=rules), "rule")]
    assert said == [("links abbiegen verboten", 0, False), ("eine Angabe fehlt", 77, True), ("no_swim", 0, False)]


def test_every_road_class_has_its_word():
    assert set(CLASSES) == set(ROAD_CLASSES)


def test_every_word_of_the_page_exists_and_none_is_idle():
    maps = Path(__file__).parents[2] / "maps"
    files = [*(maps / "static").glob("roads*.js"), maps / "templates" / "roads.html"]
    said = "\n".join(path.read_text("utf-8") for path in files)
    used = set(re.findall(r"\bwords\.([a-z_]+)", said)) | set(VIEWS)
    assert used == set(roads_words("de"))


def test_figures_are_written_as_the_language_does():
    german, english = (
        {label: value for group in figure_groups(FIGURES, one) for label, value in group.rows} for one in ("de", "en")
    )
    assert german["Straßen, km"] == "12,3"
    assert english["Roads, km"] == "12.3"
    assert german["Länge, Grad Ost"] == "7,70 bis 7,80"
    assert german["my_van"] == "–"


def test_what_the_import_did_not_meet_has_no_row_but_is_said():
    said = [group.rows for bad in (5, 0) for group in figure_groups(FIGURES | {"nodes_missing": bad}, "en")[-1:]]
    assert said == [(("Missing nodes (road cut there)", "5"),), (("Nothing met", "–"),)]


def test_everything_an_import_meets_has_its_words():
    assert set(MET) <= set(_ROWS)


def test_limits_are_said_in_words_and_units():
    assert spoken("maxheight=3.5, maxweight:forward=7.5 t", "de") == "Höhe 3,5 m, Gewicht 7,5 t (forward)"
    assert spoken("maxheight=12'6\", maxstay=2 h", "en") == "height 12'6\", maxstay=2 h"


def test_signs_that_limit_nothing_are_no_limits():
    assert binding("maxheight=default, maxweight=none, maxwidth=2") == "maxwidth=2"


def test_a_street_closed_to_a_vehicle_says_so():
    (street,) = kinds(document(road(0, closed="truck_12t")), "street")
    assert street["closed"] == ["truck_12t"]


@pytest.mark.parametrize(("share", "lead"), [(0.01, "holds together for all"), (0.05, "gaps for: Van"), (None, "gaps")])
def test_a_network_with_gaps_is_told_from_one_that_holds_together(share, lead):
    assert lead in verdict_of({"outside_main": {"van": share}}, "en").lead


def test_the_verdict_says_what_is_reached_which_rules_hold_and_whose_limits():
    figures = FIGURES | {"outside_main": {"van": 0.004}}
    assert verdict_of(figures, "de").reasons == (
        "Von den erlaubten Kilometern hin und zurück erreichbar: Transporter\u00a099,6\u202f%.",
        "Abbiegeregeln: 2 von 3 gelten, 1 nicht nutzbar.",
        "6,6\u202f% der Kilometer haben ein eingetragenes Tempolimit, sonst gilt der Regelwert der Klasse.",
    )


def test_an_extract_that_ends_too_soon_names_the_way_out():
    assert any("larger extract" in text for text in verdict_of({"outside_main": {"van": 0.03}}, "en").reasons)


def test_of_a_network_of_unknown_health_nothing_is_claimed():
    assert verdict_of({}, "en") == ("", ())


def test_classes_without_a_road_have_no_row():
    (group,) = [group for group in figure_groups(FIGURES, "en") if group.title == "Kilometres by class"]
    assert group.rows == (("Primary road", "2.0"),)


def test_every_figure_of_a_network_has_its_words(draw_figures):
    labels = [label for group in figure_groups(draw_figures, "de") for label, _ in group.rows]
    assert [label for label in labels if "_" in label] == []


@pytest.fixture
def draw_figures(tmp_path):
    """The figures of a network with something of everything."""
    from routing.roads import read_extract

    path = tmp_path / "town.osm"
    path.write_text(
        "<osm version='0.6'><node id='1' lat='49.4' lon='7.7'/><node id='2' lat='49.4' lon='7.71'/>"
        "<way id='1'><nd ref='1'/><nd ref='2'/><tag k='highway' v='residential'/>"
        "<tag k='access:conditional' v='no @ snow'/><tag k='maxheight' v='3'/></way>"
        "<relation id='7'><tag k='type' v='restriction'/><tag k='restriction' v='no_u_turn'/></relation></osm>"
    )
    return describe(read_extract(path))


def test_the_file_holds_the_whole_page_and_loads_nothing(tmp_path):
    path = tmp_path / "roads.html"
    roads_map(*frames(road(0, name="<b>{{ 7 * 7 }}</b>")), FIGURES, title="<Netz>", language="en").save(path)
    page = path.read_text("utf-8")
    assert "<b>{{" not in page
    assert "&lt;Netz&gt;" in page
    assert 'src="' not in page


def test_rules_that_can_not_be_used_stand_in_the_list(tmp_path):
    path = tmp_path / "roads.html"
    roads_map(*frames(road(0), rules=[(7.7, 49.4, "incomplete", 77, True)]), FIGURES, title="Netz").save(path)
    assert "OSM-Relation 77" in path.read_text("utf-8")


def test_a_frame_without_its_columns_is_named():
    roads, rules = frames(road(0))
    with pytest.raises(InputError, match="limits"):
        roads_geojson(roads.drop(columns="limits"), rules, FIGURES, title="", language="en")


def test_no_road_at_all_is_an_error():
    with pytest.raises(InputError):
        document()


def test_the_document_is_json():
    json.dumps(document(road(0), rules=[(7.7, 49.4, "no_left_turn", 0, False)]), allow_nan=False)
