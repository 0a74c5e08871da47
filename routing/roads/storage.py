"""One file that holds a network: a zip of the arrays' bytes and a JSON document that says what they are.

Nothing in it is executable, and the zip's checksums guard every part.
"""

import json
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from routing.errors import RoadsError
from routing.files import replacing

FORMAT = "termintreu-roads"
VERSION = 3
"""Raised whenever the meaning of an array changes; older files must be built again."""

_UNREADABLE = (
    OSError, ValueError, KeyError, TypeError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error, struct.error,
)  # fmt: skip
"""What reading a damaged zip and its JSON document raises."""

_META = "meta"


def encode_json(value: object) -> bytes:
    """Return a value as canonical UTF-8 JSON."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def damaged(path: Path) -> RoadsError:
    """Return the error for a file that is no (complete) road network."""
    return RoadsError.of("roads_file_damaged", file=str(path), value=path.name)


def write(path: Path, arrays: Mapping[str, NDArray[np.generic]], meta: Mapping[str, object]) -> None:
    """Write arrays and meta data; a file that stood at ``path`` is replaced only when the new one is complete.

    Raises
    ------
    OutputError
        If the file can't be written.
    """
    shapes = {name: [array.dtype.str, *array.shape] for name, array in arrays.items()}
    document = encode_json({"format": FORMAT, "version": VERSION, "arrays": shapes, **meta})
    with replacing(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as parts:
        parts.writestr(_META, document)
        for name, array in arrays.items():
            parts.writestr(name, np.ascontiguousarray(array).data)


def read(path: Path, wanted: Iterable[str]) -> tuple[dict[str, NDArray[np.generic]], dict[str, Any]]:
    """Read arrays and meta data.

    Raises
    ------
    RoadsError
        If the file is missing, damaged, something else, or of another version.
    """
    if not path.exists():
        raise RoadsError.of("roads_file_missing", file=str(path), value=path.name)
    try:
        with zipfile.ZipFile(path) as parts:
            meta = json.loads(parts.read(_META))
            if meta["format"] != FORMAT:
                raise damaged(path)
            if meta["version"] != VERSION:
                detail = f"{meta['version']} / {VERSION}"
                raise RoadsError.of("roads_file_version", file=str(path), value=path.name, detail=detail)
            return {name: _array(parts.read(name), *meta["arrays"][name]) for name in wanted}, meta
    except _UNREADABLE as error:
        raise damaged(path) from error


def _array(content: bytes, dtype: str, *shape: int) -> NDArray[np.generic]:
    """Return an array that can be written to, as kernels are compiled for."""
    return np.frombuffer(bytearray(content), np.dtype(dtype)).reshape(shape)
