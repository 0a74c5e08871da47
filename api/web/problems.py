"""Every error in one shape: problem+json for programs, a page for people who navigate."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any, Final, Literal, cast
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from api.accounts.access import SESSION_COOKIE, Caller, caller_of
from api.language import asked_of
from api.pages.shell import page
from api.web.headers import secured
from routing.errors import (
    BodyError,
    Finding,
    InputError,
    MethodError,
    NotFoundError,
    SignInError,
    TermintreuError,
    TooLargeError,
)
from routing.messages import Language
from routing.model import Frozen

PROBLEM_JSON: Final = "application/problem+json"

_SECRETS: Final = ("password", "secret", "token")


class ProblemFinding(Frozen):
    """One thing wrong at one place, in both languages."""

    code: str
    file: str | None = None
    row: int | None = None
    column: str | None = None
    value: str | None = None
    detail: str | None = None
    severity: Literal["error", "warning"] = "error"
    de: str
    en: str


class Problem(Frozen):
    """Why a request was not done (RFC 9457).

    Parameters
    ----------
    type
        Stable name of the kind of problem, ``/problems/<code>``; there is nothing behind it.
    detail
        All findings as text, in the language asked for.
    code
        Of the first finding; programs decide by it.
    """

    type: str
    title: str
    status: int
    detail: str
    code: str
    findings: tuple[ProblemFinding, ...]


_DESCRIPTIONS: Final[dict[int, str]] = {
    400: "The request can't be read.",
    401: "Nobody is signed in, or no longer.",
    403: "The roles do not allow it, or the request does not prove where it comes from.",
    404: "It does not exist, or the caller has no access to its depot.",
    405: "This path does not know the method.",
    409: "It does not fit the state that the thing is in.",
    412: "Somebody else changed it in the meantime; nothing was overwritten.",
    413: "More than is taken at once.",
    415: "A kind of file or body that is not read here.",
    422: "Something given does not fit; the findings name all of it.",
    428: "The change does not say which version it changes.",
    429: "More requests than one caller may make; Retry-After says when to come back.",
    500: "Something went wrong in the program.",
    502: "Something from outside could not be fetched.",
    503: "The service can't do it at the moment.",
}

PROBLEMS: Final[dict[int | str, dict[str, Any]]] = {
    status: {
        "description": description,
        "content": {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for status, description in _DESCRIPTIONS.items()
}
"""For ``APIRouter(responses=...)``: every refusal that an operation may answer."""


def add_handlers(app: FastAPI) -> None:
    """Let an application answer all errors in one shape."""
    app.add_exception_handler(TermintreuError, _known)
    app.add_exception_handler(RequestValidationError, _misshapen)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(Exception, _unknown)


def problem_of(error: TermintreuError, language: Language) -> Problem:
    """Return what is answered to an error."""
    code = error.findings[0].code if error.findings else "internal"
    return Problem(
        type=f"/problems/{code}",
        title=error.title(language),
        status=error.http_status,
        detail=_clean(error.text(language)),
        code=code,
        findings=tuple(_told(error.findings)),
    )


def answer_of(request: Request, error: TermintreuError) -> Response:
    """Return the answer to an error: a page, the way to sign in, or problem+json."""
    if isinstance(error, SignInError) and not _is_program(request):
        return _to_sign_in(request)
    if _is_program(request):
        problem = problem_of(error, asked_of(request))
        return JSONResponse(
            problem.model_dump(exclude_none=True),
            status_code=problem.status,
            headers=_headers(error),
            media_type=PROBLEM_JSON,
        )
    caller = _caller(request)
    problem = problem_of(error, caller.language if caller else asked_of(request))
    answer = page(request, "problem.html", caller=caller, status=problem.status, problem=problem)
    answer.headers.update(_headers(error))
    return answer


def _known(request: Request, error: Exception) -> Response:
    """Answer a known error."""
    return answer_of(request, cast("TermintreuError", error))


def _misshapen(request: Request, error: Exception) -> Response:
    """Answer a request of the wrong shape like any other bad input."""
    return answer_of(request, InputError(_misfit(item) for item in cast("RequestValidationError", error).errors()))


def _refused(request: Request, error: Exception) -> Response:
    """Answer what the framework refuses: an unknown path or method, an unreadable body."""
    refused = cast("HTTPException", error)
    if refused.status_code == HTTPStatus.NOT_FOUND:
        found: TermintreuError = NotFoundError.of("unknown_path", value=_clean(request.url.path)[:80])
    elif refused.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        found = MethodError.of("unknown_method", value=request.method)
    elif refused.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        found = TooLargeError.of("body_too_large", detail=refused.detail)
    else:
        found = BodyError.of("body_unreadable", detail=_clean(str(refused.detail))[:200])
    answer = answer_of(request, found)
    answer.headers.update(refused.headers or {})
    return answer


def _unknown(request: Request, _error: Exception) -> Response:
    """Answer a mistake of the program; what it was stands in the log only."""
    answer = answer_of(request, TermintreuError.of("internal"))
    secured(answer.headers, request.url.path)  # this answer passes no middleware any more
    return answer


def _is_program(request: Request) -> bool:
    """Tell whether a program asks, rather than a browser that navigates."""
    path = request.url.path
    accepts = request.headers.get("accept", "")
    return path.startswith(("/api/", "/static/")) or "text/html" not in accepts or "hx-request" in request.headers


def _to_sign_in(request: Request) -> Response:
    """Send a person to sign in, and from there back to the page."""
    ended = "&ended=1" if request.cookies.get(SESSION_COOKIE) else ""
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    if request.method not in {"GET", "HEAD"}:
        wanted = "/"
    return RedirectResponse(f"/sign-in?next={quote(wanted, safe='/')}{ended}", status_code=HTTPStatus.SEE_OTHER)


def _headers(error: TermintreuError) -> dict[str, str]:
    """Return what an error says in headers: how to sign in, when to come back."""
    if error.http_status == HTTPStatus.UNAUTHORIZED:
        return {"WWW-Authenticate": 'Bearer realm="termintreu"'}
    if error.http_status == HTTPStatus.TOO_MANY_REQUESTS:
        return {"Retry-After": next((finding.value for finding in error.findings if finding.value), "60")}
    return {}


def _caller(request: Request) -> Caller | None:
    """Return who is signed in, for the bar of a page that says what went wrong."""
    try:
        return caller_of(request)
    except TermintreuError:
        return None


def _misfit(item: dict[str, Any]) -> Finding:
    """Return what is wrong with one field of a request."""
    field = _clean(".".join(str(part) for part in item["loc"]))[:200]
    if item["type"] == "missing":
        return Finding(code="request_field_missing", column=field)
    shown = "…" if any(word in field for word in _SECRETS) else _clean(str(item.get("input", "")))[:80]
    return Finding(code="request_field", column=field, value=shown, detail=item["msg"])


def _told(findings: Iterable[Finding]) -> Iterable[ProblemFinding]:
    """Yield findings in both languages."""
    for finding in findings:
        said = finding.model_dump(exclude_none=True) | {"de": finding.text("de"), "en": finding.text("en")}
        yield ProblemFinding(
            **{name: _clean(value) if isinstance(value, str) else value for name, value in said.items()}
        )


def _clean(text: str) -> str:
    """Return a text that can be sent: half characters are replaced."""
    return text.encode("utf-8", "replace").decode()
