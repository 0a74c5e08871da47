"""Every error in one shape: problem+json for programs, a sentence on a page for people."""

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from api.language import asked_of
from routing.errors import Finding, InputError, TermintreuError

PROBLEM_JSON = "application/problem+json"


def add_handlers(app: FastAPI) -> None:
    """Let an application answer all errors as problem+json."""
    app.add_exception_handler(TermintreuError, _problem)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(HTTPException, _refused)


async def _problem(request: Request, error: Exception) -> JSONResponse:
    """Answer a known error, in the language asked for."""
    assert isinstance(error, TermintreuError)  # noqa: S101 - registered for this class only
    language = asked_of(request)
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": error.title(language),
        "status": error.http_status,
        "detail": error.text(language),
        "code": error.findings[0].code if error.findings else "internal",
        "findings": [
            finding.model_dump(exclude_none=True) | {"de": finding.text("de"), "en": finding.text("en")}
            for finding in error.findings
        ],
    }
    return JSONResponse(body, status_code=error.http_status, media_type=PROBLEM_JSON)


async def _validation(request: Request, error: Exception) -> JSONResponse:
    """Answer a request of the wrong shape like any other bad input."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this class only
    return await _problem(request, InputError(_misfit(item) for item in error.errors()))


def _misfit(item: dict[str, Any]) -> Finding:
    """Return what is wrong with one field of a request."""
    field = ".".join(str(part) for part in item["loc"])
    if item["type"] == "missing":
        return Finding(code="request_field_missing", column=field)
    return Finding(code="request_field", column=field, value=str(item.get("input", ""))[:80], detail=item["msg"])


async def _refused(_request: Request, error: Exception) -> JSONResponse:
    """Answer what the framework refuses (an unknown path or method, an unreadable body) in the one shape."""
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class only
    body = {"type": "about:blank", "title": error.detail, "status": error.status_code}
    return JSONResponse(body, status_code=error.status_code, headers=error.headers, media_type=PROBLEM_JSON)
