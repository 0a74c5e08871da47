"""A row in every table, whatever columns it has, so that no new column is forgotten."""

from datetime import date
from hashlib import sha256

import sqlalchemy as sa

from data.store.tables import FILES, JOBS, METADATA, Moment

CONTENT = bytes(range(256)) * 400


def fill(tx, now):
    """Put a row into every table."""
    made = {}
    for table in METADATA.sorted_tables:
        row = {column.name: _value(column, made, now) for column in table.columns}
        if table is FILES:
            row |= {"content": CONTENT, "sha256": sha256(CONTENT).hexdigest()}
        if table is JOBS:
            row |= {"state": "running", "asked": "finish"}
        made[table.name] = row
        tx.execute(table.insert().values(**row))


def _value(column, made, now):
    for key in column.foreign_keys:
        return made[key.column.table.name][key.column.name]
    if isinstance(column.type, Moment):
        return now
    if isinstance(column.type, sa.String):
        return f"{column.name} „ü“\n'"[: column.type.length or 99]
    plain = {sa.JSON: {"größe": [1, 2.5, None, "\u2028"]}, sa.Date: date(2026, 3, 2), sa.Boolean: True, sa.Integer: 7}
    return next((value for kind, value in plain.items() if isinstance(column.type, kind)), b"")


def everything(tx):
    """Return all rows of all tables."""
    return {
        table.name: [dict(row) for row in tx.execute(sa.select(table).order_by(*table.primary_key)).mappings()]
        for table in METADATA.sorted_tables
    }
