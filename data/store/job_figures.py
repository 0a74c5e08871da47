"""How many jobs there are, for those who watch the service."""

import sqlalchemy as sa

from data.store.engine import Transaction
from data.store.jobs import State
from data.store.tables import JOBS


def counts(tx: Transaction) -> dict[tuple[str, State], int]:
    """Return the number of jobs by kind and state; what is not there has no entry."""
    rows = tx.execute(sa.select(JOBS.c.kind, JOBS.c.state, sa.func.count()).group_by(JOBS.c.kind, JOBS.c.state))
    return {(kind, state): number for kind, state, number in rows}
