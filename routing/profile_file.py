"""A firm's own vehicles: profiles in a small TOML file, each like one that comes with the program.

::

    [profile.sprinter_maxi]
    like = "van"
    height_m = 3.05
    length_m = 7.4

Which file counts is a setting of the process, its environment variable :data:`VARIABLE`: the processes that a
service or a search starts see the same vehicles, and nobody hands a list of profiles through.
"""

import math
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Final, TypeGuard

from routing.errors import Finding, ProfileFileError
from routing.profiles import PROFILES, Profile

VARIABLE: Final = "TERMINTREU_PROFILES"
"""Environment variable that holds the path of the file."""

_WEIGHT_T: Final[Mapping[str, tuple[float, float]]] = {
    "cargo_bike": (0.0, 0.65), "van": (0.0, 3.5), "truck_7_5t": (3.5, 7.5), "truck_12t": (7.5, 44.0),
}  # fmt: skip
"""Gross weight that each is like for: above the first, up to the second. Signs and limits change at these borders.

0.65 t is what DIN EN 17860-4 calls a heavy cargo bike; 44 t is the most in combined transport (StVZO § 34).
"""

_MOTOR: Final[Mapping[str, tuple[float, float]]] = {
    "height_m": (1.0, 4.0), "width_m": (0.8, 2.6), "length_m": (1.5, 18.75), "top_kmh": (6.0, 130.0),
}  # fmt: skip
_LORRY: Final = {**_MOTOR, "top_kmh": (6.0, 80.0)}
_BICYCLE: Final[Mapping[str, tuple[float, float]]] = {
    "height_m": (0.5, 2.5), "width_m": (0.4, 2.0), "length_m": (1.0, 4.0), "top_kmh": (6.0, 25.0),
}  # fmt: skip
"""Least and most: StVZO § 32 (2.6 m wide where cooled; road trains 18.75 m; Abs. 9 for small vehicles), § 63a."""

_FLAG: Final = "emission_badge"
_KEYS: Final = ("like", "weight_t", *_MOTOR, _FLAG)
_MOST_BITS: Final = 64
"""Whole numbers of more bits are not shown: nobody could read them."""

MOST_PROFILES: Final = 100
"""Each vehicle costs seconds and memory wherever roads are looked at."""

_NAME: Final = re.compile(r"[A-Za-z0-9_-]{1,40}", re.ASCII)


def read_profiles(path: Path) -> dict[str, Profile]:
    """Return the profiles of a file by name.

    The weight decides which signs and limits hold, so it must fit the profile
    it is said to be like: a van of 5 t is refused, not turned into a lorry.

    Raises
    ------
    ProfileFileError
        With everything wrong at once: what stands there, and what may.
    """
    document = _document(path)
    given = document.get("profile")
    findings = [_wrong(path, "profile_part_unknown", key) for key in document if key != "profile"]
    if given is None and not findings:
        findings.append(_wrong(path, "profile_file_empty", path.name))
    if given is not None and (not isinstance(given, dict) or not given):
        findings.append(_wrong(path, "profile_file_empty", path.name))
        given = None
    if given is not None and len(given) > MOST_PROFILES:
        raise ProfileFileError(_wrong(path, "profile_file_many", str(len(given)), str(MOST_PROFILES)))
    names: dict[str, str] = {name.casefold(): name for name in PROFILES}
    profiles = {}
    for name, values in (given or {}).items():
        wrong = [*_misnamed(path, name, names), *_misfits(path, name, values)]
        names.setdefault(name.casefold(), name)
        findings += wrong
        if not wrong:
            profiles[name] = _profile(name, values)
    if findings:
        raise ProfileFileError(findings)
    return profiles


def use_profiles(path: Path | None) -> None:
    """Let this process and those it starts know the profiles of a file; without one, those of the environment stay.

    Raises
    ------
    ProfileFileError
        As :func:`read_profiles`.
    """
    _offered.cache_clear()
    if path is None:
        profiles_in_use()
        return
    named = str(path.absolute())
    _offered(named)  # a file that cannot be read is not left to those who come after
    os.environ[VARIABLE] = named


def profiles_in_use() -> Mapping[str, Profile]:
    """Return all profiles by name: those that come with the program, then those of the file, read once.

    Raises
    ------
    ProfileFileError
        As :func:`read_profiles`.
    """
    path = os.environ.get(VARIABLE)
    return _offered(path) if path else PROFILES


@cache
def _offered(path: str) -> Mapping[str, Profile]:
    return {**PROFILES, **read_profiles(Path(path))}


def _document(path: Path) -> dict[str, object]:
    """Return what the file says.

    Raises
    ------
    ProfileFileError
        If it is missing or no TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise ProfileFileError(_wrong(path, "profile_file_missing", str(path))) from error
    except OSError as error:
        raise ProfileFileError(_wrong(path, "profile_file_broken", path.name, error.strerror)) from error
    except UnicodeDecodeError as error:
        raise ProfileFileError(_wrong(path, "profile_file_broken", path.name, "UTF-8")) from error
    except (ValueError, RecursionError) as error:  # beside its own error: too many digits, too deep lists
        raise ProfileFileError(_wrong(path, "profile_file_broken", path.name, str(error))) from error


def _wrong(path: Path, code: str, value: str, detail: str | None = None) -> Finding:
    return Finding(code=code, file=path.name, value=value, detail=detail)


def _misnamed(path: Path, name: str, taken: Mapping[str, str]) -> Iterator[Finding]:
    """Yield what is wrong with a profile's name."""
    if not _NAME.fullmatch(name):
        yield _wrong(path, "profile_name_unusable", name)
    if name.casefold() in taken:
        yield _wrong(path, "profile_name_taken", name, taken[name.casefold()])


def _misfits(path: Path, name: str, values: object) -> Iterator[Finding]:
    """Yield what is wrong with a profile's values."""
    if not isinstance(values, dict):
        yield _wrong(path, "profile_part_unknown", f"profile.{name}")
        return
    for key in values:
        if key not in _KEYS:
            near = get_close_matches(key, _KEYS, n=1)
            yield _wrong(path, "profile_key_unknown", _place(name, key, values), ", ".join(near or _KEYS))
    yield from _like_misfits(path, name, values)
    limits = _limits(values.get("like"))
    for key, (least, most) in limits.items():
        if key not in values:
            continue
        value, place = values[key], _place(name, key, values)
        if not _is_number(value):
            yield _wrong(path, "profile_number_expected", place, f"{key} = {most:g}")
        elif not (least < value <= most if key == "weight_t" else least <= value <= most):
            like = _like_for(values.get("like"), value) if key == "weight_t" else None
            said = f"{least:g} … {most:g}"
            yield _wrong(path, "profile_weight_class" if like else "profile_out_of_range", place, like or said)
    if _FLAG in values and not isinstance(values[_FLAG], bool):
        yield _wrong(path, "profile_flag_expected", _place(name, _FLAG, values))


def _is_number(value: object) -> TypeGuard[int | float]:
    """Tell whether a value is a number that one can reckon with; whole ones may be too large for a float."""
    return (isinstance(value, int) and not isinstance(value, bool)) or (
        isinstance(value, float) and math.isfinite(value)
    )


def _like_misfits(path: Path, name: str, values: Mapping[str, object]) -> Iterator[Finding]:
    """Yield what is wrong with the profile it is said to be like."""
    known = ", ".join(PROFILES)
    like = values.get("like")
    if like is None:
        yield _wrong(path, "profile_like_missing", f"[profile.{name}]", known)
    elif not isinstance(like, str):
        yield _wrong(path, "profile_text_expected", _place(name, "like", values), known)
    elif like not in PROFILES:
        near = get_close_matches(like, PROFILES, n=1)
        yield _wrong(path, "profile_like_unknown", _place(name, "like", values), ", ".join(near) or known)


def _limits(like: object) -> Mapping[str, tuple[float, float]]:
    """Return least and most per key; where it is unknown what it is like, those of any vehicle."""
    if not isinstance(like, str) or like not in PROFILES:
        return {"weight_t": (0.0, 44.0), **{key: (_BICYCLE[key][0], most) for key, (_, most) in _MOTOR.items()}}
    profile = PROFILES[like]
    sizes = _BICYCLE if profile.is_bicycle else _LORRY if profile.is_lorry else _MOTOR
    return {"weight_t": _WEIGHT_T[like], **sizes}


def _like_for(like: object, weight_t: float) -> str | None:
    """Return what a motor vehicle of this weight is like; None if there is none, or no motor."""
    if not isinstance(like, str) or like not in PROFILES or PROFILES[like].is_bicycle:
        return None
    motor = ((name, *limits) for name, limits in _WEIGHT_T.items() if not PROFILES[name].is_bicycle)
    return next((name for name, least, most in motor if least < weight_t <= most), None)


def _place(name: str, key: str, values: Mapping[str, object]) -> str:
    """Return where a value stands and what it is, as in the file."""
    value = values[key]
    if isinstance(value, int) and value.bit_length() > _MOST_BITS:
        return f"[profile.{name}] {key} = …"
    shown = str(value).lower() if isinstance(value, bool) else f'"{value}"' if isinstance(value, str) else str(value)
    return f"[profile.{name}] {key} = {shown}"


def _profile(name: str, values: Mapping[str, object]) -> Profile:
    """Return a profile of faultless values."""
    like = PROFILES[str(values["like"])]
    own = {key: value for key, value in values.items() if key != "like"}
    return Profile.model_validate(like.model_dump() | own | {"name": name})
