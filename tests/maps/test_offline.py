"""The file stands alone: nothing is fetched, nothing a customer is called can break it."""

import hashlib
import json
import re
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import folium
import folium.plugins
import pytest
from map_days import LATE_ORDER, plan_of, small_day

import maps
from maps import PlanLayer, plan_map
from routing.errors import InputError, OutputError

STATIC = Path(maps.__file__).parent / "static"
HOSTILE_FORMAT = "</script><img src=x onerror=alert(1)>'\"&<!--<script>{{{{7*7}}}}\u2028${{7*7}}"
"""Closes a script, loads a picture, opens a comment, and is a template for Jinja and JavaScript."""

HOSTILE = HOSTILE_FORMAT.format()
LOADING = {"src", "srcset", "href", "xlink:href", "data", "poster", "background", "action", "formaction", "style"}


class Reader(HTMLParser):
    """Collects tags, the attributes that load or run something, and the words."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.loads, self.words, self.inside = [], [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.loads += [(tag, name, value) for name, value in attributes if name in LOADING or name.startswith("on")]
        self.inside.append(tag)

    def handle_endtag(self, tag):
        while self.inside and self.inside.pop() != tag:
            pass

    def handle_data(self, data):
        if not {"script", "style"} & set(self.inside):
            self.words.append(data)


def page_of(*layers, streets=None, **options):
    out = BytesIO()
    plan_map(layers, streets, title=options.pop("title", "Town"), **options).save(out, close_file=False)
    return out.getvalue().decode()


def test_the_only_address_in_the_file_is_the_link_to_openstreetmap(layer, town):
    loads = Reader(page_of(layer, streets=town)).loads
    addresses = [load for load in loads if not (load[1] == "href" and load[2].startswith("#mark-"))]
    assert addresses == [("a", "href", "https://www.openstreetmap.org/copyright")]


def test_no_style_fetches_a_picture_or_a_font(layer):
    assert (
        re.findall(
            r"url\((?!#default)[^)]*\)|@import|@font-face",
            "".join(re.findall(r"<style>.*?</style>", page_of(layer), re.DOTALL)),
        )
        == []
    )


def test_our_own_scripts_name_no_address():
    """An XML namespace is a name, not an address."""
    found = {
        path.name: re.findall(
            r"https?://(?!www\.w3\.org/2000/svg)\S+|//cdn|importScripts|sourceMappingURL", path.read_text("utf-8")
        )
        for path in STATIC.glob("*.*s")
    }
    assert {name: hits for name, hits in found.items() if hits} == {}


def test_the_same_input_gives_the_same_file(layer, good_layer, town):
    assert page_of(layer, good_layer, streets=town) == page_of(layer, good_layer, streets=town)


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_page_names_its_language(layer, language):
    assert f'<html lang="{language}">' in page_of(layer, language=language)


def test_hostile_customer_names_stay_text():
    problem = small_day(name=HOSTILE_FORMAT, address=HOSTILE_FORMAT)
    layer = PlanLayer.of(HOSTILE, problem, plan_of(problem, LATE_ORDER))
    reader = Reader(page_of(layer, title=HOSTILE, note=HOSTILE))
    assert "img" not in reader.tags
    assert [load for load in reader.loads if load[1].startswith("on")] == []
    assert " ".join(reader.words).count(HOSTILE) >= 2 * 6 + 3


def test_hostile_names_arrive_unchanged_in_the_document():
    problem = small_day(name=HOSTILE_FORMAT)
    page = page_of(PlanLayer.of("p", problem, plan_of(problem, LATE_ORDER)))
    (text,) = re.findall(r'<script type="application/json" data-plans>(.*?)</script>', page, re.DOTALL)
    assert not set("<>&\u2028") & set(text)
    names = {f["properties"].get("name") for f in json.loads(text)["features"]}
    assert HOSTILE in names


def test_the_openstreetmap_line_stands_in_the_page_itself(layer):
    """It must not depend on a script: paper and readers without one show it too."""
    words = {language: " ".join(Reader(page_of(layer, language=language)).words) for language in ("de", "en")}
    assert "© OpenStreetMap-Mitwirkende" in words["de"]
    assert "© OpenStreetMap contributors" in words["en"]


def test_a_folium_element_can_be_added(layer):
    drawn = plan_map([layer], title="Town")
    folium.CircleMarker([49.44, 7.76], radius=4).add_to(drawn)
    out = BytesIO()
    drawn.save(out, close_file=False)
    assert "L.circleMarker" in out.getvalue().decode()


def test_an_element_that_loads_from_elsewhere_is_refused_by_name(layer, tmp_path):
    drawn = plan_map([layer], title="Town")
    folium.plugins.Fullscreen().add_to(drawn)
    with pytest.raises(InputError) as caught:
        drawn.save(tmp_path / "map.html")
    assert {finding.code for finding in caught.value.findings} == {"map_loads_from_outside"}
    assert list(tmp_path.iterdir()) == []


def test_saving_leaves_one_file_and_nothing_beside_it(layer, tmp_path):
    plan_map([layer], title="Town").save(tmp_path / "map.html")
    assert [path.name for path in tmp_path.iterdir()] == ["map.html"]


def test_a_save_that_fails_leaves_the_old_file(layer, tmp_path, monkeypatch):
    """A disk that fills up must not cost yesterday's map."""
    path = tmp_path / "map.html"
    path.write_text("old")

    def fail(_self, _target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OutputError, match="No space"):
        plan_map([layer], title="Town").save(path)
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("map.html", "old")]


VENDORED = [STATIC / "vendor", STATIC.parents[1] / "api" / "static" / "vendor"]


def vendored(folder):
    return json.loads((folder / "vendor.json").read_text("utf-8"))


@pytest.mark.parametrize("folder", VENDORED, ids=lambda folder: folder.parents[1].name)
def test_vendored_files_are_those_recorded(folder):
    for package in vendored(folder).values():
        for name, recorded in package["files"].items():
            digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()
            assert recorded == f"sha256-{digest}", name


@pytest.mark.parametrize("folder", VENDORED, ids=lambda folder: folder.parents[1].name)
def test_every_vendored_file_is_recorded_with_a_licence(folder):
    recorded = {name for package in vendored(folder).values() for name in (*package["files"], package["licence_file"])}
    present = {str(p.relative_to(folder).as_posix()) for p in folder.rglob("*") if p.is_file()}
    assert present == recorded | {"vendor.json"}


def test_the_file_carries_the_licence_of_what_it_contains(layer):
    """Leaflet's licence asks for its text in every copy."""
    assert "Redistribution and use in source and binary forms" in page_of(layer)
