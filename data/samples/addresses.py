"""Addresses of a road network to which a vehicle can deliver: those a sample may draw from."""

from typing import TYPE_CHECKING

import pandas as pd

from data.samples.customers import ADDRESS_COLUMNS
from routing.model import Location

if TYPE_CHECKING:
    from routing.roads import RoadEngine

_ANY_DISTANCE_M = 10**9


def deliverable_addresses(engine: "RoadEngine", profile: str = "van", *, walk_m: int = 100) -> pd.DataFrame:
    """Return the network's house numbers that lie near a road the vehicle may use.

    Parameters
    ----------
    walk_m
        Longest way on foot from the road, as the crow flies.

    Returns
    -------
    DataFrame
        Columns lon, lat, street, house_number, postcode, city; a row a house number.

    Raises
    ------
    SnapError
        If the network has no usable road at all.
    """
    addresses = pd.DataFrame(engine.network.addresses, columns=list(ADDRESS_COLUMNS))
    places = {
        str(row): Location(lon=lon, lat=lat)
        for row, (lon, lat) in enumerate(zip(addresses["lon"], addresses["lat"], strict=True))
    }
    walks = engine.snap(places, profile, _ANY_DISTANCE_M).walk_m
    return addresses[walks <= walk_m].reset_index(drop=True)
