"""Whole mornings in a real browser: a dispatcher, a manager and an analyst on one running service with its worker."""

import re
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO

import desk_days
import pytest
import result_days
from openpyxl import Workbook
from past_weeks import town_depot, weeks
from playwright.sync_api import expect
from running_service import running

from api.accounts.access import SESSION_COOKIE
from api.settings import Settings
from api.wording import phrase
from data.store import Store, links, vehicles
from data.store.accounts import create_user
from data.store.depots import DepotSettings
from data.store.sessions import open_session

LANGUAGES = pytest.mark.parametrize("language", ["de", "en"])
JOB_MS = 90_000
"""A tiny job takes seconds; a machine with much else to do takes longer."""

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ORDERS = 8
PASSWORD = "long enough for anybody"  # noqa: S105 - of a person who is made up


@dataclass
class Service:
    """A running service, its store, and how people come to its pages."""

    address: str
    store: Store

    def person(self, role, language):
        """Return a new person of a role."""
        name = f"{role}-{language}-{time.monotonic_ns()}"
        with self.store.write() as tx:
            return create_user(tx, name, [role], now=datetime.now(UTC), language=language)

    def link(self, person):
        """Return the path of a one-time link."""
        with self.store.write() as tx:
            return "/link/" + links.create(tx, person.user_id, now=datetime.now(UTC))

    def signed_in(self, person):
        """Return what a browser keeps of a person who has signed in."""
        with self.store.write() as tx:
            token = open_session(tx, person.user_id, now=datetime.now(UTC)).token
        cookie = {"name": SESSION_COOKIE, "value": token, "domain": "127.0.0.1", "path": "/", "expires": -1}
        return {"cookies": [cookie | {"httpOnly": True, "secure": False, "sameSite": "Lax"}], "origins": []}


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    """One service with an embedded worker for all mornings."""
    with running(Settings(folder=tmp_path_factory.mktemp("morning") / "var", workers=1)) as (address, store):
        yield Service(address, store)


@pytest.fixture
def visit(service, browse):
    """Return a function that opens a path of the service; the page is left before the service ends."""
    opened = []

    def visit(path, **options):
        def answer(route):
            if not route.request.url.startswith(service.address + "/"):
                return False
            route.continue_()
            return True

        page = browse(service.address + path, answer=answer, **options).page
        opened.append(page)
        return page

    yield visit
    for page in opened:
        page.close()


def excel():
    """A list as an office keeps it: a title, the date, then the headings; the third row has its window reversed."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Touren"
    for line in (["Tourenliste Innenstadt"], ["Stand: gestern"], []):
        sheet.append(line)
    sheet.append(["Auftrag", "Empfänger", "Zeit", "Gewicht (kg)", "Ausladen (min)", "Breite", "Länge"])
    for number in range(1, ORDERS + 1):
        place = desk_days.corner(number % 7, number * 3 % 7)
        window = "14:00-09:00" if number == 3 else "8-12"
        where = [f"{degrees:.5f}".replace(".", ",") for degrees in (place.lat, place.lon)]
        sheet.append([f"A{number}", f"Kunde {number}", window, 10, "5", *where])
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


@pytest.fixture
def town(service, desk_roads, language):
    """A depot on the grid town with three vans, of which two are needed."""
    network, content, _ = desk_roads
    settings = DepotSettings(planning_s=2)
    depot_id, _ = desk_days.keep_depot(service.store, content, network, settings=settings, name=f"Markt {language}")
    van = {"shift_start": "06:00", "shift_end": "15:00", "capacity_kg": "60"}
    yard = {"depot_lat": "49.4442", "depot_lon": "7.7663"}
    with service.store.write() as tx:
        vehicles.replace_all(tx, depot_id, [van | yard | {"vehicle_id": f"van {number}"} for number in (1, 2, 3)])
    return depot_id


def _longest(page):
    """Return the number of the tour with the most stops, and that of another."""
    counts = {}
    for row in page.locator("tbody[data-tour]").all():
        number = row.get_attribute("data-tour")
        page.locator(f"tbody[data-tour='{number}'] > .tour-row").click()
        counts[number] = page.locator(f"tbody[data-tour='{number}'] > .stop-row").count()
        page.locator(f"tbody[data-tour='{number}'] > .tour-row").click()
    first, second = sorted(counts, key=counts.get, reverse=True)[:2]
    return first, second


@LANGUAGES
def test_a_dispatcher_signs_in_plans_a_list_and_hands_out_the_sheets(service, visit, town, language):
    def words(name, **values):
        return phrase(name, language, **values)

    page = visit(service.link(service.person("dispatcher", language)), locale=language)
    page.get_by_label(words("display_name")).fill("Petra Becker")
    page.get_by_label(words("password_new")).fill(PASSWORD)
    page.get_by_label(words("password_again")).fill(PASSWORD)
    with page.expect_navigation(url=lambda url: "/sign-in" not in url and "/link" not in url):
        page.get_by_role("button", name=words("link_do")).click()
    expect(page.locator("html")).to_have_attribute("lang", language)

    page.goto(f"{service.address}/orders?depot={town}")
    page.set_input_files("[data-file]", {"name": "Touren.xlsx", "mimeType": EXCEL, "buffer": excel()})
    expect(page.locator("#t-fix")).to_have_text(words("orders_need_one"))
    expect(page.get_by_label(words("orders_meaning_of", header="Ausladen (min)"))).to_have_value("service_min")
    page.get_by_role("button", name="09:00–14:00").click()
    expect(page.locator("#t-fix")).to_have_text(words("orders_need_none"))
    page.get_by_role("button", name=words("orders_plan_all", ready=ORDERS)).click()

    page.wait_for_url("**/plan/*")
    expect(page.locator("[data-wait] progress, [data-wait] [role=progressbar]").first).to_be_visible()
    page.wait_for_selector("html[data-ready='map']", state="attached", timeout=JOB_MS)
    expect(page.locator("[data-state]")).to_have_text(words("plan_state_draft"))
    assert page.locator(".pin").count() == ORDERS

    source, target = _longest(page)
    page.locator(f"tbody[data-tour='{source}'] > .tour-row").click()
    row = page.locator(f"tbody[data-tour='{source}'] > .stop-row").first
    moved = row.get_attribute("data-stop")
    row.click()
    expect(page.locator("[data-card]")).to_contain_text("Kunde")
    row.focus()
    page.keyboard.press("m")
    page.keyboard.press(target)
    expect(page.locator("[data-delta] table:not(.is-old)").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator(f"tbody[data-tour='{target}'] .stop-row[data-stop='{moved}']")).to_be_visible()
    expect(page.locator(".stop-row.is-pending")).to_have_count(0)

    page.locator("[data-act='release']").click()
    page.locator("[data-act='release-now']").click()
    expect(page.locator("[data-state]")).to_have_text(words("plan_state_released"))
    tours = page.locator(".tl__row[data-tour]").count()
    page.locator("[data-sheets]").click()
    expect(page.locator("article.sheet")).to_have_count(tours)
    expect(page.get_by_role("button", name=words("sheet_print"))).to_be_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")


@LANGUAGES
def test_a_manager_reads_the_figures_drills_down_looks_at_the_map_and_takes_the_report(service, visit, language):
    now = datetime.now(UTC)
    depot_id = result_days.keep_depot(service.store, now=now, name=f"Hof {language}")
    result_days.keep_diagnosis(service.store, depot_id, now=now)
    result_days.keep_replay(service.store, depot_id, now=now)
    state = service.signed_in(service.person("manager", language))
    page = visit(f"/results?depot={depot_id}", storage_state=state)

    rate = page.locator('[data-tile="rate"]')
    expect(rate).to_contain_text(re.compile(r"\d.*\[.+–.+\]", re.DOTALL))
    rate.locator("summary").click()
    expect(rate.locator("dl")).to_be_visible()
    page.keyboard.press("Escape")
    rate.get_by_role("link", name=phrase("tile_break_down", language)).click()

    page.locator("#drill").get_by_role("link", name=phrase("by_area", language), exact=True).click()
    current = page.locator("#drill [aria-current='true']")
    expect(current).to_have_text(phrase("by_area", language))
    expect(page.locator("#drill tbody tr").first).to_be_visible()

    page.wait_for_selector("path.patch")
    page.locator("table.places[data-l='area'] button.place").first.click()
    expect(page.locator("[data-card]")).to_be_visible()

    page.locator("summary", has_text=phrase("results_report", language)).click()
    with page.expect_download() as report:
        page.get_by_role("link", name=phrase("results_report_html", language)).click()
    content = report.value.path().read_text(encoding="utf-8")
    assert f'<html lang="{language}"' in content
    assert "http://" not in content.split("<body")[1].replace("http://www.w3.org/", "")


def _begin(page, opener, language, **fields):
    """Open the dialog of a new run once the page's scripts listen, fill it and start it."""
    page.wait_for_load_state()
    opener.click()
    dialog = page.locator("dialog[open]")
    dialog.locator("summary").click()
    for name, value in fields.items():
        dialog.locator(f"[name={name}]").fill(value)
    dialog.get_by_role("button", name=phrase("an_start", language)).click()
    page.wait_for_url("**run=*")


@LANGUAGES
def test_an_analyst_uploads_diagnoses_replays_compares_and_takes_the_data(service, visit, tmp_path, language):
    def words(name, **values):
        return phrase(name, language, **values)

    depot = town_depot(service.store, f"Gasse {language}")
    given, fleet = weeks()
    (tmp_path / "history.csv").write_bytes(given)
    (tmp_path / "vehicles.csv").write_bytes(fleet)
    state = service.signed_in(service.person("analyst", language))
    page = visit(f"/analysis/history?depot={depot.depot_id}", storage_state=state)
    page.set_input_files("input[name=file]", tmp_path / "history.csv")
    page.set_input_files("input[name=vehicles]", tmp_path / "vehicles.csv")
    page.get_by_role("button", name=words("an_hand_in")).click()
    page.get_by_role("heading", name=words("an_understood")).wait_for()

    _begin(page, page.get_by_role("button", name=words("an_diagnose")), language, work_limit="1")
    expect(page.locator(".kpi__v").first).to_be_visible(timeout=JOB_MS)

    for number, seed in ((2, "1"), (3, "2")):
        page.get_by_role("link", name=words("an_tab_replays"), exact=True).click()
        opener = page.locator("[data-open=new-replays]").first
        opener.wait_for()
        _begin(page, opener, language, scenarios="10", work_limit="1", seed=seed)
        page.get_by_role("heading", name=words("an_run", number=number)).first.wait_for()
        page.locator(".an-rates").wait_for(timeout=JOB_MS)

    for box in page.locator("input[name=run]").all():
        box.check()
    page.get_by_role("button", name=words("an_compare")).click()
    page.get_by_role("heading", name=words("an_compare_title", a=2, b=3)).or_(
        page.get_by_role("heading", name=words("an_compare_title", a=3, b=2))
    ).wait_for()

    page.get_by_role("link", name=words("an_tab_replays"), exact=True).click()
    page.locator("summary", has_text=words("an_downloads")).click()
    with page.expect_download() as taken:
        page.get_by_role("link", name="days.csv").click()
    assert taken.value.path().read_text(encoding="utf-8").count("\n") >= 2
