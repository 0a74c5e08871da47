"""The HTTP interface, version 1: a file a resource; each has a ``router``."""

from importlib import import_module

from fastapi import APIRouter

RESOURCES: tuple[str, ...] = (
    "depots",
    "roads",
    "vehicles",
    "imports",
    "jobs",
    "plans",
    "plan_changes",
    "plan_alternatives",
    "rest_of_day",
    "plan_exports",
    "check",
    "streets",
    "histories",
    "diagnoses",
    "replays",
    "results",
    "result_files",
    "session",
    "api_keys",
    "users",
    "audit",
)
"""Modules of this package, in the order of the documentation."""


def routers() -> list[APIRouter]:
    """Return the router of every resource."""
    return [import_module(f"{__name__}.{name}").router for name in RESOURCES]
