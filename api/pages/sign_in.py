"""In and out: the sign-in page, one-time links, the language, and where the way leads after that."""

from datetime import UTC, datetime
from typing import Annotated, Final, Literal
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from api.accounts import signing_in
from api.accounts.access import SESSION_COOKIE, SignedIn, StoreOf, caller_of
from api.accounts.origin import refuse_foreign
from api.language import LANGUAGE_COOKIE, asked_of
from api.pages.shell import AREAS, page
from api.pages.town_picture import town_picture
from api.settings import Settings
from data.store import accounts, audit, sessions
from data.store.sessions import LONGEST, NewSession
from routing.errors import InputError, SignInError, TermintreuError
from routing.messages import Language

router = APIRouter()

YEAR_S: Final = 365 * 86_400

Text = Annotated[str, Form(max_length=1000)]
Wanted = Annotated[str, Query(alias="next", max_length=2000)]


@router.get("/")
def home(caller: SignedIn) -> Response:
    """Lead to the first area that the caller may see."""
    return _to(next((href for _, href, needed in AREAS if caller.may(needed)), "/account"))


@router.get("/sign-in")
def show(request: Request, wanted: Wanted = "/", *, ended: bool = False) -> Response:
    """Show the sign-in page."""
    if not ended and _signed_in(request):
        return _to(own(wanted))
    return _page(request, wanted=own(wanted), ended=ended)


@router.post("/sign-in")
async def enter(
    request: Request,
    store: StoreOf,
    user: Text = "",
    password: Text = "",
    wanted: Annotated[str, Form(alias="next", max_length=2000)] = "/",
) -> Response:
    """Sign in."""
    refuse_foreign(request)
    address = request.client.host if request.client else ""
    try:
        known, session = await run_in_threadpool(
            signing_in.sign_in, store, user, password, address, now=datetime.now(UTC)
        )
    except SignInError as error:
        return _page(request, wanted=own(wanted), error=error, name=user[:200], status=error.http_status)
    return begun(request, _to(own(wanted)), session, known.language)


@router.post("/sign-out")
def leave(request: Request, caller: SignedIn, store: StoreOf) -> Response:
    """Sign out."""
    token = request.cookies.get(SESSION_COOKIE, "")
    with store.write() as tx:
        sessions.close(tx, token)
        audit.note(tx, caller.user, "session.close", caller.user.user_id, now=datetime.now(UTC))
    answer = _to("/sign-in")
    answer.delete_cookie(SESSION_COOKIE)
    return answer


@router.get("/link/{token}")
def show_link(token: str, request: Request, store: StoreOf) -> HTMLResponse:
    """Show where a one-time link leads: a name and a new password."""
    with store.read() as tx:
        owner = signing_in.owner_of(tx, token, now=datetime.now(UTC))
    return page(request, "link.html", owner=owner, display_name=owner.display_name, errors={})


@router.post("/link/{token}")
async def follow(
    token: str, request: Request, store: StoreOf, display_name: Text = "", password: Text = "", again: Text = ""
) -> Response:
    """Set name and password, and sign in."""
    refuse_foreign(request)
    now = datetime.now(UTC)
    try:
        user, session = await run_in_threadpool(
            signing_in.follow_link, store, token, display_name, password, again, language=asked_of(request), now=now
        )
    except InputError as error:
        return await run_in_threadpool(_link_again, request, store, token, display_name, error)
    return begun(request, _to("/"), session, user.language)


@router.get("/language/{language}")
def choose_language(language: Literal["de", "en"], request: Request, store: StoreOf, wanted: Wanted = "/") -> Response:
    """Speak the other language from now on."""
    try:
        user = caller_of(request).user
    except SignInError:
        user = None
    if user is not None and user.language != language:
        with store.write() as tx:
            accounts.speak(tx, user.user_id, language)
    answer = _to(own(wanted))
    _remember(request, answer, language)
    return answer


@router.get("/sign-in/streets")
def streets(request: Request, store: StoreOf) -> JSONResponse:
    """Return the picture of the town."""
    picture = town_picture(store, request.app.state.settings)
    return JSONResponse(picture.model_dump(), headers={"Cache-Control": "public, max-age=86400"})


def own(address: str) -> str:
    """Return an address of ours as it is, and the start page for any other."""
    if not address.startswith("/") or not address.isprintable() or "\\" in address:
        return "/"
    parts = urlsplit(address)
    foreign = bool(parts.scheme or parts.netloc) or address.startswith("//")
    return "/" if foreign or parts.path.startswith(("/sign-in", "/sign-out", "/link", "/language")) else address


def begun(request: Request, answer: Response, session: NewSession, language: Language) -> Response:
    """Hand out a session with an answer."""
    answer.set_cookie(
        SESSION_COOKIE,
        session.token,
        max_age=int(LONGEST.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=_settings(request).secure_cookies,
    )
    _remember(request, answer, language)
    return answer


def told(request: Request, error: TermintreuError) -> dict[str, str]:
    """Return what is wrong by field, in the language of the page."""
    language = asked_of(request)
    return {
        finding.column or "": finding.model_copy(update={"column": None}).text(language) for finding in error.findings
    }


def _page(
    request: Request,
    *,
    wanted: str,
    status: int = 200,
    error: SignInError | None = None,
    ended: bool = False,
    name: str = "",
) -> Response:
    said = error.findings[0].text(asked_of(request)) if error else ""
    return page(request, "sign_in.html", status=status, wanted=wanted, error=said, ended=ended, name=name)


def _link_again(request: Request, store: StoreOf, token: str, display_name: str, error: InputError) -> HTMLResponse:
    with store.read() as tx:
        owner = signing_in.owner_of(tx, token, now=datetime.now(UTC))
    return page(
        request, "link.html", status=422, owner=owner, display_name=display_name[:200], errors=told(request, error)
    )


def _signed_in(request: Request) -> bool:
    try:
        caller_of(request)
    except SignInError:
        return False
    return True


def _remember(request: Request, answer: Response, language: Language) -> None:
    answer.set_cookie(
        LANGUAGE_COOKIE, language, max_age=YEAR_S, samesite="lax", secure=_settings(request).secure_cookies
    )


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


def _to(address: str) -> RedirectResponse:
    return RedirectResponse(address, status_code=303)
