"""What was computed for a road network, kept on disk: orders, regimes, topologies, metrics.

A set of arrays is one file: a line that says what it is, a JSON document with the
file's name and types, places and checksums of the arrays, then their bytes. It is mapped into
memory on reading. Nothing in it is executable. A file is only ever replaced as a
whole, so that several processes may share a folder. Whatever is damaged, cut
off, renamed or of another version counts as not there, and is made again.
"""

import hashlib
import json
import logging
import mmap
import os
import time
import zlib
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from threading import Thread
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from routing.errors import OutputError
from routing.files import replacing

Kind = Literal["order", "regimes", "topology", "metric"]
Arrays = dict[str, NDArray[np.generic]]

KEPT: Final[Mapping[Kind, int]] = {"order": 8, "regimes": 400, "topology": 24, "metric": 64}
"""Files kept of each kind: the ones used last."""

MOST_BYTES: Final = 4_000_000_000
"""All files together; beyond it the ones not used for longest go."""

_UNFINISHED_S: Final = 3600
"""A file still being written after an hour was left by a process that was killed."""

_BESIDE: Final = ("clock.py", "holidays.py", "traffic.py")
_LIBRARIES: Final = ("numpy", "holidays")
"""Code outside this folder that arrays come from."""

_FORMAT: Final = b"termintreu-arrays 2\n"
_ALIGN: Final = 64
_SUFFIX: Final = ".arrays"
_LOG = logging.getLogger(__name__)

_UNREADABLE = (OSError, ValueError, KeyError, TypeError, AttributeError)
"""What reading a damaged file raises."""


class Cache:
    """A folder of computed arrays; one that can't be written to is told once and does without.

    Parameters
    ----------
    folder
        Made at need. What is in it may be deleted at any time.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._writable = True
        self._writing: Thread | None = None

    def get(self, kind: Kind, key: str) -> Arrays | None:
        """Return the arrays kept under a key, or None; they can be written to without changing the file."""
        path = self._path(kind, key)
        try:
            found = _read(path)
        except FileNotFoundError:
            return None
        except _UNREADABLE as error:
            _LOG.info("%s is made again: %s", path, error)
            return None
        self._used(path)
        return found

    def put(self, kind: Kind, key: str, arrays: Mapping[str, NDArray[np.generic]]) -> None:
        """Keep arrays under a key; what was not used for longest makes room."""
        self._put(kind, key, arrays)

    def _put(self, kind: Kind, key: str, arrays: Mapping[str, NDArray[np.generic]]) -> None:
        if not self._writable:
            return
        try:
            _write(self._path(kind, key), arrays)
            self._make_room()
        except (OutputError, OSError) as error:
            self._writable = False
            _LOG.warning("road cache %s can't be written, going on without: %s", self._folder, error)

    def put_later(self, kind: Kind, key: str, arrays: Mapping[str, NDArray[np.generic]]) -> None:
        """Keep arrays under a key while the caller goes on; they must not change. A program that ends waits for it.

        Only one set is on its way at a time, so that few of them are in memory for it.
        """
        self.settle()
        self._writing = Thread(target=self._put, args=(kind, key, arrays), name="road cache")
        self._writing.start()

    def settle(self) -> None:
        """Wait until all that was put in is there."""
        if self._writing is not None:
            self._writing.join()

    def _path(self, kind: Kind, key: str) -> Path:
        return self._folder / f"{kind}-{key}{_SUFFIX}"

    def _used(self, path: Path) -> None:
        """Note that a file was read just now."""
        try:
            os.utime(path)  # makes no file where another process removed it
        except OSError:
            _LOG.debug("%s keeps its old time", path)

    def _make_room(self) -> None:
        """Remove the files not used for longest, and what killed processes left half-written."""
        for path in self._folder.glob(f".*{_SUFFIX}.*"):
            if _age_s(path) > _UNFINISHED_S:
                path.unlink(missing_ok=True)
        files = sorted(_files(self._folder), reverse=True)
        left = dict(KEPT)
        room = MOST_BYTES
        for _, size, path in files:
            kind = path.name.partition("-")[0]
            room -= size
            left[kind] = left.get(kind, 0) - 1  # type: ignore[index,call-overload]  # a file of another kind goes
            if left[kind] < 0 or room < 0:  # type: ignore[index]  # set above
                path.unlink(missing_ok=True)


def _age_s(path: Path) -> float:
    """Return seconds since a file was written to; 0 if it is gone."""
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _files(folder: Path) -> list[tuple[int, int, Path]]:
    """Return time of last use, bytes and path of each file; another process may be removing them."""
    found = []
    for path in folder.glob(f"*{_SUFFIX}"):
        try:
            state = path.stat()
        except FileNotFoundError:
            continue
        found.append((state.st_mtime_ns, state.st_size, path))
    return found


def key_of(*parts: str) -> str:
    """Return a short key of what something was computed from, this program's code included."""
    return hashlib.sha256("\n".join([_code(), *parts]).encode()).hexdigest()[:32]


@cache
def _code() -> str:
    """Return a hash of the code that arrays come from: another version of it must not read them."""
    digest = hashlib.sha256(" ".join(map(version, _LIBRARIES)).encode())
    folder = Path(__file__).parent
    for path in [*(folder.parent / name for name in _BESIDE), *sorted(folder.rglob("*.py"))]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _write(path: Path, arrays: Mapping[str, NDArray[np.generic]]) -> None:
    """Write arrays to a file, whole or not at all."""
    parts = {name: np.asarray(array, order="C") for name, array in arrays.items()}
    document, at = {}, 0
    for name, part in parts.items():
        document[name] = [part.dtype.str, list(part.shape), at, zlib.crc32(part.data.cast("B") if part.size else b"")]
        at += -(-part.nbytes // _ALIGN) * _ALIGN
    text = json.dumps({"file": path.name, "arrays": document, "bytes": at}).encode()
    head = _FORMAT + len(text).to_bytes(8, "little") + text
    with replacing(path, lasting=False) as file:
        file.write(head + bytes(-len(head) % _ALIGN))
        for part in parts.values():
            file.write(part.data)
            file.write(bytes(-part.nbytes % _ALIGN))


def _read(path: Path) -> Arrays:
    """Map the arrays of a file into memory.

    Raises
    ------
    OSError, ValueError, KeyError, TypeError, AttributeError
        If there is no such file, or it is not whole, or was written under another name.
    """
    with path.open("rb") as file:
        content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
    begin = len(_FORMAT) + 8
    if content[: len(_FORMAT)] != _FORMAT:
        msg = "another format"
        raise ValueError(msg)
    end = begin + int.from_bytes(content[len(_FORMAT) : begin], "little")
    document = json.loads(content[begin:end])
    if document["file"] != path.name:
        msg = "renamed"
        raise ValueError(msg)
    base = -(-end // _ALIGN) * _ALIGN
    if len(content) != base + document["bytes"]:
        msg = "cut off"
        raise ValueError(msg)
    return {name: _array(content, base, *described) for name, described in document["arrays"].items()}


def _array(content: mmap.mmap, base: int, dtype: str, shape: list[int], at: int, checksum: int) -> NDArray[np.generic]:
    """Return one array, as writable as kernels are compiled for."""
    count = int(np.prod(shape, dtype=np.int64))
    array = np.frombuffer(content, np.dtype(dtype), count, base + at) if count else np.empty(0, np.dtype(dtype))
    if zlib.crc32(array.data.cast("B") if count else b"") != checksum:
        msg = "damaged"
        raise ValueError(msg)
    return array.reshape(shape)
