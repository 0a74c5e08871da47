"""Vehicles of a depot, as the cells of its vehicle list; :mod:`data.imports.vehicles` says what they mean."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from data.store.engine import Transaction
from data.store.tables import VEHICLES
from routing.errors import ConflictError, NotFoundError, StaleError
from routing.model import Frozen


class VehicleRecord(Frozen):
    """One vehicle: the filled cells of its row by canonical column, ``vehicle_id`` among them."""

    vehicle_id: str
    cells: dict[str, str]
    version: int


def rows(tx: Transaction, depot_id: str) -> tuple[VehicleRecord, ...]:
    """Return a depot's vehicles in the order of its list."""
    found = tx.execute(_of(depot_id).order_by(VEHICLES.c.position, VEHICLES.c.vehicle_id)).mappings()
    return tuple(_record(row) for row in found)


def get(tx: Transaction, depot_id: str, vehicle_id: str) -> VehicleRecord:
    """Return a vehicle.

    Raises
    ------
    NotFoundError
        If the depot has none with this id.
    """
    row = tx.execute(_of(depot_id).where(VEHICLES.c.vehicle_id == vehicle_id)).mappings().first()
    if row is None:
        raise NotFoundError.of("unknown_depot_vehicle", value=vehicle_id)
    return _record(row)


def replace_all(tx: Transaction, depot_id: str, lines: Sequence[Mapping[str, str]]) -> tuple[VehicleRecord, ...]:
    """Put another list in the place of a depot's vehicles; a vehicle that stays counts its version on."""
    before = {record.vehicle_id: record.version for record in rows(tx, depot_id)}
    tx.execute(VEHICLES.delete().where(VEHICLES.c.depot_id == depot_id))
    for position, cells in enumerate(lines):
        _insert(tx, depot_id, position, cells, before.get(cells["vehicle_id"], 0) + 1)
    return rows(tx, depot_id)


def add(tx: Transaction, depot_id: str, cells: Mapping[str, str]) -> VehicleRecord:
    """Add a vehicle at the end of the list.

    Raises
    ------
    ConflictError
        If the depot has one with this id.
    """
    listed = rows(tx, depot_id)
    if any(record.vehicle_id == cells["vehicle_id"] for record in listed):
        raise ConflictError.of("vehicle_known", column="vehicle_id", value=cells["vehicle_id"])
    last = tx.scalar(sa.select(sa.func.max(VEHICLES.c.position)).where(VEHICLES.c.depot_id == depot_id))
    _insert(tx, depot_id, 0 if last is None else last + 1, cells, 1)
    return get(tx, depot_id, cells["vehicle_id"])


def change(tx: Transaction, depot_id: str, vehicle_id: str, version: int, cells: Mapping[str, str]) -> VehicleRecord:
    """Put other cells in the place of a vehicle's; its id may change.

    Raises
    ------
    NotFoundError, StaleError, ConflictError
        If there is none, it has another version by now, or the new id is taken.
    """
    record = get(tx, depot_id, vehicle_id)
    told = cells["vehicle_id"]
    if told != vehicle_id and any(other.vehicle_id == told for other in rows(tx, depot_id)):
        raise ConflictError.of("vehicle_known", column="vehicle_id", value=told)
    done = tx.execute(
        VEHICLES.update()
        .where(*_is(depot_id, vehicle_id), VEHICLES.c.version == version)
        .values(vehicle_id=told, cells=dict(cells), version=version + 1)
    )
    if done.rowcount == 0:
        raise StaleError.of("changed_meanwhile", value=vehicle_id, detail=str(record.version))
    return get(tx, depot_id, told)


def drop(tx: Transaction, depot_id: str, vehicle_id: str, version: int) -> None:
    """Take a vehicle off the list.

    Raises
    ------
    NotFoundError, StaleError
        If there is none, or it has another version by now.
    """
    record = get(tx, depot_id, vehicle_id)
    done = tx.execute(VEHICLES.delete().where(*_is(depot_id, vehicle_id), VEHICLES.c.version == version))
    if done.rowcount == 0:
        raise StaleError.of("changed_meanwhile", value=vehicle_id, detail=str(record.version))


def _of(depot_id: str) -> sa.Select[tuple[object, ...]]:
    return sa.select(VEHICLES).where(VEHICLES.c.depot_id == depot_id)


def _is(depot_id: str, vehicle_id: str) -> tuple[sa.ColumnElement[bool], ...]:
    return VEHICLES.c.depot_id == depot_id, VEHICLES.c.vehicle_id == vehicle_id


def _insert(tx: Transaction, depot_id: str, position: int, cells: Mapping[str, str], version: int) -> None:
    tx.execute(
        VEHICLES.insert().values(
            depot_id=depot_id,
            vehicle_id=cells["vehicle_id"],
            position=position,
            cells=dict(cells),
            version=version,
        )
    )


def _record(row: sa.RowMapping) -> VehicleRecord:
    return VehicleRecord(vehicle_id=row["vehicle_id"], cells=row["cells"], version=row["version"])
