"""What is thrown away when its time is over, so that nobody has to remember to."""

from datetime import datetime, timedelta
from typing import Final

from data.store import histories, jobs
from data.store.engine import Transaction
from routing.model import Frozen

JOB_DAYS: Final = 90
"""How long an ended job can be looked up; its idempotency key is free again afterwards."""


class ExpiredHistory(Frozen):
    """A history whose files with actual times were deleted; what was found in sum stays."""

    history_id: str
    depot_id: str


class Expired(Frozen):
    """What was deleted, for the audit log."""

    histories: tuple[ExpiredHistory, ...]
    jobs: int


def expire(tx: Transaction, now: datetime) -> Expired:
    """Delete the files that tell actual times of single visits, once their histories' time is over, and old jobs.

    Documents, charts and learned times of the runs stay: they tell of no
    single visit. Calling it again changes nothing.
    """
    gone = tuple(
        ExpiredHistory(history_id=history.history_id, depot_id=history.depot_id)
        for history in histories.expire(tx, now=now)
    )
    return Expired(histories=gone, jobs=jobs.prune(tx, now - timedelta(days=JOB_DAYS)))
