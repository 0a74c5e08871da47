"""How much one request may carry, and how many a caller may make."""

import json
import re
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from itertools import accumulate
from math import ceil
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request, cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.settings import Settings
from api.web.known import COOKIE, KNOWN, Known
from api.web.problems import answer_of
from routing.errors import BodyError, TermintreuError, TooLargeError, TooOftenError

MOST_JSON: Final = 4 * 2**20
"""Bytes of a JSON body."""

MOST_FORM: Final = 2**18
"""Bytes that a form has beside its file."""

DEEPEST: Final = 32
"""Levels of a JSON body."""

ROADS: Final = "/api/v1/roads"
"""Where road networks are handed in, which are larger than all else."""

FREE: Final = ("/static/", "/health", "/ready")
"""What is not counted: files, and what a watchdog asks."""

_STRINGS: Final = re.compile(rb'"(?:[^"\\]|\\.)*+"?', re.DOTALL)
"""One that never ends counts to the end of the body, or each of its quotes would be tried as a beginning."""

_ENDLESS: Final = re.compile(rb"NaN|Infinity|[eE]\+?0*[1-9][0-9]{2,}")
"""What the standard library reads as a number, but neither JSON nor any database knows."""

_BRACKETS: Final = b"[]{}"
_OTHER_SIGNS: Final = bytes(sign for sign in range(256) if sign not in _BRACKETS)
_STEPS: Final = tuple((sign in b"[{") - (sign in b"]}") for sign in range(256))
_UNSTORABLE: Final = re.compile(rb"(?<!\\)(?:\\\\)*\\u(?:0000|[dD][89a-fA-F][0-9a-fA-F]{2})")


class Buckets:
    """A bucket of requests for each caller, which fills with time.

    Parameters
    ----------
    per_min
        Requests in a full bucket, and how many come back in a minute.
    clock
        Seconds; tests bring their own.
    """

    def __init__(self, per_min: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_min = per_min
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait_s(self, caller: str) -> int:
        """Take a request out of a caller's bucket; return 0, or the seconds until there is one again."""
        now = self._clock()
        left, since = self._left.pop(caller, (float(self._per_min), now))
        left = min(float(self._per_min), left + (now - since) * self._per_min / 60)
        wait = 0 if left >= 1 else ceil((1 - left) * 60 / self._per_min)
        self._left[caller] = (left - 1 if wait == 0 else left, now)
        if len(self._left) > KNOWN:
            self._left.popitem(last=False)
        return wait


class Limits:
    """Middleware that refuses too many, too large and unreadable requests before they cost much."""

    def __init__(self, app: ASGIApp, settings: Settings, known: Known) -> None:
        self._app = app
        self._known = known
        self._most_upload = settings.max_upload_mb * 2**20 + MOST_FORM
        self._most_roads = settings.max_roads_mb * 2**20 + MOST_FORM
        self._buckets = Buckets(settings.requests_per_min)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope["headers"] = own_cookies(scope["headers"])
        try:
            receive = await self._accepted(scope, receive)
        except TermintreuError as error:
            answer = await run_in_threadpool(answer_of, Request(scope), error)
            await answer(scope, receive, send)
            return
        await self._app(scope, receive, send)

    async def _accepted(self, scope: Scope, receive: Receive) -> Receive:
        """Return where the body comes from, or raise why the request is refused."""
        headers = Headers(scope=scope)
        if not scope["path"].startswith(FREE):
            wait_s = self._buckets.wait_s(self._caller(scope, headers))
            if wait_s:
                raise TooOftenError.of("too_often", value=str(wait_s))
        if b"\0" in scope["path"].encode("utf-8", "replace") or b"%00" in scope["query_string"]:
            raise BodyError.of("body_signs")
        is_json = "json" in headers.get("content-type", "")
        most = MOST_JSON if is_json else self._most_roads if scope["path"] == ROADS else self._most_upload
        told = headers.get("content-length", "")
        if told.isdecimal() and int(told) > most:
            raise self._too_large(most)
        return await self._sound(receive, most) if is_json else _capped(receive, most)

    def _caller(self, scope: Scope, headers: Headers) -> str:
        """Return who is counted: a person who has proved good, else an address."""
        secret = headers.get("authorization", "").partition(" ")[2] or _cookie(headers)
        user_id = self._known.of(secret) if secret else None
        client = scope.get("client")
        return f"user {user_id}" if user_id else f"address {client[0] if client else ''}"

    async def _sound(self, receive: Receive, most: int) -> Receive:
        """Read a JSON body and refuse what no store could keep; return where it is read again."""
        body, more = bytearray(), True
        while more:
            message = await receive()
            if message["type"] != "http.request":
                return _again(message, receive)
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > most:
                raise self._too_large(most)
        await run_in_threadpool(refuse_unsound, bytes(body))
        return _again({"type": "http.request", "body": bytes(body), "more_body": False}, receive)

    def _too_large(self, most: int) -> TooLargeError:
        return TooLargeError.of("body_too_large", detail=f"{(most // 2**20)}")


def refuse_unsound(body: bytes) -> None:
    """Refuse JSON that is nested too deep or holds signs or numbers that no database keeps.

    Raises
    ------
    BodyError
        If it does.
    """
    if _UNSTORABLE.search(body) and not _all_pairs(body):
        raise BodyError.of("body_signs")
    bare = _STRINGS.sub(b"", body)
    if found := _ENDLESS.search(bare):
        raise BodyError.of("body_unreadable", detail=found.group()[:20].decode())
    brackets = bare.translate(None, _OTHER_SIGNS)
    if max(accumulate(map(_STEPS.__getitem__, brackets)), default=0) > DEEPEST:
        raise BodyError.of("body_deep", detail=str(DEEPEST))


def _all_pairs(body: bytes) -> bool:
    """Tell whether escapes outside the first plane come as whole pairs, and none is the zero sign."""
    try:
        text = json.dumps(json.loads(body), ensure_ascii=False)
        text.encode()
    except (json.JSONDecodeError, RecursionError):
        return True  # who reads it says what is wrong with it
    except ValueError:
        return False
    return "\\u0000" not in text


def _capped(receive: Receive, most: int) -> Receive:
    """Return a source that breaks off when more comes than may."""
    seen = 0

    async def capped() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > most:
            raise HTTPException(413, str(most // 2**20))
        return message

    return capped


def _again(first: Message, receive: Receive) -> Receive:
    """Return a source that gives a message back before those to come."""
    waiting = [first]

    async def again() -> Message:
        return waiting.pop() if waiting else await receive()

    return again


def own_cookies(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Return headers in which cookies are left out that are quoted, as ours never are.

    The standard library's reading of a quoted one takes time that grows with the square of its length.
    """
    return [(name, _unquoted(value) if name == b"cookie" else value) for name, value in headers]


def _unquoted(cookies: bytes) -> bytes:
    return b";".join(cookie for cookie in cookies.split(b";") if b'"' not in cookie)


def _cookie(headers: Headers) -> str:
    """Return the session's token, if there is one."""
    return cookie_parser(headers.get("cookie", "")).get(COOKIE, "")
