"""What the outside sees of a job."""

from datetime import datetime
from typing import Any

from api.accounts.access import Caller
from data.store import Transaction, jobs
from data.store.jobs import Asked, Job, State
from routing.errors import Finding, NotFoundError
from routing.model import Frozen


class JobError(Frozen):
    """Why a job failed, in both languages, with all findings."""

    code: str
    title_de: str
    title_en: str
    detail_de: str
    detail_en: str
    findings: tuple[Finding, ...]


class JobView(Frozen):
    """How far a job is.

    Parameters
    ----------
    subject
        What it is about: the id of the plan, roads or run it makes.
    place
        In the queue, from 1; ``None`` once it has begun.
    asked
        What a running job has been asked to do and has not done yet.
    progress, result
        What its kind tells; ``None`` while there is nothing to tell.
    """

    job_id: str
    kind: str
    depot_id: str | None
    subject: str
    state: State
    place: int | None
    attempts: int
    asked: Asked | None
    progress: dict[str, Any] | None
    result: dict[str, Any] | None
    error: JobError | None
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None


def view_of(tx: Transaction, job: Job) -> JobView:
    """Return what the outside sees of a job."""
    shown = job.model_dump(include=set(JobView.model_fields) - {"place"})
    return JobView(**shown, place=jobs.place_in_queue(tx, job.job_id) if job.state == "waiting" else None)


def job_for(tx: Transaction, caller: Caller, job_id: str) -> Job:
    """Return a job that the caller may see: of a depot they enter; of no depot, their own or with access to all.

    Raises
    ------
    NotFoundError
        If there is none, or not for the caller.
    """
    job = jobs.get(tx, job_id)
    everywhere = caller.user.depots is None or job.user_id == caller.user.user_id
    if not (everywhere if job.depot_id is None else caller.enters(job.depot_id)):
        raise NotFoundError.of("unknown_job", value=job_id)
    return job
