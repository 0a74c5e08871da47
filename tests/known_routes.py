"""The service's application, with the work on its routes done once for all tests of this process."""

from fastapi import FastAPI

from api.app import create_app
from api.settings import Settings

_known = {}


def app_of(settings: Settings) -> FastAPI:
    """Return an application of its own that answers on the routes of the first one made here.

    At the first request of an application FastAPI reads the signatures behind
    all its routes, which takes longer than most tests. Routes know neither
    settings nor store; each request brings its application.
    """
    app = create_app(settings)
    known = _known.setdefault(tuple(sorted(settings.tasks.items())), tuple(app.router.routes))
    app.router.routes = list(known)  # a test may add some of its own
    return app
