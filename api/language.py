"""Which of the two languages a person reads."""

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from routing.messages import Language

if TYPE_CHECKING:
    from starlette.requests import HTTPConnection


def preferred(given: str | None = None, environment: Mapping[str, str] = os.environ) -> Language:
    """Return the language asked for, else the locale's: German where it is German, else English."""
    said = given or environment.get("TERMINTREU_LANG")
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        said = said or environment.get(name)
    return "de" if (said or "").lower().startswith("de") else "en"


LANGUAGE_COOKIE = "language"


def asked_of(request: "HTTPConnection") -> Language:
    """Return the language of a request: the one chosen on the page, else the browser's, else German."""
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    if chosen in ("de", "en"):
        return "de" if chosen == "de" else "en"
    return preferred(request.headers.get("accept-language", "de"), {})
