"""A service on a store of its own, and people signed in to it."""

from datetime import UTC, datetime

import pytest
from fastapi.testclient import TestClient

from api.access import SESSION_COOKIE
from api.app import create_app
from api.settings import Settings
from data.store.accounts import create_user, open_session


@pytest.fixture
def settings(tmp_path):
    """A store in a fresh folder; no job is worked on."""
    return Settings(folder=tmp_path / "var", workers=0)


@pytest.fixture
def app(settings):
    return create_app(settings)


@pytest.fixture
def service(app):
    """A running service that nobody is signed in to."""
    with TestClient(app) as client:
        yield client


@pytest.fixture
def signed_in(service):
    """Return a function: a client of a new person with these roles; ``depots`` as ids, or None for all."""
    app = service.app

    def sign_in(*roles, depots=None, name=None):
        now = datetime.now(UTC)
        with app.state.store.write() as tx:
            user = create_user(tx, name or "-".join(roles), roles, now=now, depots=depots)
            session = open_session(tx, user.user_id, now=now)
        client = TestClient(app, cookies={SESSION_COOKIE: session.token}, headers={"X-CSRF-Token": session.csrf_token})
        client.user = user
        return client

    return sign_in
