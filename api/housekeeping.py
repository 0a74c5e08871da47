"""What the service does by itself, each hour: throw away what its time has run out for, and note it."""

from datetime import datetime

import structlog

from data.store import Store, audit, retention

logger = structlog.get_logger(__name__)


def tidy(store: Store, now: datetime) -> None:
    """Delete actual times that were kept long enough, and jobs that ended long ago."""
    with store.write() as tx:
        expired = retention.expire(tx, now)
        for history in expired.histories:
            audit.note(tx, None, "history.expire", history.history_id, depot_id=history.depot_id, now=now)
    if expired.histories or expired.jobs:
        logger.info("expired", histories=len(expired.histories), jobs=expired.jobs)
