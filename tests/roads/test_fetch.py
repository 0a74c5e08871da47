"""Downloading a place, against a stand-in for the geocoder and for Overpass on loopback."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote_plus

import osmnx
import pytest

from api.cli import main
from routing.errors import NetworkError, NotFoundError
from routing.roads.reading.fetch import fetch_place

WEST, SOUTH, EAST, NORTH = 7.70, 49.40, 7.80, 49.50
SQUARE = [[WEST, SOUTH], [EAST, SOUTH], [EAST, NORTH], [WEST, NORTH], [WEST, SOUTH]]
PLACE = {
    "place_id": 1,
    "osm_type": "relation",
    "osm_id": 1,
    "lat": "49.45",
    "lon": "7.75",
    "class": "boundary",
    "type": "administrative",
    "place_rank": 16,
    "importance": 0.5,
    "addresstype": "town",
    "name": "Probestadt",
    "display_name": "Probestadt, Deutschland",
    "boundingbox": [str(SOUTH), str(NORTH), str(WEST), str(EAST)],
    "geojson": {"type": "Polygon", "coordinates": [SQUARE]},
}
SUMMIT = PLACE | {"geojson": {"type": "Point", "coordinates": [7.75, 49.45]}}
DRAWING = "a--b--c\n   |\n   d"
STREETS = {
    "ab": "highway=residential & name=Probegasse & maxspeed=30",
    "bc": "highway=residential & access:conditional=no @ (Mo-Fr 08:00-10:00)",
    "bd": "highway=service & name=Hof",
}
RULES = [{"restriction": "no_right_turn", "from": "ab", "via": "b", "to": "bd"}]
HOMES = {"d": "barrier=gate & addr:street=Hof & addr:housenumber=7"}


class StandIn(BaseHTTPRequestHandler):
    """Answers one town and one summit, and nothing for any other name; what Overpass says can be set."""

    said = ""
    status = 200
    asked = ""

    def do_GET(self):
        found = [PLACE] if "Probestadt" in self.path else [SUMMIT] if "Gipfel" in self.path else []
        self.answer(json.dumps(found))

    def do_POST(self):
        kind = type(self)
        kind.asked = unquote_plus(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.answer(kind.said, kind.status)

    def answer(self, document, status=200):
        body = document.encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def services(draw_xml):
    """The stand-in's class for one test, Overpass knowing the drawn town."""
    town = draw_xml(DRAWING, STREETS, nodes=HOMES, restrictions=RULES)
    return type("Services", (StandIn,), {"said": town})


@pytest.fixture
def stand_in(services, monkeypatch):
    monkeypatch.setattr("osmnx._nominatim.time.sleep", lambda _seconds: None)  # a pause for the public service
    server = ThreadingHTTPServer(("127.0.0.1", 0), services)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_place_becomes_a_road_network(stand_in):
    network = fetch_place("Probestadt", overpass_url=stand_in, geocoder_url=stand_in)
    assert {street.name for street in network.streets()} == {"Probegasse", "Hof", ""}
    assert network.source == "Probestadt"


def test_turn_rules_time_rules_barriers_and_house_numbers_come_along(stand_in):
    """Without them the network would not be legally true."""
    network = fetch_place("Probestadt", overpass_url=stand_in, geocoder_url=stand_in)
    assert network.counts["restrictions_read"] == 1
    assert any("access:conditional" in tags for tags in network.tag_sets)
    assert any(tags.get("barrier") == "gate" for tags in network.tag_sets)
    assert [address.house_number for address in network.addresses] == ["7"]


def test_the_question_names_the_bounds_of_the_place(stand_in, services):
    fetch_place("Probestadt", overpass_url=stand_in, geocoder_url=stand_in)
    assert "[bbox:49.400000,7.700000,49.500000,7.800000]" in services.asked
    assert "low_emission_zone" in services.asked


@pytest.mark.parametrize(
    ("said", "status", "named"),
    [
        ("", 429, "HTTP 429"),
        ("<html>Bad gateway</html>", 504, "HTTP 504"),
        ("<html>too busy</html>", 200, "extract_is_page"),
        ("", 200, "extract_empty"),
        ("<?xml version='1.0'?><osm version='0.6'><node id='1'", 200, "no element found|unclosed token"),
        ("<?xml version='1.0'?><osm version='0.6'><remark>runtime error: timed out</remark></osm>", 200, "timed out"),
    ],
)
def test_an_answer_that_is_no_town_is_named_with_the_way_out(stand_in, services, said, status, named):
    services.said, services.status = said, status
    with pytest.raises(NetworkError, match=named) as caught:
        fetch_place("Probestadt", overpass_url=stand_in, geocoder_url=stand_in)
    assert "roads build" in caught.value.text("de")


def test_a_place_without_roads_is_named(stand_in, services):
    services.said = "<?xml version='1.0'?><osm version='0.6'></osm>"
    with pytest.raises(NotFoundError, match="Probestadt"):
        fetch_place("Probestadt", overpass_url=stand_in, geocoder_url=stand_in)


def test_roads_beyond_the_outline_are_left_out(stand_in, services, draw_xml):
    services.said = draw_xml("a--b", {"ab": "highway=residential"}).replace("7.77", "8.77")
    with pytest.raises(NotFoundError):
        fetch_place("Probestadt", overpass_url=stand_in, geocoder_url=stand_in)


def test_the_settings_of_osmnx_are_left_as_they_were(stand_in):
    before = osmnx.settings.use_cache, osmnx.settings.nominatim_url, osmnx.settings.overpass_url
    fetch_place("Probestadt", overpass_url=stand_in, geocoder_url=stand_in)
    assert (osmnx.settings.use_cache, osmnx.settings.nominatim_url, osmnx.settings.overpass_url) == before


def test_a_failed_download_leaves_no_file(stand_in, services, tmp_path):
    services.status = 504
    target = tmp_path / "town.roads"
    words = ["--overpass-url", stand_in, "--geocoder-url", stand_in, "-o", str(target)]
    with pytest.raises(SystemExit) as ended:
        main(["roads", "fetch", "Probestadt", *words])
    assert ended.value.code == NetworkError.exit_code
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("place", ["Nirgendwo", "Gipfel"])
def test_a_place_that_is_unknown_or_no_area_is_named(stand_in, place):
    with pytest.raises(NotFoundError, match=place):
        fetch_place(place, overpass_url=stand_in, geocoder_url=stand_in)


def test_without_a_network_the_error_says_the_way_out():
    """Port 9 on loopback refuses at once."""
    with pytest.raises(NetworkError, match="roads build"):
        fetch_place("Probestadt", overpass_url="http://127.0.0.1:9", geocoder_url="http://127.0.0.1:9")
