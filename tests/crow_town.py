"""A made-up town whose roads run as the crow flies."""

from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
import pandas as pd

from routing.matrix import Matrix
from routing.roads import Address
from routing.traffic import ROAD_CLASSES

ZONES = 9


@dataclass(frozen=True)
class CrowEngine:
    """Drives straight on: main roads for two thirds of the way, residential ones for the rest."""

    network: SimpleNamespace
    zones: int = ZONES

    def snap(self, places, profile, _max_distance_m=250):
        return SimpleNamespace(profile=profile, places=tuple(places), at=places, walk_m=np.zeros(len(places)))

    def matrix(self, snaps, profile, traffic, *, with_classes=False, **_progress):
        at = np.radians([(place.lat, place.lon) for place in snaps.at.values()])
        north = (at[:, None, 0] - at[None, :, 0]) * 6_371_000
        east = (at[:, None, 1] - at[None, :, 1]) * 6_371_000 * np.cos(at[0, 0])
        metres = np.rint(np.hypot(north, east) * 1.3).astype(np.int32)
        free_s = metres / (25 / 3.6) + 30 * (metres > 0)
        classes = np.zeros((*metres.shape, len(ROAD_CLASSES) * ZONES), np.float32)
        zone = (np.argsort(np.argsort(at[:, 1])) * ZONES) // len(at)
        for name, share in (("secondary", 2 / 3), ("residential", 1 / 3)):
            column = ROAD_CLASSES.index(name) * ZONES
            np.put_along_axis(
                classes, np.broadcast_to(column + zone, metres.shape)[:, :, None], (share * free_s)[:, :, None], axis=2
            )
        factors = np.repeat(traffic.table, ZONES, axis=0)
        seconds = np.rint(np.moveaxis(classes @ factors, 2, 0)).astype(np.int32)
        return Matrix(
            places=snaps.places,
            slots=traffic.slots,
            seconds=seconds,
            metres=np.repeat(metres[None], len(traffic.slots), axis=0),
            profile=profile,
            classes=classes if with_classes else None,
        )


def crow_town():
    """Return an engine for a town of 200 addresses."""
    draw = np.random.default_rng(7)
    addresses = [
        Address(
            lon=7.77 + draw.normal(0, 0.02),
            lat=49.44 + draw.normal(0, 0.01),
            street="Ährenweg",
            house_number=str(number),
            postcode="67655",
            city="Kaiserslautern",
        )
        for number in range(200)
    ]
    return CrowEngine(SimpleNamespace(addresses=pd.DataFrame(addresses)))
