"""The interface's description: who may ask, and every refusal that may come, so that a client can be generated."""

import re
from collections import Counter
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.accounts.origin import SAFE
from api.media import GEOJSON
from api.web.known import COOKIE
from api.web.problems import PROBLEMS, Problem

OPEN: Final = frozenset({"/health", "/ready", "/metrics"})
"""What takes no sign-in."""

_OTHER: Final = re.compile(r"\W")
"""What the framework replaces in a path to make a name."""

FEATURES: Final[dict[str, Any]] = {
    "type": "object",
    "description": "A FeatureCollection of RFC 7946.",
    "required": ["type", "features"],
    "properties": {
        "type": {"const": "FeatureCollection"},
        "features": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["type", "geometry", "properties"],
                "properties": {
                    "type": {"const": "Feature"},
                    "geometry": {"type": ["object", "null"]},
                    "properties": {"type": ["object", "null"]},
                },
            },
        },
    },
}

_SCHEMES: Final = {
    "session": {"type": "apiKey", "in": "cookie", "name": COOKIE, "description": "Of the sign-in page."},
    "csrf": {
        "type": "apiKey",
        "in": "header",
        "name": "X-CSRF-Token",
        "description": "With a session, for every change: what the page's meta element csrf-token says.",
    },
    "key": {"type": "http", "scheme": "bearer", "description": "An API key, made on the page of one's own account."},
}


def describe(app: FastAPI) -> None:
    """Let an application describe itself in full at ``/openapi.json``."""

    def openapi() -> dict[str, Any]:
        if not app.openapi_schema:
            app.openapi_schema = _complete(
                get_openapi(title=app.title, version=app.version, description=__doc__, routes=app.routes)
            )
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # the way FastAPI documents


def _complete(document: dict[str, Any]) -> dict[str, Any]:
    """Return a description with refusals and the ways to sign in."""
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    shape = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= shape.pop("$defs", {})
    schemas["Problem"] = shape
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    components["securitySchemes"] = _SCHEMES
    names = _names(document)
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            operation["operationId"] = names[operation["operationId"]]
            _complete_operation(path, method, operation)
    return document


def _names(document: dict[str, Any]) -> dict[str, str]:
    """Return each operation's name by the one that the framework made: its function's, with its tag if two share it."""
    short = {
        made: (made.removesuffix(f"{_OTHER.sub('_', path)}_{method}"), operation)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        for made in (operation["operationId"],)
    }
    taken = Counter(name for name, _ in short.values())
    return {
        made: name if taken[name] == 1 else f"{name}_{operation['tags'][0].replace(' ', '_')}"
        for made, (name, operation) in short.items()
    }


def _complete_operation(path: str, method: str, operation: dict[str, Any]) -> None:
    """Add who may ask and what may be refused."""
    for answer in operation["responses"].values():
        for media_type, content in answer.get("content", {}).items():
            if "json" in media_type and content.get("schema", {}).get("format") == "binary":
                content["schema"] = {"type": "object"}  # what the framework says of an answer it does not shape itself
            if media_type == GEOJSON:
                content["schema"] = FEATURES
    for status, problem in PROBLEMS.items():
        operation["responses"][str(status)] = problem
    if path not in OPEN:
        session: dict[str, list[str]] = {"session": []} if method.upper() in SAFE else {"session": [], "csrf": []}
        operation["security"] = [session, {"key": []}]
