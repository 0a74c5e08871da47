"""Room in the queue: a depot may have so many jobs waiting and no more."""

from api.settings import Settings
from data.store import Transaction, jobs
from routing.errors import OverloadError


def refuse_crowd(
    tx: Transaction, settings: Settings, depot_id: str | None, user_id: str, idempotency_key: str | None
) -> None:
    """Refuse one more job of a depot, or of none, that has too many waiting; a job asked for again is none more.

    Raises
    ------
    OverloadError
        If there are too many.
    """
    if idempotency_key is not None and jobs.by_key(tx, user_id, idempotency_key) is not None:
        return
    waiting = jobs.waiting(tx, depot_id)
    if waiting >= settings.max_waiting:
        raise OverloadError.of("too_many_waiting", value=str(waiting))
