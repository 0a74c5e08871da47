"""A service that listens on a port of its own while a test uses it, and people who look at its pages."""

import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from uuid import uuid4

import uvicorn
from known_routes import app_of
from stopped_clock import stopped_clock

from api.accounts.access import SESSION_COOKIE
from data.store.accounts import create_user
from data.store.sessions import open_session

STARTED_WITHIN_S = 60
STOPPED_WITHIN_S = 60


@contextmanager
def running(settings):
    """Yield the address of a service and its store."""
    app = app_of(settings)
    config = uvicorn.Config(app, port=0, log_level="critical", lifespan="on", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    until = time.monotonic() + STARTED_WITHIN_S
    with stopped_clock():
        thread.start()
        while not server.started:
            assert time.monotonic() < until, "the service did not start"
            time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}", app.state.store
    finally:
        server.should_exit = True
        thread.join(STOPPED_WITHIN_S)
        assert not thread.is_alive(), "the service did not stop"


def within(address):
    """Return what lets a browser reach this service and nothing else."""

    def answer(route):
        if not route.request.url.startswith(address + "/"):
            return False
        route.continue_()
        return True

    return answer


def visitor(served, browse, role):
    """Return a function that opens a page of a service as a new person.

    A fixture that uses it takes ``served`` before ``browse``, so that pages
    are closed before the service ends: one that listens would complain.
    """
    address, store = served

    def visit(path, *, language="de", depots=None, **options):
        now = datetime.now(UTC)
        with store.write() as tx:
            user = create_user(tx, f"{role}-{uuid4().hex[:6]}", [role], now=now, language=language, depots=depots)
            token = open_session(tx, user.user_id, now=now).token
        cookie = {"name": SESSION_COOKIE, "value": token, "domain": "127.0.0.1", "path": "/", "expires": -1}
        state = {"cookies": [cookie | {"httpOnly": True, "secure": False, "sameSite": "Lax"}], "origins": []}
        return browse(address + path, answer=within(address), storage_state=state, **options)

    return visit
