"""The pages: a file a page; each has a ``router``."""

from importlib import import_module

from fastapi import APIRouter

PAGES: tuple[str, ...] = (
    "sign_in",
    "account",
    "admin",
    "orders",
    "vehicles",
    "results",
    "plan",
    "alternatives",
    "sheets",
    "analysis",
)
"""Modules of this package that serve pages."""


def routers() -> list[APIRouter]:
    """Return the router of every page."""
    return [import_module(f"{__name__}.{name}").router for name in PAGES]
