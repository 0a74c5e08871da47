"""A service that listens on a port of its own while a test uses it."""

import threading
import time
from contextlib import contextmanager

import uvicorn

from api.app import create_app

STARTED_WITHIN_S = 20


@contextmanager
def running(settings):
    """Yield the address of a service and its store."""
    app = create_app(settings)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="on"))
    thread = threading.Thread(target=server.run)
    thread.start()
    until = time.monotonic() + STARTED_WITHIN_S
    while not server.started:
        assert time.monotonic() < until, "the service did not start"
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}", app.state.store
    server.should_exit = True
    thread.join()


def within(address):
    """Return what lets a browser reach this service and nothing else."""

    def answer(route):
        if not route.request.url.startswith(address + "/"):
            return False
        route.continue_()
        return True

    return answer
