"""Large answers, compressed and not sent twice; files to be kept."""

import gzip
from typing import Final
from urllib.parse import quote

from fastapi import Request, Response
from pydantic import BaseModel

from api.media import JSON

SMALL: Final = 2_000
"""Bytes up to which compressing is not worth it."""


def answered(
    request: Request,
    content: bytes | BaseModel,
    *,
    etag: str,
    media_type: str = JSON,
    cache: str = "private, no-cache",
    packed: bytes | None = None,
    fresh: bool = False,
) -> Response:
    """Return an answer, or 304 if the caller has it.

    Parameters
    ----------
    etag
        Without quotation marks.
    packed
        The content compressed already.
    fresh
        Send it whatever the caller has: it may change while its version does not.
    """
    if fresh:
        cache = "no-store"
    headers = {"ETag": f'"{etag}"', "Cache-Control": cache, "Vary": "Accept-Encoding, Cookie"}
    if not fresh and f'"{etag}"' in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    body = content if isinstance(content, bytes) else content.model_dump_json().encode()
    if "gzip" in request.headers.get("accept-encoding", "") and len(body) > SMALL:
        headers["Content-Encoding"] = "gzip"
        body = gzip.compress(body, 4) if packed is None else packed
    return Response(body, media_type=media_type, headers=headers)


def downloaded(content: bytes, name: str, media_type: str) -> Response:
    """Return a file to be kept under a name; opened from the service's own address it runs nothing."""
    named = f'filename="{name}"' if _plain(name) else f"filename*=UTF-8''{quote(name, safe='')}"
    headers = {
        "Content-Disposition": f"attachment; {named}",
        "Cache-Control": "private, no-store",
        "Content-Security-Policy": "sandbox",
    }
    return Response(content, media_type=media_type, headers=headers)


def _plain(name: str) -> bool:
    """Tell whether a name may stand between quotation marks in a header."""
    return name.isascii() and name.isprintable() and not set(name) & {'"', "\\"}
