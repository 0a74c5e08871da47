"""The HTTP door: plans are asked for, worked on, and fetched; errors are problem+json.

In memory: a plan lives as long as the process. FastAPI's own pages at `/docs`
would load scripts from a third party, so they are off; `/openapi.json` stays.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any

from fastapi import FastAPI, Request, Response, status
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from api.language import preferred
from api.plan_jobs import JobView, PlanJobs, PlanRequest
from data.exports import PlanDocument
from routing.errors import Finding, InputError, TermintreuError
from routing.messages import Language

PROBLEM_JSON = "application/problem+json"


class Settings(BaseModel):
    """What the service needs to know.

    Parameters
    ----------
    roads
        The road network, or an extract.
    max_stops
        Largest day accepted.
    max_waiting
        Plans that may wait or run at a time; one more is refused.
    """

    model_config = ConfigDict(frozen=True)

    roads: Path
    max_stops: Annotated[int, Field(ge=1)] = 2000
    max_waiting: Annotated[int, Field(ge=1)] = 20
    max_kept: Annotated[int, Field(ge=1)] = 200


def create_app(settings: Settings) -> FastAPI:
    """Return the application; the roads are loaded when the first plan needs them."""
    jobs = PlanJobs(
        settings.roads, max_stops=settings.max_stops, max_waiting=settings.max_waiting, max_kept=settings.max_kept
    )

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        jobs.close()

    app = FastAPI(title="termintreu", version="1", docs_url=None, redoc_url=None, lifespan=lifespan)
    app.state.jobs = jobs
    app.add_exception_handler(TermintreuError, _problem)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(HTTPException, _refused)

    @app.post("/api/v1/plans", status_code=status.HTTP_202_ACCEPTED)
    def request_plan(request: PlanRequest, response: Response) -> JobView:
        """Accept a day to plan; its id tells where to look."""
        view = jobs.submit(request)
        response.headers["Location"] = f"/api/v1/plans/{view.id}"
        return view

    @app.get("/api/v1/plans")
    def list_plans() -> list[JobView]:
        """List the plans that are kept, newest first."""
        return jobs.views()

    @app.get("/api/v1/plans/{plan_id}")
    def plan_state(plan_id: str) -> JobView:
        """Say how far a plan is."""
        return jobs.view(plan_id)

    @app.delete("/api/v1/plans/{plan_id}", status_code=status.HTTP_202_ACCEPTED)
    def cancel_plan(plan_id: str) -> JobView:
        """Stop the search; the best plan so far is kept."""
        return jobs.cancel(plan_id)

    @app.get("/api/v1/plans/{plan_id}/plan")
    def plan_document(plan_id: str) -> PlanDocument:
        """Return the finished plan."""
        return jobs.finished(plan_id).document

    @app.get("/api/v1/plans/{plan_id}/map")
    def plan_picture(plan_id: str, lang: Language = "de") -> HTMLResponse:
        """Return the map of the finished plan as a single file, for download."""
        headers = {"Content-Disposition": f'attachment; filename="plan-{plan_id}.html"'}
        return HTMLResponse(jobs.map_html(plan_id, lang), headers=headers)

    @app.get("/health")
    def health() -> dict[str, str]:
        """Say that the process answers."""
        return {"status": "ok"}

    return app


async def _problem(request: Request, error: Exception) -> JSONResponse:
    """Answer a known error as problem+json, in the language asked for."""
    assert isinstance(error, TermintreuError)  # noqa: S101 - registered for this class only
    language = preferred(request.headers.get("accept-language", "de"))
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": error.title(language),
        "status": error.http_status,
        "detail": error.text(language),
        "findings": [
            finding.model_dump(exclude_none=True) | {"text": finding.text(language)} for finding in error.findings
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


__all__ = ["Settings", "create_app"]
