"""Two people, one thing: a reader gets a version, a change names the version it changes."""

import re
from typing import Final

from fastapi import Request, Response

from routing.errors import InputError, VersionMissingError

_TAG: Final = re.compile(r'(?:W/)?"?(\d{1,15})"?')


def expected(request: Request) -> int:
    """Return the version that a change names in ``If-Match``.

    Raises
    ------
    VersionMissingError
        If it names none.
    InputError
        If what it names is no version of ours.
    """
    given = request.headers.get("if-match", "").strip()
    if not given:
        raise VersionMissingError.of("version_missing")
    found = _TAG.fullmatch(given)
    if found is None:
        raise InputError.of("version_unreadable", column="If-Match", value=given[:80])
    return int(found.group(1))


def etag(response: Response, version: int) -> None:
    """Name the version of what is answered; proxies and browsers must ask again before they show it."""
    response.headers["ETag"] = f'"{version}"'
