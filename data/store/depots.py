"""Depots: where tours begin, on which roads, and what the firm has set for them."""

from collections.abc import Collection
from datetime import datetime
from typing import Annotated, Any
from uuid import uuid4

import sqlalchemy as sa
from pydantic import Field

from data.store.engine import Transaction
from data.store.tables import DEPOTS, METADATA
from routing.errors import ConflictError, NotFoundError, StaleError
from routing.model import Frozen


class DepotSettings(Frozen):
    """What the firm sets for a depot.

    Parameters
    ----------
    k_tours
        Figures for fewer tours than this are not shown.
    small_groups_agreed
        Whether those concerned have agreed to fewer than five, e.g. in a works agreement.
    late_share, tight_share
        From this probability of a late arrival on a stop counts as late, or as tight.
    tolerance_min
        Lateness that still counts as on time.
    cost_per_late_stop_eur
        What a late stop costs the firm; ``None`` for not told.
    visits_with_tours
        Whether single visits are shown with their tour and vehicle to analysts.
    retention_days
        How long actual times are kept.
    simulated
        Whether its history comes from a simulation, as in the demo.
    planning_s
        How long planning searches; ``None`` for as long as the size of the day asks for.
    """

    k_tours: Annotated[int, Field(ge=2, le=100)] = 5
    small_groups_agreed: bool = False
    late_share: Annotated[float, Field(gt=0, le=1)] = 0.5
    tight_share: Annotated[float, Field(ge=0, le=1)] = 0.2
    tolerance_min: Annotated[int, Field(ge=0, le=240)] = 0
    cost_per_late_stop_eur: Annotated[float, Field(ge=0, le=1_000_000)] | None = None
    visits_with_tours: bool = False
    retention_days: Annotated[int, Field(ge=1, le=3660)] = 180
    simulated: bool = False
    planning_s: Annotated[int, Field(ge=1, le=3600)] | None = None


class Depot(Frozen):
    """A depot of the firm; its coordinates stand in its vehicle list.

    Parameters
    ----------
    roads_id, traffic_file_id
        What it plans with; ``None`` for no roads yet, and for usual traffic.
    """

    depot_id: str
    name: str
    timezone: str
    roads_id: str | None
    traffic_file_id: str | None
    settings: DepotSettings
    version: int


def create(
    tx: Transaction,
    name: str,
    *,
    timezone: str = "Europe/Berlin",
    roads_id: str | None = None,
    settings: DepotSettings | None = None,
    now: datetime,
) -> Depot:
    """Add a depot.

    Raises
    ------
    ConflictError
        If another depot has the name.
    """
    _unused(tx, name)
    depot_id = uuid4().hex
    tx.execute(
        DEPOTS.insert().values(
            depot_id=depot_id,
            name=name,
            timezone=timezone,
            roads_id=roads_id,
            traffic_file_id=None,
            settings=(settings or DepotSettings()).model_dump(),
            version=1,
            created_at=now,
        )
    )
    return get(tx, depot_id)


def get(tx: Transaction, depot_id: str) -> Depot:
    """Return a depot.

    Raises
    ------
    NotFoundError
        If there is none with this id.
    """
    row = tx.execute(sa.select(DEPOTS).where(DEPOTS.c.depot_id == depot_id)).mappings().first()
    if row is None:
        raise NotFoundError.of("unknown_depot_id", value=depot_id)
    return _depot(row)


def list_(tx: Transaction, depots: Collection[str] | None = None) -> tuple[Depot, ...]:
    """Return all depots, or those with these ids, by name."""
    rows = tx.execute(sa.select(DEPOTS).order_by(DEPOTS.c.name, DEPOTS.c.depot_id)).mappings()
    return tuple(_depot(row) for row in rows if depots is None or row["depot_id"] in depots)


def change(tx: Transaction, depot_id: str, version: int, **values: Any) -> Depot:
    """Change columns of a depot; ``settings`` is a :class:`DepotSettings`.

    Raises
    ------
    NotFoundError
        If there is no such depot.
    StaleError
        If it has another version by now.
    ConflictError
        If another depot has the name.
    """
    if "name" in values:
        _unused(tx, values["name"], but=depot_id)
    if "settings" in values:
        values["settings"] = values["settings"].model_dump()
    done = tx.execute(
        DEPOTS.update()
        .where(DEPOTS.c.depot_id == depot_id, DEPOTS.c.version == version)
        .values(version=version + 1, **values)
    )
    depot = get(tx, depot_id)
    if done.rowcount == 0:
        raise StaleError.of("changed_meanwhile", value=depot.name, detail=str(depot.version))
    return depot


def drop(tx: Transaction, depot_id: str, version: int) -> Depot:
    """Delete a depot with its vehicles, and return what it was.

    Raises
    ------
    NotFoundError, StaleError
        If there is no such depot, or it has another version by now.
    ConflictError
        If something was done in it: lists, plans, histories and their jobs stay.
    """
    depot = get(tx, depot_id)
    used = [table.name for table in METADATA.sorted_tables if _keeps(tx, table, depot_id)]
    if used:
        raise ConflictError.of("depot_in_use", value=depot.name, detail=", ".join(used))
    done = tx.execute(DEPOTS.delete().where(DEPOTS.c.depot_id == depot_id, DEPOTS.c.version == version))
    if done.rowcount == 0:
        raise StaleError.of("changed_meanwhile", value=depot.name, detail=str(depot.version))
    return depot


def _keeps(tx: Transaction, table: sa.Table, depot_id: str) -> bool:
    """Tell whether rows of a table refer to a depot and do not go with it."""
    columns = [key.parent for key in table.foreign_keys if key.column.table is DEPOTS and key.ondelete is None]
    return any(tx.execute(sa.select(column).where(column == depot_id).limit(1)).first() for column in columns)


def _unused(tx: Transaction, name: str, *, but: str = "") -> None:
    """Refuse a name that another depot has."""
    others = tx.execute(sa.select(DEPOTS.c.depot_id).where(DEPOTS.c.name == name, DEPOTS.c.depot_id != but)).first()
    if others is not None:
        raise ConflictError.of("depot_name_taken", column="name", value=name)


def _depot(row: sa.RowMapping) -> Depot:
    return Depot(
        depot_id=row["depot_id"],
        name=row["name"],
        timezone=row["timezone"],
        roads_id=row["roads_id"],
        traffic_file_id=row["traffic_file_id"],
        settings=DepotSettings.model_validate(row["settings"]),
        version=row["version"],
    )
