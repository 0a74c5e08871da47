"""Asking for a diagnosis or replay, reading runs, and taking along their files: the same for both kinds."""

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Final

import pandas as pd
from fastapi import Depends, Request, Response

from api.accounts.access import GRANTS, Caller, Requires
from api.analysis.views import RunLine, history_for, run_for, run_line
from api.jobs.queue import refuse_crowd
from api.web.answers import downloaded
from api.web.paging import Page, paged
from api.within import depots_within
from data.store import Store, audit, depots, runs
from data.store.runs import Kind
from routing.errors import ForbiddenError
from routing.model import Frozen

Analyst = Annotated[Caller, Depends(Requires("runs"))]

WHO: Final = frozenset({"tour_id", "tour", "vehicle_id", "vehicle", "manual_tour", "optimised_tour"})
"""Columns by which a visit leads to a person; they are left out unless the firm has enabled them."""


class RunStarted(Frozen):
    """A run that waits for its job."""

    run_id: str
    job_id: str


def start(
    request: Request,
    store: Store,
    caller: Caller,
    kind: Kind,
    history_id: str,
    options: dict[str, Any],
    idempotency_key: str | None,
) -> RunStarted:
    """Let a run wait its turn; the same key returns the first one.

    Raises
    ------
    NotFoundError
        If there is no such history for the caller.
    OverloadError
        If the depot has too many jobs waiting.
    """
    now, user = datetime.now(UTC), caller.user
    with store.write() as tx:
        history = history_for(tx, caller, history_id)
        refuse_crowd(tx, request.app.state.settings, history.depot_id, user.user_id, idempotency_key)
        job, run = runs.begin(
            tx,
            history.depot_id,
            history_id,
            kind,
            options,
            user_id=user.user_id,
            now=now,
            idempotency_key=idempotency_key,
        )
        if run is not None:
            audit.note(tx, user, f"{kind}.start", run.run_id, depot_id=run.depot_id, now=now, number=run.number)
    return RunStarted(run_id=job.subject, job_id=job.job_id)


def listed(
    store: Store, caller: Caller, kind: Kind, *, depot_id: str | None, limit: int, after: str | None
) -> Page[RunLine]:
    """Return runs of a depot, or of all depots the caller may enter."""
    with store.read() as tx:
        within = depots_within(tx, caller, depot_id)
        if after is not None:
            run_for(tx, caller, after, kind)
        found = runs.list_(tx, within, kind=kind, limit=limit + 1, after=after)
        return paged([run_line(tx, run) for run in found], limit, lambda item: item.run_id)


def download(store: Store, caller: Caller, kind: Kind, run_id: str, name: str) -> Response:
    """Return a file of a run; who drove is left out of it unless the depot has enabled that.

    Raises
    ------
    ForbiddenError
        If it tells actual times of single visits and the caller may not see those.
    NotFoundError
        If there is no such run or file for the caller.
    """
    with store.write() as tx:
        run = run_for(tx, caller, run_id, kind)
        stored = runs.file(tx, run_id, name)
        personal = next(file.personal for file in runs.file_list(tx, run_id) if file.name == name)
        if personal and not caller.may("visits"):
            raise ForbiddenError.of("role_missing", value=", ".join(sorted(GRANTS["visits"])))
        with_tours = depots.get(tx, run.depot_id).settings.visits_with_tours
        if personal:
            audit.note(
                tx,
                caller.user,
                "visits.download",
                run_id,
                depot_id=run.depot_id,
                now=datetime.now(UTC),
                file=name,
                with_tours=with_tours,
            )
    content = stored.content if with_tours else without_tours(name, stored.content)
    return downloaded(content, f"lauf-{run.number}-{name}", stored.media_type)


def without_tours(name: str, content: bytes) -> bytes:
    """Return a table without the columns that lead to a person; anything else as it is."""
    ending = Path(name).suffix
    if ending == ".parquet":
        frame = pd.read_parquet(io.BytesIO(content))
        return content if WHO.isdisjoint(frame.columns) else _other(frame).to_parquet(index=False)
    if ending == ".csv" and content.strip():
        frame = pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False)
        return content if WHO.isdisjoint(frame.columns) else _other(frame).to_csv(index=False).encode()
    return content


def _other(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.drop(columns=[name for name in frame.columns if name in WHO])
