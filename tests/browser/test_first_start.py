"""A new service leads from its one-time link to the first plan, one action at a time, in a real browser."""

from datetime import UTC, datetime

import desk_days
import pytest
from playwright.sync_api import expect
from running_service import running, within

from api.accounts.first_admin import first_admin
from api.settings import Settings

WORDS = "Zwölf Fuder Rüben"
READ_WITHIN_MS = 60_000

FLEET = b"""vehicle_id;shift_start;shift_end;capacity_kg;depot_lat;depot_lon
Wagen 1;06:00;15:00;800;49.4441;7.7661
Wagen 2;06:00;15:00;800;49.4441;7.7661
"""
ORDERS = """Kd.-Nr.;Empfänger;Zeit;Menge;Breite;Länge
10442;Bäckerei Lang;08:00-10:00;4;49,4441;7,7651
10518;Feinkost Marino;09:00-11:00;12;49,4451;7,7661
10520;Hotel am Markt;08:00-10:00;2;49,4431;7,7671
"""


@pytest.fixture
def served(tmp_path):
    """The address and the store of an empty service; jobs are worked on."""
    with running(Settings(folder=tmp_path / "var", workers=1, preload=False)) as (address, store):
        yield address, store


@pytest.fixture
def start(served, browse):
    """The page that the one-time link opens."""
    address, store = served
    link = first_admin(store, address, datetime.now(UTC))
    return browse(link, answer=within(address), locale="de-DE").page


def only_action(page, lack):
    """Return the one action of the step that comes next."""
    step = page.locator(f"[data-step='{lack}']")
    expect(step).to_be_visible()
    expect(step.locator("a.btn, button.btn")).to_have_count(1)
    return step.locator("a.btn")


def signed_in(page):
    page.fill("[name=display_name]", "Frau Kolb")
    page.fill("[name=password]", WORDS)
    page.fill("[name=again]", WORDS)
    page.keyboard.press("Enter")


def with_depot(page):
    only_action(page, "depot").click()
    expect(page.locator("#d-name")).to_be_focused()
    page.keyboard.type("Betriebshof")
    page.keyboard.press("Enter")


def with_roads(page, tmp_path):
    town = tmp_path / "town.osm"
    town.write_text(desk_days.town_xml(), encoding="utf-8")
    only_action(page, "roads").click()
    page.set_input_files("#r-file", town)
    page.click("#roads .btn--main")


def with_vehicles(page):
    expect(page.locator("[data-step='vehicles']")).to_be_visible(timeout=READ_WITHIN_MS)
    only_action(page, "vehicles").click()
    page.wait_for_url("**/vehicles?depot=*")
    page.set_input_files("[data-file]", {"name": "fahrzeuge.csv", "mimeType": "text/csv", "buffer": FLEET})
    expect(page.locator("tr[data-vehicle='Wagen 2']")).to_be_visible()


def with_plan(page):
    page.get_by_role("link", name="Zu den Aufträgen").click()
    page.wait_for_url("**/orders?depot=*")
    page.set_input_files(
        "[data-file]", {"name": "auftraege.csv", "mimeType": "text/csv", "buffer": ORDERS.encode("utf-8")}
    )
    page.wait_for_url("**/orders/*")
    page.locator("[data-plan]").click()
    page.wait_for_url("**/plan/*")


def test_a_new_service_leads_from_its_link_to_the_first_plan(start, tmp_path):
    signed_in(start)
    with_depot(start)
    with_roads(start, tmp_path)
    with_vehicles(start)
    with_plan(start)
    expect(start.get_by_text("Bäckerei Lang").first).to_be_visible(timeout=READ_WITHIN_MS)


def test_every_area_of_an_empty_service_leads_to_the_first_step(start):
    signed_in(start)
    start.wait_for_url("**/plan")
    home = start.url.removesuffix("/plan")
    for path in ("/plan", "/orders", "/vehicles", "/admin"):
        start.goto(home + path)
        only_action(start, "depot").click()
        expect(start.locator("#d-name")).to_be_visible()


def test_an_extract_that_is_none_says_so_and_leaves_the_depot_as_it_was(start, tmp_path):
    signed_in(start)
    with_depot(start)
    (tmp_path / "town.osm.pbf").write_bytes(b"no roads")
    only_action(start, "roads").click()
    start.set_input_files("#r-file", tmp_path / "town.osm.pbf")
    start.click("#roads .btn--main")
    expect(start.locator("[data-reading] [data-error]")).to_contain_text("town", timeout=READ_WITHIN_MS)
    start.reload()
    expect(only_action(start, "roads")).to_be_visible()
