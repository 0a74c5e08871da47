"""What every page stands in: templates, words, addresses of scripts and styles, who is signed in."""

import json
from datetime import date as Date
from datetime import datetime
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from babel.dates import format_date, format_datetime
from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment
from markupsafe import Markup

import maps
from api.accounts.access import Caller, Permission
from api.language import asked_of
from api.wording import phrase
from maps.environment import environment_of
from routing.messages import Language
from routing.numbers import decimal, per_cent

API = Path(__file__).parents[1]
STATIC: Final = {"app": API / "static", "maps": Path(maps.__file__).parent / "static"}
"""Folders behind ``/static/…``."""

AREAS: Final[tuple[tuple[str, str, Permission], ...]] = (
    ("plan", "/plan", "plans.read"),
    ("orders", "/orders", "lists"),
    ("results", "/results", "figures"),
    ("analysis", "/analysis", "runs"),
    ("admin", "/admin", "users"),
)
"""Main areas in the order of the bar: name, address, who sees it."""

_LOCALE: Final[dict[Language, str]] = {"de": "de_DE", "en": "en_GB"}


def page(
    request: Request,
    template: str,
    *,
    area: str | None = None,
    caller: Caller | None = None,
    status: int = 200,
    **context: Any,
) -> HTMLResponse:
    """Return a page.

    Parameters
    ----------
    template
        File under ``api/templates``.
    area
        Name of the main area it belongs to, see :data:`AREAS`.
    context
        What the template shows.
    """
    language = caller.language if caller else asked_of(request)
    environment = templates(language)
    html = environment.get_template(template).render(
        areas=[(name, href) for name, href, needed in AREAS if caller and caller.may(needed)],
        area=area,
        caller=caller,
        language=language,
        path=request.url.path,
        theme=request.cookies.get("theme", "") if request.cookies.get("theme") in ("light", "dark") else "",
        **context,
    )
    return HTMLResponse(html, status_code=status)


@cache
def static(folder: str, name: str) -> str:
    """Return the address of a script or style; it changes with the content, so browsers may keep it for ever."""
    content = (STATIC[folder] / name).read_bytes()
    return f"/static/{folder}/{name}?v={sha256(content).hexdigest()[:12]}"


def as_json(value: object) -> Markup:
    """Return a value for a ``<script type="application/json">`` that no text in it can close."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)  # noqa: S704 - what could end the script element is escaped above


def day_name(day: Date, language: Language, pattern: str = "EEE, d. MMMM") -> str:
    """Return a day for people, e.g. ``Di., 24. November``."""
    english = pattern.replace("d. MMMM", "d MMMM")
    return format_date(day, pattern if language == "de" else english, locale=_LOCALE[language])


def moment_name(moment: datetime, language: Language, pattern: str = "d.M.y HH:mm") -> str:
    """Return a moment for people, in its own zone."""
    english = "d MMM y HH:mm" if pattern == "d.M.y HH:mm" else pattern
    return format_datetime(
        moment, pattern if language == "de" else english, tzinfo=moment.tzinfo, locale=_LOCALE[language]
    )


@cache
def templates(language: Language) -> Environment:
    """Return the templates with the words and formats of a language."""
    environment = environment_of(API / "templates")
    environment.globals["t"] = partial(phrase, language=language)
    environment.globals["static"] = static
    environment.filters["json"] = as_json
    environment.filters["day"] = partial(day_name, language=language)
    environment.filters["moment"] = partial(moment_name, language=language)
    environment.filters["decimal"] = lambda value, digits=0: decimal(value, digits, language)
    environment.filters["km"] = lambda metres: decimal(metres / 1000, 1, language)
    environment.filters["per_cent"] = partial(per_cent, language=language)
    return environment
