"""Order lists: handed in as they are, understood, put right in place."""

from datetime import UTC, datetime
from datetime import date as Date
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request, Response
from pydantic import Field
from starlette.concurrency import run_in_threadpool

from api.accounts.access import Caller, Requires, StoreOf
from api.media import BYTES
from api.orders.lists import check_list, sheet_of
from api.orders.reading import record_for
from api.orders.views import ListSummary, ListView, PlaceView, places_of, summary_of, view_of
from api.settings import Settings
from api.web.answers import downloaded
from api.web.idempotency import IdempotencyKey
from api.web.paging import After, Limit, Page, paged
from api.web.problems import PROBLEMS
from api.web.uploads import Upload, form_schema, received, refuse_other_kinds
from api.web.versions import etag, expected
from data.imports.mapping import refuse_unfit, suggested
from data.imports.sheet import Sheet, read_sheet
from data.store import Store, Transaction, audit, depots, files, order_lists
from data.store.order_lists import OrderListRecord
from routing.clock import FIRST_DAY, LAST_DAY
from routing.errors import ConflictError, InputError, OrderFileError, TooLargeError
from routing.model import Frozen

router = APIRouter(tags=["imports"], responses=PROBLEMS)

MOST_ROWS: Final = 20_000
"""A longer list is refused; a day is planned from far fewer (``max_stops``)."""

MOST_COLUMNS: Final = 300
"""A wider one is no list; each column costs time to understand, and a line of Excel has room for 16384."""

Dispatcher = Annotated[Caller, Depends(Requires("lists"))]

PASTED: Final = {"de": "Aus Excel eingefügt", "en": "Pasted from Excel"}


class Decisions(Frozen):
    """What somebody decided about a list; what is not named stays as it is.

    Parameters
    ----------
    mapping
        Meaning of columns of the file; ``null`` for not used.
    corrections
        Texts in place of the file's, by row and canonical column; ``null`` takes a correction back.
    left_out
        All rows that are not planned.
    """

    mapping: dict[str, str | None] = Field(default_factory=dict)
    corrections: dict[int, dict[str, Annotated[str, Field(max_length=1000)] | None]] = Field(default_factory=dict)
    left_out: tuple[int, ...] | None = None


@router.get("/imports")
def list_imports(
    caller: Dispatcher,
    store: StoreOf,
    depot_id: str,
    date: Date | None = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[ListSummary]:
    """List a depot's order lists, the newest first."""
    caller.enter(depot_id)
    with store.read() as tx:
        depots.get(tx, depot_id)
        if after is not None:
            record_for(tx, caller, after)
        dates = () if date is None else (date,)
        found = order_lists.list_(tx, depot_id, dates=dates, limit=limit + 1, after=after)
    return paged([summary_of(record) for record in found], limit, lambda item: item.list_id)


@router.post(
    "/imports",
    status_code=201,
    openapi_extra=form_schema(
        depot_id={"type": "string"}, date={"type": "string", "format": "date"}, text={"type": "string"}
    ),
)
async def hand_in(
    request: Request,
    response: Response,
    caller: Dispatcher,
    store: StoreOf,
    idempotency_key: IdempotencyKey = None,
) -> ListView:
    """Take a list as CSV, Excel or pasted text; the file is kept as it is, and what was understood comes back."""
    settings: Settings = request.app.state.settings
    upload = await received(request, settings.max_upload_mb)
    view = await run_in_threadpool(_kept, store, caller, upload, idempotency_key)
    response.headers["Location"] = f"/api/v1/imports/{view.list_id}"
    etag(response, view.version)
    return view


def _kept(store: Store, caller: Caller, upload: Upload, key: str | None) -> ListView:
    """Keep an upload and return what was understood of it."""
    depot_id, day = upload.field("depot_id"), _day(upload.field("date"))
    caller.enter(depot_id)
    with store.read() as tx:
        depots.get(tx, depot_id)
    refuse_other_kinds(upload)
    name = upload.name or PASTED[caller.language]
    sheet = read_sheet(upload.content, name, OrderFileError)
    if len(sheet.rows) > MOST_ROWS:
        raise TooLargeError.of("list_too_long", file=name, value=str(len(sheet.rows)), detail=str(MOST_ROWS))
    if len(sheet.headers) > MOST_COLUMNS:
        raise TooLargeError.of("list_too_wide", file=name, value=str(len(sheet.headers)), detail=str(MOST_COLUMNS))
    with store.write() as tx:
        record = _first(tx, caller, key, depot_id, day, upload) or _create(
            tx, caller, key, depot_id, day, upload, sheet
        )
        return view_of(tx, check_list(tx, record))


def _day(text: str) -> Date:
    try:
        day = Date.fromisoformat(text)
    except ValueError:
        raise InputError.of("request_field", column="date", value=text[:80], detail="YYYY-MM-DD") from None
    if not FIRST_DAY <= day <= LAST_DAY:
        raise InputError.of("request_field", column="date", value=text, detail=f"{FIRST_DAY} – {LAST_DAY}")
    return day


def _first(
    tx: Transaction, caller: Caller, key: str | None, depot_id: str, day: Date, upload: Upload
) -> OrderListRecord | None:
    """Return what was handed in under this key before, if it was the same."""
    record = None if key is None else order_lists.of_key(tx, caller.user.user_id, key)
    if record is None:
        return None
    same = (record.depot_id, record.date, files.get(tx, record.file_id).content) == (depot_id, day, upload.content)
    if not same:
        raise ConflictError.of("list_key_used", value=key)
    return record


def _create(
    tx: Transaction, caller: Caller, key: str | None, depot_id: str, day: Date, upload: Upload, sheet: Sheet
) -> OrderListRecord:
    now = datetime.now(UTC)
    earlier = order_lists.like(tx, depot_id, sheet.headers_hash)
    mapping = suggested(sheet) if earlier is None else earlier.mapping
    file_id = files.put(tx, sheet.file, upload.media_type or BYTES, upload.content, now=now)
    record = order_lists.create(
        tx,
        depot_id=depot_id,
        date=day,
        name=sheet.file,
        file_id=file_id,
        headers_hash=sheet.headers_hash,
        mapping=mapping,
        user_id=caller.user.user_id,
        now=now,
        idempotency_key=key,
    )
    audit.note(tx, caller.user, "list.create", record.list_id, depot_id=depot_id, now=now, rows=len(sheet.rows))
    return record


@router.get("/imports/{list_id}")
def read_import(list_id: str, response: Response, caller: Dispatcher, store: StoreOf) -> ListView:
    """Return what was understood of a list."""
    with store.read() as tx:
        view = view_of(tx, check_list(tx, record_for(tx, caller, list_id)))
    etag(response, view.version)
    return view


@router.patch("/imports/{list_id}")
def decide(
    list_id: str, decisions: Decisions, request: Request, response: Response, caller: Dispatcher, store: StoreOf
) -> ListView:
    """Say what columns mean, put rows right, leave rows out; needs ``If-Match``."""
    version = expected(request)
    with store.write() as tx:
        record = record_for(tx, caller, list_id)
        sheet = sheet_of(tx, record)
        changed = _decided(record, decisions)
        refuse_unfit(sheet, changed.mapping, changed.corrections)
        _refuse_unknown_rows(sheet, changed.left_out)
        now = datetime.now(UTC)
        kept = order_lists.change(
            tx,
            list_id,
            version,
            mapping=changed.mapping,
            corrections=changed.corrections,
            left_out=changed.left_out,
            user_id=caller.user.user_id,
            now=now,
        )
        view = view_of(tx, check_list(tx, kept))
        audit.note(
            tx,
            caller.user,
            "list.change",
            list_id,
            depot_id=kept.depot_id,
            now=now,
            columns=len(decisions.mapping),
            rows=sorted(decisions.corrections),
        )
    etag(response, view.version)
    return view


def _decided(record: OrderListRecord, decisions: Decisions) -> OrderListRecord:
    """Return a list with decisions on top of those before."""
    corrections = {row: dict(cells) for row, cells in record.corrections.items()}
    for row, cells in decisions.corrections.items():
        both = corrections.get(row, {}) | cells
        corrections[row] = {column: text for column, text in both.items() if text is not None}
    left_out = record.left_out if decisions.left_out is None else tuple(sorted(set(decisions.left_out)))
    return record.model_copy(
        update={"mapping": record.mapping | decisions.mapping, "corrections": corrections, "left_out": left_out}
    )


def _refuse_unknown_rows(sheet: Sheet, rows: tuple[int, ...]) -> None:
    known = {number for number, _ in sheet.rows}
    unknown = [row for row in rows if row not in known]
    if unknown:
        raise InputError.of("row_unknown", row=unknown[0])


@router.get("/imports/{list_id}/places")
def read_places(list_id: str, response: Response, caller: Dispatcher, store: StoreOf) -> tuple[PlaceView, ...]:
    """Return where the ready rows of a list lie."""
    with store.read() as tx:
        checked = check_list(tx, record_for(tx, caller, list_id))
    etag(response, checked.record.version)
    return places_of(checked)


@router.get("/imports/{list_id}/file", response_class=Response)
def read_file(list_id: str, caller: Dispatcher, store: StoreOf) -> Response:
    """Return the file as it was handed in."""
    with store.read() as tx:
        stored = files.get(tx, record_for(tx, caller, list_id).file_id)
    return downloaded(stored.content, stored.name, BYTES)
