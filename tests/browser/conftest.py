"""Maps opened in a real browser that can't reach anything but the file."""

import shutil
import subprocess
from dataclasses import dataclass, field

import pytest
from map_days import GOOD_ORDER, LATE_ORDER, paths_of, plan_of, small_day, streets
from playwright._impl._driver import compute_driver_executable
from playwright.sync_api import sync_playwright

from maps import PlanLayer, plan_map, streets_frame

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
HAND, OURS = "By hand (simulated)", "termintreu"


@pytest.fixture(scope="session")
def chromium():
    """Return the system's Chromium, driven without any network."""
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
