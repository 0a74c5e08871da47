"""The clock that runs beside the service and lets what has had its time be deleted."""

import threading
from datetime import UTC, datetime
from typing import Final

import structlog

from data.store import Store, retention
from routing.errors import StoreError

logger = structlog.get_logger(__name__)

HOUR_S: Final = 3600.0


class RetentionClock:
    """Looks once an hour, from the start on. Several services on one store do no harm."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="retention", daemon=True)

    def start(self) -> None:
        """Look now and from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Stop looking; a deletion that has begun is finished."""
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._look()
            self._stopping.wait(HOUR_S)

    def _look(self) -> None:
        """Delete what is due; a store that is away for a while is asked again in an hour."""
        try:
            with self._store.write() as tx:
                gone = retention.expire(tx, datetime.now(UTC))
        except StoreError as error:
            logger.warning("retention_hindered", error=error.findings[0].code)
            return
        if gone.histories or gone.jobs:
            logger.info("retention", histories=len(gone.histories), jobs=gone.jobs)
