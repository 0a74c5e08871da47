"""Profiles as roads know them; what they are stands in :mod:`routing.profiles`, which needs no roads."""

from routing.profiles import PROFILES, Profile, profiles_named

__all__ = ["PROFILES", "Profile", "profiles_named"]
