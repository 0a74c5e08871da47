"""The vehicles that roads are asked for: what they are, not what roads let them do.

Where one may drive is judged in :mod:`routing.roads.access`, how fast in :mod:`routing.roads.speeds`.
"""

from collections.abc import Iterable, Mapping
from typing import Annotated

from pydantic import Field

from routing.errors import Finding, InputError
from routing.model import Frozen


class Profile(Frozen):
    """What a kind of vehicle may do and needs on the road.

    Parameters
    ----------
    modes
        Access keys that concern it, from general to special; the most special one tagged counts. Lorries
        heed ``motorcar`` too: it is what sign 260, which bars them as well, is tagged as.
    weight_t, height_m, width_m
        Gross weight as rated and outer size with the load, against signed limits.
    top_kmh
        Fastest it drives or may drive anywhere.
    left_s, right_s, u_turn_s, signal_s
        Seconds lost at a junction by a turn in right-hand traffic, by turning round, at a signal.
    """

    name: str
    modes: tuple[str, ...]
    weight_t: Annotated[float, Field(gt=0)]
    height_m: Annotated[float, Field(gt=0)]
    width_m: Annotated[float, Field(gt=0)]
    top_kmh: Annotated[float, Field(gt=0)]
    left_s: Annotated[float, Field(ge=0)] = 5.0
    right_s: Annotated[float, Field(ge=0)] = 3.0
    u_turn_s: Annotated[float, Field(ge=0)] = 20.0
    signal_s: Annotated[float, Field(ge=0)] = 8.0


PROFILES: Mapping[str, Profile] = {
    "van": Profile(
        name="van",
        modes=("access", "vehicle", "motor_vehicle", "motorcar", "goods"),
        weight_t=3.5,
        height_m=2.75,
        width_m=2.1,
        top_kmh=120,
    ),
    "truck_7_5t": Profile(
        name="truck_7_5t",
        modes=("access", "vehicle", "motor_vehicle", "motorcar", "goods", "hgv"),
        weight_t=7.5,
        height_m=3.5,
        width_m=2.5,
        top_kmh=80,
        left_s=7.0,
        right_s=5.0,
        u_turn_s=40.0,
        signal_s=10.0,
    ),
}
"""The profiles by name; sizes are those of a common high-roof van and a common 7.5 t box lorry."""


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
