"""Maps opened in a real browser that can't reach anything but the file."""

import shutil
import subprocess
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import uuid4

import desk_days
import pytest
from map_days import GOOD_ORDER, LATE_ORDER, paths_of, plan_of, small_day, streets
from playwright._impl._driver import compute_driver_executable
from playwright.sync_api import Locator, sync_playwright
from running_service import running

from api.accounts.access import SESSION_COOKIE
from api.desk.day import arranged, documented
from api.desk.ground import packed
from api.desk.locks import Locks
from api.media import MATRICES
from api.settings import Settings
from api.tasks.plan import sources_of
from data.store import files, jobs, plans
from data.store.accounts import create_user
from data.store.sessions import open_session
from maps import PlanLayer, plan_map, streets_frame
from routing.roads import read_extract
from routing.solvers import SolveOptions

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
HAND, OURS = "By hand (simulated)", "termintreu"


@pytest.fixture(scope="module")
def chromium():
    """Return the system's Chromium, driven without any network.

    For a file of tests, not for all: its driver keeps an event loop running in this thread, where others need theirs.
    """
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("chromium is not installed (on Debian: apt-get install chromium)")
    driver = subprocess.run([compute_driver_executable()[0], "--version"], capture_output=True, text=True, check=False)
    if driver.returncode != 0:
        pytest.skip(f"playwright can't start (on Debian: apt-get install libatomic1): {driver.stderr.strip()}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def loaded_pages(monkeypatch):
    """Let nobody press anything before a page's scripts listen, as no hand is that fast."""
    click = Locator.click

    def pressed(self, **options):
        self.wait_for(state="attached")  # maybe on the next page
        self.page.wait_for_load_state()
        click(self, **options)

    monkeypatch.setattr(Locator, "click", pressed)


@dataclass
class Opened:
    """A page, what it asked for beyond its file, and what it complained about."""

    page: object
    outside: list = field(default_factory=list)
    complaints: list = field(default_factory=list)

    def count(self, selector):
        """Return how many elements that are shown match."""
        return self.page.locator(selector).filter(visible=True).count()

    def settle(self):
        """Wait until the map has stopped moving."""
        self.page.wait_for_function("() => !document.querySelector('.leaflet-zoom-anim, .leaflet-pan-anim')")


@pytest.fixture
def browse(chromium):
    """Return a function that opens an address with all outside requests blocked; both lists must stay empty."""
    contexts, opened = [], []

    def browse(address, *, width=1440, height=900, answer=None, **options):
        context = chromium.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce", **options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        seen = Opened(context.new_page())
        opened.append(seen)

        def route(request):
            if answer is not None and answer(request):
                return
            seen.outside.append(request.request.url)
            request.abort()

        context.route(lambda url: not url.startswith(("file:", "data:", "blob:")), route)
        seen.page.on("console", lambda line: seen.complaints.append(line.text))
        seen.page.on("pageerror", lambda error: seen.complaints.append(str(error)))
        seen.page.goto(address)
        return seen

    yield browse
    for context in contexts:
        context.close()
    assert [address for seen in opened for address in seen.outside] == []
    assert [line for seen in opened for line in seen.complaints] == []


@pytest.fixture
def layers():
    """By hand `c` is late and `f` has no tour; ours has all on time."""
    problem = small_day()
    plans = {HAND: plan_of(problem, LATE_ORDER), OURS: plan_of(problem, GOOD_ORDER)}
    return [PlanLayer.of(name, problem, plan, paths_of(problem, plan)) for name, plan in plans.items()]


@pytest.fixture
def open_map(browse, layers, tmp_path):
    """Return a function that draws layers into a file and opens it."""

    def open_map(drawn=layers, *, language="en", fragment="", **options):
        path = tmp_path / "map.html"
        plan_map(drawn, streets_frame(streets()), title="Town", language=language, note="simulated orders").save(path)
        return browse(path.as_uri() + fragment, **options)

    return open_map


@pytest.fixture(scope="session")
def desk_roads(tmp_path_factory):
    """The grid town of :mod:`desk_days` as a network, as the bytes of its file, and its day."""
    folder = tmp_path_factory.mktemp("grid")
    (folder / "town.osm").write_text(desk_days.town_xml(), encoding="utf-8")
    network = read_extract(folder / "town.osm")
    network.save(folder / "town.roads")
    return network, (folder / "town.roads").read_bytes(), desk_days.ground_of(network)


class PlanDesk:
    """A running service with one plan, and the pages of people who look at it."""

    def __init__(self, store, address, roads, browse):
        self.store, self.address, self._browse, self.opened = store, address, browse, []
        network, content, self.ground = roads
        self.depot_id, self.roads = desk_days.keep_depot(store, content, network)
        self.plan = self.keep()

    def keep(self, **how):
        """Keep one more plan of the day."""
        return desk_days.keep_plan(self.store, self.depot_id, self.roads, self.ground, **how)

    def fill(self, kept):
        """End the job of a plan that waits, as its worker would."""
        sources = sources_of(self.roads, self.ground, SolveOptions())
        day = arranged(self.ground, desk_days.TOURS, Locks(), reasons={})
        with self.store.write() as tx:
            job = jobs.get(tx, kept.job_id)
            file_id = files.put(tx, "plan.npz", MATRICES, packed(self.ground), now=desk_days.NOW)
            plans.fill(
                tx,
                kept.plan_id,
                problem=self.ground.problem.model_dump(mode="json"),
                matrices_file_id=file_id,
                sources=sources,
                what={"code": "step_planned"},
                document=documented(day, sources).model_dump(mode="json"),
                now=desk_days.NOW,
            )
            jobs.finish(tx, job.job_id, job.lease, {"plan_id": kept.plan_id}, now=desk_days.NOW)

    def person(self, *, role="dispatcher", roles=None, name="Petra Becker", language="de"):
        """Return a new person."""
        with self.store.write() as tx:
            return create_user(
                tx,
                f"{name}-{uuid4().hex[:6]}",
                roles or (role,),
                now=datetime.now(UTC),
                display_name=name,
                language=language,
                depots=None,
            )

    def open(
        self, path=None, *, person=None, ready="map", role="dispatcher", name="Petra Becker", language="de", **options
    ):
        """Open a page, by default that of the plan, as a new person."""
        user = person or self.person(role=role, name=name, language=language)
        with self.store.write() as tx:
            session = open_session(tx, user.user_id, now=datetime.now(UTC))
        cookie = {"name": SESSION_COOKIE, "value": session.token, "domain": "127.0.0.1", "path": "/", "expires": -1}
        state = {"cookies": [cookie | {"httpOnly": True, "secure": False, "sameSite": "Lax"}], "origins": []}
        address = self.address + (path or f"/plan/{self.plan.plan_id}")
        seen = self._browse(address, answer=self._answer, storage_state=state, **options)
        self.opened.append(seen)
        if ready:
            seen.page.wait_for_selector(f"html[data-ready='{ready}']", state="attached")
        return seen

    def _answer(self, route):
        inside = route.request.url.startswith(self.address + "/")
        if inside:
            route.continue_()
        return inside


@pytest.fixture
def plan_desk(browse, desk_roads, tmp_path):
    """A service on a store of its own, with the day of :mod:`desk_days` as a draft."""
    with running(Settings(folder=tmp_path / "var", workers=0)) as (address, store):
        desk = PlanDesk(store, address, desk_roads, browse)
        yield desk
        for seen in desk.opened:
            seen.page.close()  # a page that listens to a job would see its stream break
