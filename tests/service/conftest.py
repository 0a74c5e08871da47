"""A service on a store of its own, and people signed in to it."""

from datetime import UTC, datetime

import desk_days
import pytest
from fastapi.testclient import TestClient
from known_routes import app_of
from migrated_stores import put_store
from stopped_clock import stopped_clock

from api.accounts.access import SESSION_COOKIE
from api.settings import Settings
from data.store.accounts import create_user
from data.store.sessions import open_session
from routing.roads import read_extract
from routing.traffic import DEFAULT_TRAFFIC


@pytest.fixture
def settings(tmp_path):
    """A store in a fresh folder; no job is worked on."""
    return Settings(folder=tmp_path / "var", workers=0)


@pytest.fixture
def app(settings):
    return app_of(settings)


@pytest.fixture
def service(app):
    """A running service that nobody is signed in to."""
    put_store(app.state.settings.folder)
    with stopped_clock(), TestClient(app) as client:
        yield client


@pytest.fixture
def store(service):
    """The store of the running service."""
    return service.app.state.store


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


@pytest.fixture(scope="session")
def grid_town(tmp_path_factory):
    """The grid town of :mod:`desk_days` as a network and as the bytes of its file."""
    folder = tmp_path_factory.mktemp("grid")
    (folder / "town.osm").write_text(desk_days.town_xml(), encoding="utf-8")
    network = read_extract(folder / "town.osm")
    network.save(folder / "town.roads")
    return network, (folder / "town.roads").read_bytes()


@pytest.fixture(scope="session")
def desk_ground(grid_town):
    return desk_days.ground_of(grid_town[0])


@pytest.fixture
def desk_town(service, grid_town, desk_ground):
    """A depot in the service's store: its id, its roads, the day of :mod:`desk_days` on them."""
    network, content = grid_town
    depot_id, kept = desk_days.keep_depot(service.app.state.store, content, network)
    return depot_id, kept, desk_ground


@pytest.fixture
def desk_plan(service, desk_town):
    """A draft of the day of :mod:`desk_days`."""
    return desk_days.keep_plan(service.app.state.store, *desk_town)


@pytest.fixture
def usual_plan(service, desk_town, grid_town):
    """The same draft in usual traffic, nothing learned."""
    ground = desk_days.ground_of(grid_town[0], DEFAULT_TRAFFIC)
    return desk_days.keep_plan(service.app.state.store, *desk_town[:2], ground)


@pytest.fixture
def dispatcher(signed_in):
    return signed_in("dispatcher")


@pytest.fixture
def plan(desk_plan, dispatcher):
    """The draft of the day of :mod:`desk_days` as a dispatcher asks for it."""
    return desk_days.AskedPlan(dispatcher, desk_plan.plan_id)
