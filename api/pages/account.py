"""One's own account: language, password, keys, how the pages behave."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from api.accounts import signing_in
from api.accounts.access import Caller, SignedIn, StoreOf
from api.pages.shell import page
from api.pages.sign_in import begun, told
from data.store import Store, accounts, api_keys, depots
from routing.errors import ForbiddenError, InputError

router = APIRouter()

Text = Annotated[str, Form(max_length=1000)]


@router.get("/account")
def show(
    request: Request, caller: SignedIn, store: StoreOf, *, changed: Annotated[bool, Query()] = False
) -> HTMLResponse:
    """Show the account."""
    return _page(request, caller, store, {}, changed=changed)


@router.post("/account/password")
async def change_password(
    request: Request, caller: SignedIn, store: StoreOf, before: Text = "", password: Text = "", again: Text = ""
) -> Response:
    """Change the password; all other sessions end."""
    if caller.csrf_token is None:
        raise ForbiddenError.of("session_needed")
    now = datetime.now(UTC)
    try:
        session = await run_in_threadpool(
            signing_in.change_password, store, caller.user, before, password, again, now=now
        )
    except InputError as error:
        return await run_in_threadpool(_page, request, caller, store, told(request, error), status=422)
    return begun(request, RedirectResponse("/account?changed=true", 303), session, caller.language)


def _page(
    request: Request,
    caller: Caller,
    store: Store,
    errors: dict[str, str],
    *,
    changed: bool = False,
    status: int = 200,
) -> HTMLResponse:
    with store.read() as tx:
        keys = api_keys.of(tx, caller.user.user_id)
        entered = None if caller.user.depots is None else depots.list_(tx, caller.user.depots)
    return page(
        request,
        "account.html",
        caller=caller,
        status=status,
        keys=keys,
        entered=entered,
        errors=errors,
        changed=changed,
        roles=[role for role in accounts.ROLES if role in caller.user.roles],
    )
