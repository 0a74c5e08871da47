"""Proof that a change comes from a page of ours: the session's token, and what browsers say of the origin."""

from hmac import compare_digest
from typing import Final
from urllib.parse import urlsplit

from fastapi import Request

from routing.errors import ForbiddenError

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})

FORM: Final = "application/x-www-form-urlencoded"


async def refuse_forged(request: Request, csrf_token: str | None) -> None:
    """Refuse a change in the name of a session that does not come from our pages.

    Parameters
    ----------
    csrf_token
        Of the session; ``None`` with an API key, which no browser sends by itself.

    Raises
    ------
    ForbiddenError
        If header ``X-CSRF-Token`` or the form's field ``csrf_token`` is missing or wrong.
    """
    if csrf_token is None or request.method in SAFE:
        return
    refuse_foreign(request)
    given = request.headers.get("x-csrf-token") or await _in_form(request)
    if not compare_digest(given.encode("utf-8", "replace"), csrf_token.encode()):
        raise ForbiddenError.of("csrf")


def refuse_foreign(request: Request) -> None:
    """Refuse what a browser says comes from another site.

    Raises
    ------
    ForbiddenError
        If ``Sec-Fetch-Site`` or ``Origin`` name another site.
    """
    site = request.headers.get("sec-fetch-site", "same-origin")
    origin = request.headers.get("origin")
    foreign = origin is not None and urlsplit(origin).netloc != request.headers.get("host", "")
    if foreign or site not in {"same-origin", "none"}:
        raise ForbiddenError.of("origin_foreign")


async def _in_form(request: Request) -> str:
    """Return the token in a plain form; the body stays readable for who comes after."""
    if not request.headers.get("content-type", "").startswith(FORM):
        return ""
    await request.body()
    form = await request.form()
    return str(form.get("csrf_token", ""))
