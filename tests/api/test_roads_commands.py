"""`termintreu roads`: an area cut out, figures in two languages, a map."""

import json

import pytest

TOWN = (
    "<osm version='0.6'><node id='1' lat='49.44' lon='7.76'/><node id='2' lat='49.44' lon='7.77'/>"
    "<node id='3' lat='49.44' lon='7.86'/><node id='4' lat='49.44' lon='7.87'/>"
    "<way id='1'><nd ref='1'/><nd ref='2'/><tag k='highway' v='residential'/></way>"
    "<way id='2'><nd ref='3'/><nd ref='4'/><tag k='highway' v='track'/></way></osm>"
)


@pytest.fixture
def extract(tmp_path):
    path = tmp_path / "town.osm"
    path.write_text(TOWN)
    return path


@pytest.mark.parametrize(
    "words", [("--around", "7.76,49.44", "--km", "2"), ("--bbox", "7.75,49.4,7.78,49.5"), ("--area", "area.geojson")]
)
def test_a_part_of_an_extract_is_built(extract, tmp_path, run_json, words):
    ring = [[7.75, 49.4], [7.78, 49.4], [7.78, 49.5], [7.75, 49.5], [7.75, 49.4]]
    area = tmp_path / "area.geojson"
    area.write_text(json.dumps({"type": "Polygon", "coordinates": [ring]}))
    given = [str(area) if word == area.name else word for word in words]
    built = run_json("roads", "build", extract, *given)
    assert (built["edges"], built["km_by_class"]["track"]) == (1, 0)


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("--around", "7.76,49.44"), "exactly one of these is needed"),
        (("--km", "3"), "exactly one of these is needed"),
        (("--bbox", "7,49,8,50", "--around", "7.76,49.44", "--km", "2"), "exactly one of these is needed"),
        (("--around", "7,76 49,44", "--km", "2"), "LON,LAT"),
        (("--around", "Kaiserslautern", "--km", "2"), "LON,LAT"),
        (("--bbox", "7,49,8"), "W,S,E,N"),
        (("--around", "49.44,7.76", "--km", "2"), "swapped"),
        (("--around", "7.76,49.44", "--km", "9000"), "no sensible radius"),
        (("--area", "gone.geojson"), "gone.geojson"),
    ],
)
def test_areas_that_are_none_are_named_and_nothing_is_written(extract, run, words, named):
    code, _, err = run("roads", "build", extract, *words)
    assert code == 2
    assert named in err
    assert [path.name for path in extract.parent.iterdir()] == [extract.name]


@pytest.mark.parametrize(("language", "said"), [("de", "Wohnstraße"), ("en", "Residential street")])
def test_the_figures_are_told_in_both_languages(extract, run, language, said):
    code, out, _ = run("roads", "info", extract, "--lang", language)
    assert code == 0
    assert said in out


def test_the_map_is_one_file(extract, run, tmp_path):
    code, _, _ = run("roads", "info", extract, "--map", tmp_path / "map.html")
    assert code == 0
    assert "drawRoads" in (tmp_path / "map.html").read_text("utf-8")


def test_keys_for_scripts_stay_as_they_are(extract, run_json):
    """Without regard to the language."""
    figures = run_json("roads", "info", extract)
    assert {"km", "km_by_class", "share_with_maxspeed", "restrictions", "outside_main", "version"} <= set(figures)
