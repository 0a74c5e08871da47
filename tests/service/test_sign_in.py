"""Signing in by password and by link, and how a session ends."""

from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher

from api.accounts import passwords
from api.accounts.access import SESSION_COOKIE
from api.accounts.first_admin import first_admin
from api.accounts.passwords import LEAST, hashed
from api.accounts.signing_in import sign_in
from api.pages.sign_in import own
from data.store import accounts, links, sessions
from data.store.login_failures import PAUSE
from routing.errors import SignInError

PASSWORD, WRONG = "morgens um sechs", "mittags um zwei"
HTML = {"Accept": "text/html"}


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Hash with less work than in earnest."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def now():
    return datetime.now(UTC)


@pytest.fixture
def anna(store, now):
    """A dispatcher with a password."""
    kept = hashed(PASSWORD)
    with store.write() as tx:
        user = accounts.create_user(tx, "anna", ["dispatcher"], now=now)
        accounts.keep_password(tx, user.user_id, kept)
    return user


@pytest.fixture
def link(store, now):
    """The path of the first admin's link."""
    return first_admin(store, "", now)


def entered(service, **form):
    return service.post("/sign-in", data={"user": "anna", "password": PASSWORD} | form, follow_redirects=False)


def refusal(store, now, name="anna", password=WRONG, address="10.0.0.1"):
    """Return the code of a sign-in that fails, and what it says."""
    with pytest.raises(SignInError) as refused:
        sign_in(store, name, password, address, now=now)
    return refused.value.findings[0].text("de")


@pytest.mark.usefixtures("anna")
def test_a_right_password_opens_a_session_and_leads_on(service):
    answer = entered(service, next="/orders?day=1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/orders?day=1")
    assert service.get("/api/v1/session").json()["name"] == "anna"


@pytest.mark.usefixtures("anna")
def test_names_are_not_told_apart_by_capitals(service):
    assert entered(service, user=" Anna ").status_code == 303


@pytest.mark.usefixtures("anna")
def test_the_session_cookie_is_hidden_from_scripts_and_other_sites(service):
    given = entered(service).headers["set-cookie"].lower()
    assert "httponly" in given
    assert "samesite=lax" in given


@pytest.mark.usefixtures("anna")
def test_a_wrong_password_says_how_many_tries_are_left(service):
    answer = entered(service, password=WRONG)
    assert answer.status_code == 401
    assert "Name oder Passwort stimmt nicht. Noch 4 Versuche, dann 10 Minuten Pause." in answer.text


@pytest.mark.usefixtures("anna")
def test_an_unknown_name_is_answered_like_a_wrong_password(store, now):
    assert refusal(store, now, "anna", address="10.0.0.1") == refusal(store, now, "nobody", address="10.0.0.2")


@pytest.mark.usefixtures("anna")
def test_after_five_failures_even_the_right_password_waits(store, now):
    said = [refusal(store, now) for _ in range(5)]
    assert "Noch 1 Versuch," in said[3]
    assert refusal(store, now, password=PASSWORD) == said[4]


@pytest.mark.usefixtures("anna")
def test_after_the_pause_the_right_password_works(store, now):
    for _ in range(5):
        refusal(store, now)
    assert sign_in(store, "anna", PASSWORD, "10.0.0.1", now=now + PAUSE)


def test_one_address_can_t_try_many_names(store, now):
    said = [refusal(store, now, f"name{at}") for at in range(21)]
    assert "10 Minuten geht es weiter" in said[-1]


@pytest.mark.usefixtures("anna")
def test_success_forgets_the_failures_before(store, now):
    refusal(store, now)
    sign_in(store, "anna", PASSWORD, "10.0.0.1", now=now)
    assert "Noch 4 Versuche" in refusal(store, now)


def test_a_disabled_person_can_t_sign_in(store, anna, now):
    with store.write() as tx:
        accounts.change(tx, anna.user_id, anna.version, active=False)
    assert "stimmt nicht" in refusal(store, now, password=PASSWORD)


@pytest.mark.usefixtures("anna")
def test_signing_in_from_another_site_is_refused(service):
    answer = service.post(
        "/sign-in", data={"user": "anna", "password": PASSWORD}, headers={"Origin": "https://elsewhere.example"}
    )
    assert answer.json()["code"] == "origin_foreign"


@pytest.mark.parametrize("after", [sessions.IDLE, sessions.LONGEST])
def test_a_session_ends(store, anna, now, after):
    with store.write() as tx:
        session = sessions.open_session(tx, anna.user_id, now=now)
        sessions.see(tx, session.token, now=now + after - timedelta(hours=1))
    with store.read() as tx:
        kept = sessions.by_session(tx, session.token, now=now + after - timedelta(minutes=1))
        ended = sessions.by_session(tx, session.token, now=now + after + sessions.IDLE)
    assert (kept is None, ended) == (False, None)


@pytest.mark.usefixtures("anna")
def test_signing_out_ends_the_session_itself(service):
    entered(service)
    token = service.cookies[SESSION_COOKIE]
    csrf = {"X-CSRF-Token": _csrf(service)}
    service.post("/sign-out", headers=csrf)
    service.cookies.set(SESSION_COOKIE, token)
    assert service.get("/api/v1/session").status_code == 401


@pytest.mark.usefixtures("anna")
def test_a_new_password_ends_the_other_sessions(service, store, now):
    entered(service)
    _, other = sign_in(store, "anna", PASSWORD, "10.0.0.2", now=now)
    form = {"before": PASSWORD, "password": "abends um sieben", "again": "abends um sieben"}
    service.post("/account/password", data=form, headers={"X-CSRF-Token": _csrf(service)})
    with store.read() as tx:
        assert sessions.by_session(tx, other.token, now=now) is None
    assert service.get("/api/v1/session").status_code == 200


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [
        ("kurz", "kurz", f"mindestens {LEAST}"),
        ("die anna von hier", "die anna von hier", "Namen"),
        ("a" * 12, "b", "verschieden"),
    ],
)
@pytest.mark.usefixtures("anna")
def test_a_weak_password_is_refused_with_the_reason(service, password, again, said):
    entered(service)
    form = {"before": PASSWORD, "password": password, "again": again}
    answer = service.post("/account/password", data=form, headers={"X-CSRF-Token": _csrf(service)})
    assert answer.status_code == 422
    assert said in answer.text


def test_a_page_leads_to_the_sign_in_and_back(service):
    answer = service.get("/admin?x=1", headers=HTML, follow_redirects=False)
    assert answer.headers["location"] == "/sign-in?next=/admin%3Fx%3D1"


def test_an_ended_session_says_that_nothing_is_lost(service):
    service.cookies.set(SESSION_COOKIE, "forged")
    assert "Es ist nichts verloren" in service.get("/admin", headers=HTML).text


def test_a_program_with_a_forged_session_gets_a_problem(service):
    service.cookies.set(SESSION_COOKIE, "forged")
    answer = service.get("/api/v1/session")
    assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")


@pytest.mark.parametrize(
    "address",
    ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/\t/evil", "", "/sign-in"],
)
def test_the_way_back_leads_nowhere_else(address):
    assert own(address) == "/"


def test_the_first_start_gives_a_link_once_somebody_can_get_in(service, store, link, now):
    _followed(service, link)
    assert first_admin(store, "", now) is None


def test_a_second_start_without_a_password_makes_a_new_link_and_ends_the_first(service, store, link, now):
    assert first_admin(store, "", now) != link
    assert service.get(link).status_code == 403


def test_a_link_sets_name_and_password_and_signs_in(service, link):
    _followed(service, link)
    assert service.get("/api/v1/session").json()["display_name"] == "Sandra Kühn"


def test_a_link_works_once(service, link):
    _followed(service, link)
    assert _followed(service, link).json()["code"] == "link_over"


def test_a_link_ends_after_a_day(store, link, now):
    token = link.rsplit("/", 1)[1]
    with store.read() as tx:
        assert links.owner(tx, token, now=now + timedelta(hours=25)) is None


def test_a_town_without_roads_is_a_plain_panel(service):
    assert service.get("/sign-in/streets").json()["lines"] == []


@pytest.mark.usefixtures("desk_town")
def test_the_picture_shows_streets_and_nothing_of_the_day(service):
    picture = service.get("/sign-in/streets").json()
    assert set(picture) == {"width", "height", "lines", "names"}
    assert picture["lines"]


def test_a_language_is_kept_for_the_person(service, anna, store):
    entered(service)
    service.get("/language/en", headers=HTML, follow_redirects=False)
    with store.read() as tx:
        assert accounts.user(tx, anna.user_id).language == "en"


def _csrf(service):
    return service.get("/account", headers=HTML).text.split('name="csrf-token" content="')[1].split('"')[0]


def test_who_sets_a_first_password_goes_on_in_the_language_of_that_page(service, store, link):
    service.headers["accept-language"] = "en-GB,en"
    _followed(service, link)
    with store.read() as tx:
        assert accounts.by_name(tx, "admin").language == "en"


def test_a_link_for_a_lost_password_leaves_the_language_alone(service, store, anna, now):
    service.headers["accept-language"] = "en-GB,en"
    with store.write() as tx:
        token = links.create(tx, anna.user_id, now=now)
    _followed(service, f"/link/{token}")
    with store.read() as tx:
        assert accounts.user(tx, anna.user_id).language == "de"


def _followed(service, link):
    form = {"display_name": "Sandra Kühn", "password": PASSWORD, "again": PASSWORD}
    return service.post(link, data=form, follow_redirects=False)
