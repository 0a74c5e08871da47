"""Which turn restrictions bind a vehicle."""

from routing.profiles import Profile
from routing.roads.law.conditions import understands
from routing.roads.law.tags import Tags


def restriction_kind(profile: Profile, tags: Tags) -> str | None:
    """Return the kind of a turn restriction, such as ``no_left_turn``, that binds the vehicle, None if it is spared.

    The rule of its most special mode counts, be it ``none``. ``tags`` are plain ones.
    """
    spared = {part.strip() for part in tags.get("except", "").split(";")}
    if spared & set(profile.modes):
        return None
    for key in (*(f"restriction:{mode}" for mode in reversed(profile.modes)), "restriction"):
        value = tags.get(key, "")
        if understands("restriction", value):
            return None if value == "none" else value
    return None
