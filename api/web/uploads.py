"""Uploads: a form with one file, read no further than the limit, before anything is kept."""

import unicodedata
from collections.abc import AsyncGenerator
from pathlib import PurePath
from typing import Any, Final

from fastapi import Request
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from routing.errors import InputError, MediaTypeError, TooLargeError
from routing.model import Frozen

_MB: Final = 2**20
_FORM_MB: Final = 0.25
"""Room for the form around the file."""

_MOST_NAME: Final = 200

TABLES: Final = "CSV, Excel (.xlsx, .xls, .xlsb, .ods)"
"""What is read as a list."""

_OTHERS: Final = {
    b"%PDF": "PDF", b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"GIF8": "GIF", b"PAR1": "Parquet",
    b"\x1f\x8b": "gzip", b"7z\xbc\xaf": "7z", b"Rar!": "RAR", b"{\\rtf": "RTF",
}  # fmt: skip


class Upload(Frozen):
    """A file and the fields of the form it came in."""

    name: str
    media_type: str
    content: bytes
    fields: dict[str, str]

    def field(self, name: str) -> str:
        """Return a field; InputError if it is missing or blank."""
        value = self.fields.get(name, "").strip()
        if not value:
            raise InputError.of("request_field_missing", column=name)
        return value


async def form_of(request: Request, limit_mb: float, *, files: int = 1) -> FormData:
    """Read the form of a request with so many files at most, together no larger than the limit.

    Raises
    ------
    MediaTypeError
        If the body is no form with a file.
    TooLargeError
        If it is larger than the limit; nothing beyond the limit is read.
    InputError
        If the form is damaged.
    """
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise MediaTypeError.of("form_needed", value=request.headers.get("content-type", ""))
    most = int((limit_mb + _FORM_MB) * _MB)
    told = request.headers.get("content-length", "")
    if told.isdecimal() and int(told) > most:
        raise _too_large(limit_mb)
    try:
        return await MultiPartParser(
            request.headers, _limited(request, most, limit_mb), max_files=files, max_fields=20, max_part_size=most
        ).parse()
    except (MultiPartException, KeyError, ValueError) as error:
        raise InputError.of("form_damaged", detail=str(error)) from None


async def received(request: Request, limit_mb: float) -> Upload:
    """Read the form of a request: the part ``file``, or text pasted into the field ``text``.

    Raises
    ------
    MediaTypeError
        If the body is no form with a file.
    TooLargeError
        If it is larger than the limit; nothing beyond the limit is read.
    InputError
        If the form is damaged or holds neither file nor text.
    """
    form = await form_of(request, limit_mb)
    fields = {name: value for name, value in form.multi_items() if isinstance(value, str)}
    part = form.get("file")
    if isinstance(part, UploadFile):
        content = await part.read()
        name, media_type = part.filename or "", part.content_type or ""
        await form.close()
    elif fields.get("text", "").strip():
        content, name, media_type = fields.pop("text").encode(), "", "text/plain"
    else:
        raise InputError.of("request_field_missing", column="file")
    if len(content) > limit_mb * _MB:
        raise _too_large(limit_mb)
    return Upload(name=file_name(name), media_type=media_type[:_MOST_NAME], content=content, fields=fields)


async def _limited(request: Request, most: int, limit_mb: float) -> AsyncGenerator[bytes, None]:
    """Yield the body, and refuse it once it is longer than it may be."""
    seen = 0
    async for chunk in request.stream():
        seen += len(chunk)
        if seen > most:
            raise _too_large(limit_mb)
        yield chunk


def _too_large(limit_mb: float) -> TooLargeError:
    return TooLargeError.of("upload_too_large", detail=f"{limit_mb:g}")


def file_name(given: str) -> str:
    """Return the last part of a name without signs that nobody sees; empty if nothing is left."""
    shown = "".join(sign for sign in given.replace("\\", "/") if unicodedata.category(sign)[0] != "C")
    return PurePath(shown).name.strip()[:_MOST_NAME]


def refuse_other_kinds(upload: Upload) -> None:
    """Refuse what is no list at all.

    Raises
    ------
    MediaTypeError
        If the content is a picture, a document, an archive or something else that is not text.
    """
    kind = next((name for start, name in _OTHERS.items() if upload.content.startswith(start)), None)
    head = upload.content[:4096]
    if kind is None and head.lstrip()[:1] == b"<":
        kind = "HTML/XML"
    if (
        kind is None
        and b"\0" in head
        and not head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\xff\xfe", b"\xfe\xff"))
    ):
        kind = PurePath(upload.name).suffix or "?"
    if kind is not None:
        raise MediaTypeError.of("file_kind", file=upload.name or None, value=kind, detail=TABLES)


def form_schema(**fields: dict[str, Any]) -> dict[str, Any]:
    """Return what the interface's description says of a form with a file and these fields."""
    file = {"type": "string", "format": "binary"}
    schema = {"type": "object", "required": ["file"], "properties": {"file": file, **fields}}
    return {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema}}}}
