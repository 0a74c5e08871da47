"""The vehicles that roads are asked for: what they are, not what roads let them do.

Where one may drive is judged in :mod:`routing.roads.law.access`, how fast in
:mod:`routing.roads.law.speeds`. Own profiles come from a file, see
:mod:`routing.profile_file`. Nothing here needs a road network, so that
reading a vehicle list loads none.
"""

from collections.abc import Iterable, Mapping
from typing import Annotated

from pydantic import Field

from routing.errors import Finding, InputError
from routing.model import Frozen

Above0 = Annotated[float, Field(gt=0)]
Seconds = Annotated[float, Field(ge=0)]

CAR_MODES = ("access", "vehicle", "motor_vehicle", "motorcar", "goods")
LORRY_MODES = (*CAR_MODES, "hgv")
BICYCLE_MODES = ("access", "vehicle", "bicycle")


class Profile(Frozen):
    """What a kind of vehicle is and needs on the road.

    Parameters
    ----------
    modes
        Access keys that concern it, from general to special; the most special one tagged counts. Lorries
        heed ``motorcar`` too: it is what sign 260, which bars them as well, is tagged as.
    weight_t, height_m, width_m, length_m
        Gross weight as rated and outer size with the load, against signed limits.
    top_kmh
        Fastest it drives or may drive anywhere.
    rural_kmh
        Fastest it may drive outside built-up areas on other roads than motorways and motor roads, where the
        law sets less than ``top_kmh``.
    emission_badge
        Whether it carries the badge that low-emission zones ask for.
    acceleration_ms2, braking_ms2, cornering_ms2
        How hard it speeds up, brakes and leans into bends, loaded.
    left_kmh, right_kmh
        Pace of a right-angled turn to either side, in right-hand traffic.
    left_s, right_s, give_way_s, u_turn_s, signal_s
        Seconds waited on empty roads at a junction before a turn, for a gap on a road with the right of way, by
        turning round, at a signal; slowing down comes on top, see :mod:`routing.roads.graph.slowing`.
    """

    name: str
    modes: tuple[str, ...]
    weight_t: Above0
    height_m: Above0
    width_m: Above0
    length_m: Above0
    top_kmh: Above0
    rural_kmh: Above0 | None = None
    emission_badge: bool = True
    acceleration_ms2: Above0 = 1.0
    braking_ms2: Above0 = 1.5
    cornering_ms2: Above0 = 2.5
    left_kmh: Above0 = 24.0
    right_kmh: Above0 = 14.5
    left_s: Seconds = 2.0
    right_s: Seconds = 0.5
    give_way_s: Seconds = 3.0
    u_turn_s: Seconds = 20.0
    signal_s: Seconds = 8.0

    @property
    def is_bicycle(self) -> bool:
        """Whether it is a bicycle by law, not a motor vehicle."""
        return "bicycle" in self.modes

    @property
    def is_lorry(self) -> bool:
        """Whether signs for goods vehicles above 3.5 t concern it."""
        return "hgv" in self.modes

    @property
    def gross_weight_kg(self) -> int:
        """Rated gross weight in whole kilograms."""
        return round(self.weight_t * 1000)


PROFILES: Mapping[str, Profile] = {
    "van": Profile(
        name="van",
        modes=CAR_MODES,
        weight_t=3.5,
        height_m=2.75,
        width_m=2.1,
        length_m=6.0,
        top_kmh=120,
    ),
    "truck_7_5t": Profile(
        name="truck_7_5t",
        modes=LORRY_MODES,
        weight_t=7.5,
        height_m=3.5,
        width_m=2.5,
        length_m=8.5,
        top_kmh=80,
        acceleration_ms2=0.7,
        braking_ms2=1.2,
        cornering_ms2=1.8,
        left_kmh=18.0,
        right_kmh=11.0,
        left_s=3.0,
        right_s=1.0,
        give_way_s=4.0,
        u_turn_s=40.0,
        signal_s=10.0,
    ),
    "truck_12t": Profile(
        name="truck_12t",
        modes=LORRY_MODES,
        weight_t=12.0,
        height_m=3.8,
        width_m=2.55,
        length_m=9.5,
        top_kmh=80,
        rural_kmh=60,
        acceleration_ms2=0.6,
        braking_ms2=1.1,
        cornering_ms2=1.6,
        left_kmh=16.0,
        right_kmh=10.0,
        left_s=3.5,
        right_s=1.5,
        give_way_s=4.5,
        u_turn_s=60.0,
        signal_s=11.0,
    ),
    "cargo_bike": Profile(
        name="cargo_bike",
        modes=BICYCLE_MODES,
        weight_t=0.3,
        height_m=1.9,
        width_m=0.9,
        length_m=2.6,
        top_kmh=25,
        acceleration_ms2=0.6,
        left_kmh=15.0,
        left_s=4.0,
        right_s=1.0,
        u_turn_s=8.0,
    ),
}
"""The profiles that come with the program, by name."""


def profiles_named(names: Iterable[str], profiles: Mapping[str, Profile] = PROFILES) -> list[Profile]:
    """Return those of ``profiles`` that have these names.

    Raises
    ------
    InputError
        With every name that none has.
    """
    wanted = list(names)
    known = ", ".join(profiles)
    unknown = [name for name in wanted if name not in profiles]
    if unknown:
        raise InputError([Finding(code="unknown_profile", column="profile", value=n, detail=known) for n in unknown])
    return [profiles[name] for name in wanted]
