"""Download a place's roads by name: the only part that asks the internet, and only when told to.

osmnx finds the outline of the place. The roads then come as an ordinary
OpenStreetMap file and are read like any extract: an osmnx graph carries
neither turn restrictions nor house numbers, barriers and time rules, and a
network without them is not legally true.
"""

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from routing.errors import NetworkError, NotFoundError, RoadsError
from routing.progress import Say, silent
from routing.roads.network import RoadNetwork
from routing.roads.reading.areas import Area
from routing.roads.reading.extract import read_extract

if TYPE_CHECKING:
    from shapely import MultiPolygon, Polygon

_QUERY = """[out:xml][timeout:{seconds}][bbox:{south:.6f},{west:.6f},{north:.6f},{east:.6f}];
(way["highway"]; way["addr:housenumber"]; way["boundary"="low_emission_zone"];)->.ways;
rel["boundary"="low_emission_zone"]->.zones;
(
  node["addr:housenumber"];
  .ways; .ways >;
  .zones; .zones >;
  rel(bw.ways)["type"~"^restriction"];
);
out body;
"""
"""``>`` takes all nodes of a way, also those beyond the bounds; nodes, ways and relations come in this order."""

_SECONDS = 180
"""How long Overpass may work, and how long we wait for a sign of life."""

_CHUNK = 1 << 20


def fetch_place(
    place: str, *, overpass_url: str | None = None, geocoder_url: str | None = None, progress: Say = silent
) -> RoadNetwork:
    """Return roads, turn restrictions and addresses of a place that OpenStreetMap knows by name.

    Parameters
    ----------
    place
        E.g. ``Kaiserslautern, Deutschland``.
    overpass_url, geocoder_url
        Own Overpass and Nominatim services; the public ones unless given.

    Raises
    ------
    NotFoundError
        If no such place, or no roads in it, are known.
    NetworkError
        If a service does not answer, or breaks off.
    """
    import osmnx  # noqa: PLC0415 - slow to import, used here only
    import requests  # noqa: PLC0415 - as above

    settings = osmnx.settings
    try:
        area = Area(_outline(place, geocoder_url), place)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "place.osm"
            _download(area, overpass_url or settings.overpass_url, path, progress)
            return replace(read_extract(path, area=area, progress=progress), source=place)
    except RoadsError as error:
        code = error.findings[0].code
        if code in ("area_without_roads", "area_outside_extract", "extract_without_roads"):
            raise NotFoundError.of("place_unknown", value=place) from error
        raise NetworkError.of("fetch_failed", value=place, detail=error.findings[0].detail or code) from error
    except requests.exceptions.RequestException as error:
        raise NetworkError.of("fetch_failed", value=place, detail=type(error).__name__) from error


def _outline(place: str, geocoder_url: str | None) -> "Polygon | MultiPolygon":
    """Return the outline of a place."""
    import osmnx  # noqa: PLC0415 - as above
    import requests  # noqa: PLC0415 - as above
    from osmnx._errors import InsufficientResponseError, ResponseStatusCodeError  # noqa: PLC0415 - as above

    settings = osmnx.settings
    before = settings.use_cache, settings.nominatim_url
    try:
        settings.use_cache = False  # nothing is written beside the file asked for
        settings.nominatim_url = geocoder_url or settings.nominatim_url
        found: Polygon | MultiPolygon = osmnx.geocode_to_gdf(place).union_all()
    except (TypeError, InsufficientResponseError) as error:  # the first is osmnx's way to say: a point, no area
        raise NotFoundError.of("place_unknown", value=place) from error
    except ResponseStatusCodeError as error:
        raise requests.exceptions.ConnectionError(str(error)) from error
    finally:
        settings.use_cache, settings.nominatim_url = before
    return found


def _download(area: Area, url: str, path: Path, progress: Say) -> None:
    """Write what Overpass knows of the bounds of an area to a file.

    Raises
    ------
    NetworkError
        If Overpass refuses.
    """
    import osmnx  # noqa: PLC0415 - as above
    import requests  # noqa: PLC0415 - as above

    west, south, east, north = area.bounds
    query = _QUERY.format(seconds=_SECONDS, west=west, south=south, east=east, north=north)
    kept = {"headers": {"User-Agent": osmnx.settings.http_user_agent}, "stream": True, **osmnx.settings.requests_kwargs}
    asked = requests.post(f"{url.rstrip('/')}/interpreter", data={"data": query}, timeout=_SECONDS, **kept)
    loaded = 0
    with asked as answer, path.open("wb") as file:
        if not answer.ok:
            raise NetworkError.of("fetch_failed", value=area.said, detail=f"HTTP {answer.status_code}")
        for chunk in answer.iter_content(_CHUNK):
            file.write(chunk)
            loaded += len(chunk)
            progress(f"{loaded / _CHUNK:.0f} MB")
