"""One file that holds a network: a zip of .npy arrays and a JSON document."""

import json
import os
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from routing.errors import RoadsError

FORMAT = "termintreu-roads"
VERSION = 1
"""Raised whenever the meaning of an array changes; older files must be built again."""

_META = "meta"


def encode_json(value: object) -> bytes:
    """Return a value as canonical UTF-8 JSON."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def damaged(path: Path) -> RoadsError:
    """Return the error for a file that is no (complete) road network."""
    return RoadsError.of("roads_file_damaged", file=str(path), value=path.name)


def write(path: Path, arrays: Mapping[str, NDArray[np.generic]], meta: Mapping[str, object]) -> None:
    """Write arrays and meta data to a new file beside ``path``, then put it in its place.

    Raises
    ------
    RoadsError
        If the file can't be written.
    """
    document = np.frombuffer(encode_json({"format": FORMAT, "version": VERSION, **meta}), np.uint8)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                np.savez(file, allow_pickle=False, **{_META: document}, **arrays)
                file.flush()
                os.fsync(file.fileno())
            Path(name).chmod(0o644)
            Path(name).replace(path)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as error:
        raise RoadsError.of("roads_file_not_written", file=str(path), detail=error.strerror) from error


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
        if not zipfile.is_zipfile(path):
            raise damaged(path)
        with np.load(path, allow_pickle=False) as file:
            meta = json.loads(file[_META].tobytes())
            if meta["format"] != FORMAT:
                raise damaged(path)
            if meta["version"] != VERSION:
                detail = f"{meta['version']} / {VERSION}"
                raise RoadsError.of("roads_file_version", file=str(path), value=path.name, detail=detail)
            return {name: file[name] for name in wanted}, meta
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise damaged(path) from error
