"""What is thrown away when its time is over, so that nobody has to remember to."""

from datetime import datetime, timedelta
from typing import Final

from data.store import audit, histories, jobs
from data.store.engine import Transaction
from data.store.tables import LINKS, SESSIONS
from routing.model import Frozen

JOB_DAYS: Final = 90
"""How long an ended job can be looked up; its idempotency key is free again afterwards."""


class Expired(Frozen):
    """What was deleted: ids of histories whose files with actual times are gone, and how many of the rest."""

    histories: tuple[str, ...]
    jobs: int
    sign_ins: int


def expire(tx: Transaction, now: datetime) -> Expired:
    """Delete the files that tell actual times of single visits, once their histories' time is over; note it.

    Documents, charts and learned times of the runs stay: they tell of no
    single visit. Old jobs, and sessions and links that are over, go too.
    Calling it again changes nothing.
    """
    gone = histories.expire(tx, now=now)
    for history in gone:
        audit.note(tx, None, "history.expire", history.history_id, depot_id=history.depot_id, now=now)
    return Expired(
        histories=tuple(history.history_id for history in gone),
        jobs=jobs.prune(tx, now - timedelta(days=JOB_DAYS)),
        sign_ins=sum(
            tx.execute(table.delete().where(table.c.expires_at < now)).rowcount for table in (SESSIONS, LINKS)
        ),
    )
