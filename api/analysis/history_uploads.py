"""A history as it is handed in: a form with the file of past days and, if wanted, their vehicles; read as a check."""

import csv
import io
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from fastapi import Request
from starlette.datastructures import UploadFile

from api.media import media_type
from api.web.uploads import file_name, form_of
from data.history import History
from data.imports.history import read_history
from data.imports.history_report import HistoryReport
from data.store import Transaction, vehicles
from data.store.depots import Depot
from data.store.vehicles import VehicleRecord
from routing.errors import ConflictError, InputError, MediaTypeError
from routing.model import Frozen

TABLES: Final = (".csv", ".xlsx", ".xls", ".parquet")
"""Endings of the files that are read."""

SCHEMA: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["depot_id", "file"],
                    "properties": {
                        "depot_id": {"type": "string"},
                        "file": {
                            "type": "string",
                            "format": "binary",
                            "description": "Past days: CSV, Excel or Parquet.",
                        },
                        "vehicles": {
                            "type": "string",
                            "format": "binary",
                            "description": "Their vehicles; the depot's own unless given.",
                        },
                    },
                }
            }
        },
    }
}
"""What the interface's description says of the form."""


class Part(Frozen):
    """A file of the form."""

    name: str
    content: bytes

    @property
    def media_type(self) -> str:
        """By its ending."""
        return media_type(self.name)


class HistoryUpload(Frozen):
    """The form: ``vehicles`` is ``None`` for the depot's own."""

    depot_id: str
    history: Part
    vehicles: Part | None


async def received(request: Request, limit_mb: float) -> HistoryUpload:
    """Read the form of a request.

    Raises
    ------
    TermintreuError
        If it is no form, too large, damaged, or lacks something; see :func:`api.web.uploads.form_of`.
    """
    form = await form_of(request, limit_mb, files=2)
    try:
        depot_id = form.get("depot_id")
        if not isinstance(depot_id, str) or not depot_id:
            raise InputError.of("request_field_missing", column="depot_id")
        history, fleet = await _part(form.get("file")), await _part(form.get("vehicles"))
    finally:
        await form.close()
    if history is None:
        raise InputError.of("request_field_missing", column="file")
    return HistoryUpload(depot_id=depot_id, history=history, vehicles=fleet)


def own_vehicles(tx: Transaction, depot: Depot) -> Part:
    """Return a depot's own vehicles as a list.

    Raises
    ------
    ConflictError
        If it has none.
    """
    records = vehicles.rows(tx, depot.depot_id)
    if not records:
        raise ConflictError.of("depot_without_vehicles", value=depot.name)
    return Part(name="vehicles.csv", content=_list_of(records))


def checked(history: Part, fleet: Part, depot: Depot) -> History:
    """Read both files.

    Raises
    ------
    HistoryFileError, VehicleFileError, InputError
        If a file can't be read as a whole, with all findings.
    """
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / "history" / history.name, Path(folder) / "vehicles" / fleet.name]
        for path, part in zip(paths, (history, fleet), strict=True):
            path.parent.mkdir()
            path.write_bytes(part.content)
        return read_history(*paths, tolerance_s=depot.settings.tolerance_min * 60)


def summary_of(read: History) -> dict[str, Any]:
    """Return what was understood, as the store keeps it."""
    return HistoryReport.of(read).model_dump(mode="json", exclude={"file"})


async def _part(part: UploadFile | str | None) -> Part | None:
    """Return a file of the form; browsers send an empty part for an empty field.

    Raises
    ------
    MediaTypeError
        If its name does not end like a table's.
    """
    if not isinstance(part, UploadFile) or not (part.filename or part.size):
        return None
    name = file_name(part.filename or "")
    if Path(name).suffix.lower() not in TABLES:
        raise MediaTypeError.of("history_file_kind", value=name, detail=", ".join(TABLES))
    return Part(name=name, content=await part.read())


def _list_of(records: Sequence[VehicleRecord]) -> bytes:
    """Return vehicles as CSV."""
    columns = dict.fromkeys(name for record in records for name in record.cells)
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(columns), restval="")
    writer.writeheader()
    writer.writerows(record.cells for record in records)
    return text.getvalue().encode()
