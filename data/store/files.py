"""Files: what was uploaded and what was computed, kept as bytes in the same transaction as what names them."""

from datetime import datetime
from hashlib import sha256
from uuid import uuid4

import sqlalchemy as sa

from data.store.engine import Transaction
from data.store.tables import FILES
from routing.errors import NotFoundError, StoreError
from routing.model import Frozen


class FileFacts(Frozen):
    """What is known of a file without reading it; ``size`` in bytes, ``sha256`` in hexadecimal digits."""

    file_id: str
    name: str
    media_type: str
    size: int
    sha256: str


class StoredFile(FileFacts):
    """A file with its content."""

    content: bytes


def put(tx: Transaction, name: str, media_type: str, content: bytes, *, now: datetime) -> str:
    """Keep a file and return its id. A file never changes: what is new gets a new id."""
    file_id = uuid4().hex
    tx.execute(
        FILES.insert().values(
            file_id=file_id,
            name=name,
            media_type=media_type,
            size=len(content),
            sha256=sha256(content).hexdigest(),
            content=content,
            created_at=now,
        )
    )
    return file_id


def facts(tx: Transaction, file_id: str) -> FileFacts:
    """Return what is known of a file.

    Raises
    ------
    NotFoundError
        If it is not kept, or no longer.
    """
    columns = [FILES.c[field] for field in FileFacts.model_fields]
    row = tx.execute(sa.select(*columns).where(FILES.c.file_id == file_id)).mappings().first()
    if row is None:
        raise NotFoundError.of("file_gone", value=file_id)
    return FileFacts.model_validate(dict(row))


def get(tx: Transaction, file_id: str) -> StoredFile:
    """Return a file as it was put.

    Raises
    ------
    NotFoundError
        If it is not kept, or no longer.
    StoreError
        If its bytes are no longer those that were put.
    """
    columns = [FILES.c[field] for field in StoredFile.model_fields]
    row = tx.execute(sa.select(*columns).where(FILES.c.file_id == file_id)).mappings().first()
    if row is None:
        raise NotFoundError.of("file_gone", value=file_id)
    content = bytes(row["content"])
    if sha256(content).hexdigest() != row["sha256"]:
        raise StoreError.of("store_damaged", detail=f"files {file_id}")
    return StoredFile.model_validate({**row, "content": content})


def drop(tx: Transaction, file_id: str) -> None:
    """Delete a file that nothing names any more; one that is not there is no error."""
    tx.execute(FILES.delete().where(FILES.c.file_id == file_id))
