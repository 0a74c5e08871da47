"""Kinds of files, as the web and the store name them."""

from pathlib import PurePath
from typing import Final

CSV: Final = "text/csv"
GEOJSON: Final = "application/geo+json"
HTML: Final = "text/html"
JSON: Final = "application/json"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

ROADS: Final = "application/x-termintreu-roads"
"""A road network as `termintreu roads build` saves it."""

MATRICES: Final = "application/x-npz"
"""The ways of a day, as arrays."""

BYTES: Final = "application/octet-stream"
"""Anything."""

_OF_ENDING: Final = {
    ".csv": CSV,
    ".html": HTML,
    ".json": JSON,
    ".parquet": "application/vnd.apache.parquet",
    ".xls": "application/vnd.ms-excel",
    ".xlsx": XLSX,
}


def media_type(name: str) -> str:
    """Return the kind of a file by how its name ends."""
    return _OF_ENDING.get(PurePath(name).suffix.lower(), BYTES)
