"""What kind of file an extract is: told from its first bytes, whatever its name says."""

from pathlib import Path

import osmium

from routing.errors import RoadsError

_UNPACKED_BY_OSMIUM = ((b"\x1f\x8b", "gz"), (b"BZh", "bz2"))
_PACKED = (
    (b"PK\x03\x04", "zip"), (b"\xfd7zXZ", "xz"), (b"\x28\xb5\x2f\xfd", "zstd"), (b"7z\xbc\xaf", "7z"),
    (b"Rar!", "rar"), (b"\x04\x22\x4d\x18", "lz4"),
)  # fmt: skip

_HEAD, _TAIL = 1024, 4096
_BLANKS = b"\xef\xbb\xbf \t\r\n"


def format_of(path: Path) -> str:
    """Return pyosmium's name of a file's format.

    Raises
    ------
    RoadsError
        If the file is missing, empty, or something else: an archive, a web
        page, a download that the server broke off with a remark.
    """
    head, tail = _ends(path)
    if not head:
        raise RoadsError.of("extract_empty", file=str(path), value=path.name)
    for magic, packing in _UNPACKED_BY_OSMIUM:
        if head.startswith(magic):
            return f"osm.{packing}"
    for magic, packing in _PACKED:
        if head.startswith(magic):
            raise RoadsError.of("extract_packed", file=str(path), value=path.name, detail=packing)
    text = head.lstrip(_BLANKS).lower()
    if text.startswith((b"<!doctype html", b"<html")):
        raise RoadsError.of("extract_is_page", file=str(path), value=path.name)
    if text.startswith(b"<"):
        if b"<remark>" in tail and b"error" in tail:
            said = tail.rpartition(b"<remark>")[2].partition(b"</remark>")[0].decode("utf-8", "replace").strip()
            raise RoadsError.of("extract_without_end", file=str(path), value=path.name, detail=said)
        return "osm"
    if b"OSMHeader" in head:
        return "pbf"
    raise RoadsError.of("extract_not_osm", file=str(path), value=path.name)


def refuse_versions(path: Path, file: osmium.io.File) -> None:
    """Refuse a file of changes or of history: which of its versions are the roads of today can't be told.

    Raises
    ------
    RoadsError
        If it is one.
    """
    with osmium.io.Reader(file, osmium.osm.NOTHING) as reader:
        if reader.header().has_multiple_object_versions:
            raise several_versions(path)


def several_versions(path: Path) -> RoadsError:
    """Return the error for a file that holds several versions of an object."""
    return RoadsError.of("extract_of_versions", file=str(path), value=path.name)


def _ends(path: Path) -> tuple[bytes, bytes]:
    """Return the first and the last bytes of a file."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
            file.seek(max(0, path.stat().st_size - _TAIL))
            return head, file.read(_TAIL)
    except FileNotFoundError as error:
        raise RoadsError.of("extract_missing", file=str(path), value=path.name) from error
    except OSError as error:
        raise RoadsError.of("extract_not_readable", file=str(path), value=path.name, detail=error.strerror) from error
