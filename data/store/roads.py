"""Road networks: each a saved file, and what is in it."""

from datetime import datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from data.store.engine import Transaction
from data.store.tables import ROADS
from routing.errors import NotFoundError
from routing.model import Frozen


class Roads(Frozen):
    """A road network of the store; ``statistics`` as of :mod:`routing.roads.statistics`."""

    roads_id: str
    name: str
    content_hash: str
    file_id: str
    statistics: dict[str, Any]
    created_at: datetime


def add(
    tx: Transaction, name: str, *, content_hash: str, file_id: str, statistics: dict[str, Any], now: datetime
) -> Roads:
    """Keep a network whose saved file is in the store already."""
    roads_id = uuid4().hex
    tx.execute(
        ROADS.insert().values(
            roads_id=roads_id,
            name=name,
            content_hash=content_hash,
            file_id=file_id,
            statistics=statistics,
            created_at=now,
        )
    )
    return get(tx, roads_id)


def get(tx: Transaction, roads_id: str) -> Roads:
    """Return a network.

    Raises
    ------
    NotFoundError
        If there is none with this id.
    """
    row = tx.execute(sa.select(ROADS).where(ROADS.c.roads_id == roads_id)).mappings().first()
    if row is None:
        raise NotFoundError.of("unknown_roads", value=roads_id)
    return Roads.model_validate(dict(row))


def same(tx: Transaction, content_hash: str) -> Roads | None:
    """Return the network with this content, if it is kept already."""
    row = tx.execute(sa.select(ROADS).where(ROADS.c.content_hash == content_hash)).mappings().first()
    return None if row is None else Roads.model_validate(dict(row))


def list_(tx: Transaction) -> tuple[Roads, ...]:
    """Return all networks, the newest first."""
    rows = tx.execute(sa.select(ROADS).order_by(ROADS.c.created_at.desc(), ROADS.c.roads_id)).mappings()
    return tuple(Roads.model_validate(dict(row)) for row in rows)
