"""Download a place's roads by name: the only part that asks the internet, and only when told to."""

from typing import TYPE_CHECKING

from routing.errors import NetworkError, NotFoundError
from routing.roads.network import RoadNetwork

if TYPE_CHECKING:
    from shapely import MultiPolygon, Polygon


def fetch_place(place: str, *, overpass_url: str | None = None, geocoder_url: str | None = None) -> RoadNetwork:
    """Return the drivable roads of a place that OpenStreetMap knows by name.

    Parameters
    ----------
    place
        E.g. ``Kaiserslautern, Deutschland``.
    overpass_url, geocoder_url
        Own Overpass and Nominatim services; the public ones unless given.

    Returns
    -------
    RoadNetwork
        Without turn restrictions and addresses, which do not come this way.

    Raises
    ------
    NotFoundError
        If no such place, or no roads in it, are known.
    NetworkError
        If a service does not answer.
    """
    import osmnx  # noqa: PLC0415 - slow to import, used here only
    import requests  # noqa: PLC0415 - as above
    from osmnx._errors import InsufficientResponseError, ResponseStatusCodeError  # noqa: PLC0415 - as above

    settings = osmnx.settings
    before = {name: getattr(settings, name) for name in _OWN}
    try:
        settings.use_cache = False  # nothing is written beside the file asked for
        if overpass_url is not None:
            settings.overpass_url, settings.overpass_rate_limit, settings.doh_url_template = overpass_url, False, None
        if geocoder_url is not None:
            settings.nominatim_url = geocoder_url
        settings.useful_tags_way = [*settings.useful_tags_way, *_TAGS]
        graph = osmnx.graph_from_polygon(_area(place), custom_filter='["highway"]', simplify=False, retain_all=True)
    except InsufficientResponseError as error:
        raise NotFoundError.of("place_unknown", value=place) from error
    except (requests.exceptions.RequestException, ResponseStatusCodeError) as error:
        raise NetworkError.of("fetch_failed", value=place, detail=type(error).__name__) from error
    finally:
        for name, value in before.items():
            setattr(settings, name, value)
    return RoadNetwork.from_osmnx(graph)


def _area(place: str) -> "Polygon | MultiPolygon":
    """Return the outline of a place."""
    import osmnx  # noqa: PLC0415 - as above

    try:
        found: Polygon | MultiPolygon = osmnx.geocode_to_gdf(place).union_all()
    except TypeError as error:  # osmnx's way to say that the place is a point, not an area
        raise NotFoundError.of("place_unknown", value=place) from error
    return found


_OWN = (
    "use_cache",
    "overpass_url",
    "overpass_rate_limit",
    "doh_url_template",
    "nominatim_url",
    "useful_tags_way",
)
_TAGS = (
    "hgv",
    "goods",
    "vehicle",
    "motor_vehicle",
    "motorcar",
    "maxweight",
    "maxheight",
    "zone:maxspeed",
    "source:maxspeed",
    "maxspeed:type",
    "zone:traffic",
)
