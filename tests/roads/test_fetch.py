"""Downloading a place, against a stand-in for the geocoder and for Overpass on loopback."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from routing.errors import NetworkError, NotFoundError
from routing.roads.fetch import fetch_place

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
NODES = [{"type": "node", "id": k, "lat": 49.44 + k / 1000, "lon": 7.75} for k in range(1, 5)]
WAY = {
    "type": "way",
    "id": 9,
    "nodes": [1, 2, 3, 4],
    "tags": {"highway": "residential", "name": "Probegasse", "maxspeed": "30"},
}


class StandIn(BaseHTTPRequestHandler):
    """Answers one town and one summit, and nothing for any other name."""

    def do_GET(self):
        self.answer([PLACE] if "Probestadt" in self.path else [SUMMIT] if "Gipfel" in self.path else [])

    def do_POST(self):
        self.answer({"version": 0.6, "elements": [*NODES, WAY]})

    def answer(self, document):
        body = json.dumps(document).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def stand_in():
    server = ThreadingHTTPServer(("127.0.0.1", 0), StandIn)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_place_becomes_a_road_network(stand_in):
    network = fetch_place("Probestadt", overpass_url=stand_in, geocoder_url=stand_in)
    assert {street.name for street in network.streets()} == {"Probegasse"}


@pytest.mark.parametrize("place", ["Nirgendwo", "Gipfel"])
def test_a_place_that_is_unknown_or_no_area_is_named(stand_in, place):
    with pytest.raises(NotFoundError, match=place):
        fetch_place(place, overpass_url=stand_in, geocoder_url=stand_in)


def test_without_a_network_the_error_says_the_way_out():
    """Port 9 on loopback refuses at once."""
    with pytest.raises(NetworkError, match="roads build"):
        fetch_place("Probestadt", overpass_url="http://127.0.0.1:9", geocoder_url="http://127.0.0.1:9")
