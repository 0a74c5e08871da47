"""What every answer tells the browser: run nothing foreign, guess no types, keep nothing private."""

from http import HTTPStatus
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY: Final = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'"

ALWAYS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

FOR_EVER: Final = "public, max-age=31536000, immutable"


def secured(headers: MutableHeaders, path: str, *, versioned: bool = False) -> None:
    """Complete the headers of an answer; what an answer says of caching itself, stands.

    Parameters
    ----------
    versioned
        Whether the address changes with the content.
    """
    for name, value in ALWAYS.items():
        headers.setdefault(name, value)
    if path.startswith("/static/"):
        headers["Cache-Control"] = FOR_EVER if versioned else "public, no-cache"
    else:
        headers.setdefault("Cache-Control", "private, no-cache" if "etag" in headers else "no-store")


class Headers:
    """Middleware that completes the headers of every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        versioned = scope["query_string"].startswith(b"v=")

        async def completed(message: Message) -> None:
            if message["type"] == "http.response.start":
                found = message["status"] < HTTPStatus.BAD_REQUEST  # a file that is missing may come
                secured(MutableHeaders(scope=message), scope["path"], versioned=versioned and found)
            await send(message)

        await self._app(scope, receive, completed)
