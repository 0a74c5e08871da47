"""Proof of origin, API keys, and what a key may do."""

from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient

from data.store import api_keys

PREFERENCES = "/api/v1/session/preferences"


@pytest.fixture
def keyed(service):
    """Return a function: a client with a new API key of a signed-in person, and the key as it was made."""

    def keyed(owner, **rights):
        made = owner.post("/api/v1/api-keys", json={"name": "script"} | rights).json()
        return TestClient(service.app, headers={"Authorization": f"Bearer {made['secret']}"}), made["key"]

    return keyed


@pytest.mark.parametrize("token", [None, "", "forged", "förged"])
def test_a_change_without_the_sessions_token_is_refused(signed_in, token):
    client = signed_in("dispatcher")
    client.headers.pop("X-CSRF-Token")
    headers = {} if token is None else {"X-CSRF-Token": token.encode()}
    assert client.put(PREFERENCES, json={}, headers=headers).json()["code"] == "csrf"


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://elsewhere.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_a_change_from_another_site_is_refused_even_with_the_token(signed_in, headers):
    assert signed_in("dispatcher").put(PREFERENCES, json={}, headers=headers).json()["code"] == "origin_foreign"


def test_a_form_may_carry_the_token_as_a_field(signed_in):
    client = signed_in("dispatcher")
    token = client.headers.pop("X-CSRF-Token")
    answer = client.post("/sign-out", data={"csrf_token": token}, follow_redirects=False)
    assert answer.headers["location"] == "/sign-in"


def test_a_key_needs_no_token_of_a_session(signed_in, keyed):
    client, _ = keyed(signed_in("dispatcher"))
    assert client.put(PREFERENCES, json={"a": 1}).json()["preferences"] == {"a": 1}


def test_a_key_is_kept_as_a_digest_only(signed_in, service):
    made = signed_in("dispatcher").post("/api/v1/api-keys", json={"name": "script"}).json()
    content = b"".join(path.read_bytes() for path in service.app.state.settings.folder.glob("termintreu.db*"))
    assert made["secret"].startswith("tt_")
    assert made["secret"].encode() not in content


def test_a_key_with_fewer_roles_may_do_less(signed_in, keyed):
    client, _ = keyed(signed_in("dispatcher", "admin"), roles=["dispatcher"])
    assert client.get("/api/v1/users").status_code == 403


def test_a_key_loses_what_its_person_loses(signed_in, keyed):
    owner = signed_in("dispatcher", "admin", name="both")
    client, _ = keyed(owner, roles=["admin"])
    boss = signed_in("admin")
    boss.patch(f"/api/v1/users/{owner.user.user_id}", json={"roles": ["dispatcher"]}, headers={"If-Match": '"1"'})
    assert client.get("/api/v1/users").status_code == 403


def test_a_key_can_t_have_more_rights_than_its_person(signed_in):
    answer = signed_in("dispatcher").post("/api/v1/api-keys", json={"name": "script", "roles": ["admin"]})
    assert answer.json()["code"] == "key_rights"


def test_a_key_makes_no_key_with_more_rights(signed_in, keyed):
    client, _ = keyed(signed_in("dispatcher", "admin"), roles=["dispatcher"])
    made = client.post("/api/v1/api-keys", json={"name": "child"}).json()
    assert made["key"]["roles"] == ["dispatcher"]


def test_a_revoked_key_opens_nothing(signed_in, keyed):
    owner = signed_in("dispatcher")
    client, key = keyed(owner)
    owner.delete(f"/api/v1/api-keys/{key['key_id']}")
    assert client.get("/api/v1/session").status_code == 401


def test_somebody_elses_key_does_not_exist(signed_in, keyed):
    _, key = keyed(signed_in("dispatcher"))
    assert signed_in("admin").delete(f"/api/v1/api-keys/{key['key_id']}").status_code == 404


def test_use_of_a_key_is_noted(signed_in, keyed, service):
    owner = signed_in("dispatcher")
    client, key = keyed(owner)
    client.get("/api/v1/session")
    with service.app.state.store.read() as tx:
        used_at = api_keys.get(tx, owner.user.user_id, key["key_id"]).used_at
    assert datetime.now(UTC) - used_at < timedelta(minutes=1)


def test_a_wrong_key_is_not_helped_by_a_good_session(signed_in):
    answer = signed_in("dispatcher").get("/api/v1/session", headers={"Authorization": "Bearer tt_wrong"})
    assert answer.status_code == 401


def test_preferences_that_are_not_named_stay(signed_in):
    client = signed_in("dispatcher")
    client.put(PREFERENCES, json={"split": [1, 2], "airy": True})
    assert client.put(PREFERENCES, json={"airy": None}).json()["preferences"] == {"split": [1, 2]}


def test_large_preferences_are_refused(signed_in):
    assert signed_in("dispatcher").put(PREFERENCES, json={"a": "x" * 9000}).status_code == 413
