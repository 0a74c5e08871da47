"""The places of all nodes of a .osm.pbf file, decoded by compiled code.

pyosmium hands nodes to Python one by one, which takes minutes for the tens of
millions of a federal state. Only packed ("dense") nodes in zlib or plain
blocks are read here, which is what every common program writes; for anything
else the caller takes pyosmium. Source: OpenStreetMap wiki, *PBF Format*.
"""

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray


class Nodes(NamedTuple):
    """Ids and places of some nodes, as whole 1e-7 degrees."""

    ref: NDArray[np.int64]
    x: NDArray[np.int32]
    y: NDArray[np.int32]


class OtherLayoutError(Exception):
    """The file is packed, or its nodes are kept, in a way that is not read here."""


_WHOLE_NANODEGREES = 100
"""Nanodegrees in one unit of 1e-7 degrees."""

_LARGEST_HEAD, _LARGEST_BLOCK = 64 * 1024, 32 * 1024 * 1024
"""Limits that the format sets."""

_MORE = 0x80
"""Bit of a byte that says that another one follows."""

_ZLIB = 3
"""Number of the field with a block packed by zlib."""

_BYTES = 2
"""Protobuf's wire type of texts, packed numbers and nested messages."""


def pbf_nodes(path: Path) -> Iterator[Nodes]:
    """Yield the nodes of a file, a block of up to 8,000 each.

    Raises
    ------
    OtherLayoutError
        If a block is packed or laid out in another way, or cut off.
    """
    with path.open("rb") as file:
        while block := _next_block(file):
            kind, content = block
            if kind != b"OSMData":
                continue
            yield from _block_nodes(content)


def _next_block(file: BinaryIO) -> tuple[bytes, bytes] | None:
    """Return kind and content of the next block, ``None`` at the end of the file."""
    size = file.read(4)
    if not size:
        return None
    head = dict(_fields(file.read(_within(int.from_bytes(size, "big"), _LARGEST_HEAD))))
    blob = dict(_fields(file.read(_within(_number(head.get(3)), _LARGEST_BLOCK))))
    kind = _text(head.get(1))
    if kind != b"OSMData":
        return kind, b""
    if 1 in blob:
        return kind, _text(blob[1])
    if _ZLIB not in blob:
        raise OtherLayoutError
    try:
        return kind, zlib.decompress(_text(blob[_ZLIB]))
    except zlib.error as error:
        raise OtherLayoutError from error


def _block_nodes(content: bytes) -> Iterator[Nodes]:
    """Yield the nodes of a block's groups."""
    fields = list(_fields(content))
    scale = {17: 100, 19: 0, 20: 0} | {field: _signed(value) for field, value in fields if field in (17, 19, 20)}
    for field, group in fields:
        for part, packed in _fields(_text(group)) if field == 2 else ():  # noqa: PLR2004 - field numbers of the format
            if part == 1:
                raise OtherLayoutError
            if part == 2:  # noqa: PLR2004 - as above
                dense = dict(_fields(_text(packed)))
                ref, lat, lon = (_deltas(np.frombuffer(_text(dense.get(key)), np.uint8)) for key in (1, 8, 9))
                if not len(ref) == len(lat) == len(lon):
                    raise OtherLayoutError
                yield Nodes(ref, _whole(lon, scale[17], scale[20]), _whole(lat, scale[17], scale[19]))


def _whole(values: NDArray[np.int64], granularity: int, offset: int) -> NDArray[np.int32]:
    """Return packed values as whole 1e-7 degrees, rounded towards zero as pyosmium does."""
    nano = offset + granularity * values
    whole = np.sign(nano) * (np.abs(nano) // _WHOLE_NANODEGREES)
    return np.asarray(np.clip(whole, -(2**31), 2**31 - 1), np.int32)


def _fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Yield number and value of each field of a protobuf message."""
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        if key & 7 == 0:
            value, at = _varint(message, at)
            yield key >> 3, value
        elif key & 7 == _BYTES:
            size, at = _varint(message, at)
            if at + size > len(message):
                raise OtherLayoutError
            yield key >> 3, message[at : at + size]
            at += size
        else:
            raise OtherLayoutError


def _varint(message: bytes, at: int) -> tuple[int, int]:
    """Return a number and where the next field begins."""
    value = shift = 0
    while at < len(message):
        byte = message[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < _MORE:
            return value, at
    raise OtherLayoutError


def _within(size: int, most: int) -> int:
    """Return a size that the format allows."""
    if size > most:
        raise OtherLayoutError
    return size


def _number(value: int | bytes | None) -> int:
    if not isinstance(value, int):
        raise OtherLayoutError
    return value


def _signed(value: int | bytes) -> int:
    number = _number(value)
    return number - 2**64 if number >= 2**63 else number


def _text(value: int | bytes | None) -> bytes:
    if not isinstance(value, bytes):
        raise OtherLayoutError
    return value


@njit(cache=True, nogil=True)
def _deltas(packed: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return the running sums of packed, zigzag-coded numbers."""
    count = 0
    for byte in packed:
        count += byte < _MORE
    values = np.empty(count, np.int64)
    total, value, shift, number = np.int64(0), np.uint64(0), np.uint64(0), 0
    for byte in packed:
        value |= np.uint64(byte & 0x7F) << shift
        if byte < _MORE:
            total += np.int64(value >> np.uint64(1)) ^ -np.int64(value & np.uint64(1))
            values[number] = total
            number += 1
            value, shift = np.uint64(0), np.uint64(0)
        else:
            shift += np.uint64(7)
    return values
