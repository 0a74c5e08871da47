"""One line in the log and one count for each request: by its route's template, without query, body or name."""

import re
import time
from typing import Any, Final
from uuid import uuid4

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.observation.metrics import Metrics

logger = structlog.get_logger(__name__)

REQUEST_ID: Final = "X-Request-ID"

_SOUND_ID: Final = re.compile(r"[A-Za-z0-9-]{1,64}")

UNMATCHED: Final = "unmatched"
"""The route of a request for nothing; what it asked for would make endless series, and may be personal."""


class Observed:
    """Middleware that watches requests; it must see the last word, so it stands outside of all others.

    The milliseconds end when the answer begins: a stream of events is not slow because somebody listens for long.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on, and note how it was answered."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        asked_at = time.perf_counter()
        request_id = _request_id(Headers(scope=scope))
        answered: dict[str, Any] = {"status": 500, "seconds": None}

        async def watched(message: Message) -> None:
            if message["type"] == "http.response.start":
                answered.update(status=message["status"], seconds=time.perf_counter() - asked_at)
                MutableHeaders(scope=message)[REQUEST_ID] = request_id
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self._app(scope, receive, watched)
            finally:
                seconds = answered["seconds"] or time.perf_counter() - asked_at
                self._note(scope, answered["status"], seconds)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        """Log and count one request."""
        route = template_of(scope)
        self._metrics.saw_request(scope["method"], route, status, seconds)
        logger.info(
            "request",
            method=scope["method"],
            route=route,
            status=status,
            ms=round(seconds * 1000, 1),
            user_id=scope.get("state", {}).get("user_id"),
        )


def template_of(scope: Scope) -> str:
    """Return the whole template of the route that a request took, parameters by name."""
    path = getattr(scope.get("route"), "path", None)
    if path is None:
        return str(scope.get("root_path") or UNMATCHED)
    if ":path}" in path:
        return str(path)
    # A route knows its own part only; what stands before it is fixed text from where its router was included.
    parts = scope["path"].split("/")
    before = parts[1 : len(parts) - path.count("/")]
    return "".join(f"/{part}" for part in before) + str(path)


def _request_id(headers: Headers) -> str:
    """Return the id that a proxy has given a request, else a new one."""
    given = headers.get(REQUEST_ID, "")
    return given if _SOUND_ID.fullmatch(given) else uuid4().hex
