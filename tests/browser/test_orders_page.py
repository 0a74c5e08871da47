"""The page of orders in a real browser: a list dropped, put right, planned; on a phone, in English, by two people."""

import desk_days
import pytest
from playwright.sync_api import expect
from running_service import running, visitor

from api.settings import Settings
from data.store import vehicles
from routing.roads import read_extract

OFFICE = """Kd.-Nr.;Empfänger;Zeit;Menge;Breite;Länge
10442;<b>Lang</b>;8-10;4;49,4441;7,7651
10518;Feinkost Marino;14:00–09:00;12;49,4451;7,7661
10519;Kita;ab 9;46;;
10520;Hotel;8-10;2;49,4431;7,7671
"""


@pytest.fixture
def served(tmp_path):
    """The address of a running service without a worker, and its store."""
    with running(Settings(folder=tmp_path / "var", workers=0)) as served:
        yield served


@pytest.fixture
def depot_id(served, tmp_path):
    """A depot in the grid town of :mod:`desk_days`, with two vans."""
    store = served[1]
    (tmp_path / "town.osm").write_text(desk_days.town_xml(), encoding="utf-8")
    network = read_extract(tmp_path / "town.osm")
    network.save(tmp_path / "town.roads")
    depot_id, _ = desk_days.keep_depot(store, (tmp_path / "town.roads").read_bytes(), network)
    van = {"shift_start": "06:00", "shift_end": "15:00", "depot_lat": "49.4441", "depot_lon": "7.7661"}
    with store.write() as tx:
        vehicles.replace_all(tx, depot_id, [van | {"vehicle_id": f"van {number}"} for number in (1, 2)])
    return depot_id


@pytest.fixture
def visit(served, browse):
    """Return a function that opens an address of the service as a new dispatcher."""
    return visitor(served, browse, "dispatcher")


@pytest.fixture
def handed_in(visit, depot_id):
    """Return a function: the page of a list that was just handed in."""

    def hand_in(content=OFFICE, **options):
        page = visit(f"/orders?depot={depot_id}&date=2026-11-24", **options).page
        file = {"name": "Touren KW48.csv", "mimeType": "text/csv", "buffer": content.encode()}
        page.set_input_files("[data-file]", file)
        page.wait_for_url("**/orders/*")
        page.wait_for_selector("#map canvas")
        return page

    return hand_in


def row(page, number):
    return page.locator(f'tr.needs[data-row="{number}"]')


def test_a_row_is_put_right_by_its_suggestion_in_one_click(handed_in):
    page = handed_in()
    row(page, 3).get_by_role("button", name="09:00–14:00").click()
    expect(row(page, 3)).to_have_count(0)
    expect(page.locator("#t-fix")).to_have_text("1 Zeile braucht Sie")


def test_after_a_row_is_put_right_the_focus_is_on_the_next_one(handed_in):
    page = handed_in()
    row(page, 3).get_by_role("button", name="09:00–14:00").press("Enter")
    expect(row(page, 3)).to_have_count(0)
    expect(page.locator("#place4")).to_be_focused()


def test_coordinates_are_typed_in_with_a_comma_or_a_point(handed_in):
    page = handed_in()
    page.fill("#place4", "49,4443; 7.7661")
    page.press("#place4", "Enter")
    expect(row(page, 4)).to_have_count(0)


def test_a_place_is_chosen_on_the_map_by_keyboard(handed_in):
    page = handed_in()
    row(page, 4).get_by_role("button", name="Auf Karte wählen").press("Enter")
    expect(page.locator("#pick-map")).to_be_focused()
    before = page.locator("#pick-at").inner_text()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#pick-at")).not_to_have_text(before)
    page.get_by_role("button", name="Diese Lage nehmen").click()
    expect(row(page, 4)).to_have_count(0)


def test_what_was_put_right_is_there_after_a_reload(handed_in):
    page = handed_in()
    row(page, 4).get_by_role("button", name="Weglassen").click()
    expect(row(page, 4)).to_have_count(0)
    page.reload()
    expect(row(page, 4)).to_have_count(0)
    page.get_by_role("button", name="Zurückholen").click()
    expect(row(page, 4)).to_have_count(1)


def test_a_question_about_a_unit_goes_once_it_is_answered(handed_in):
    page = handed_in()
    page.get_by_role("button", name="kg", exact=True).click()
    expect(page.locator("#t-ask")).to_have_count(0)
    expect(page.get_by_label("Bedeutung von Menge")).to_have_value("demand_kg")


def test_ready_rows_are_planned_while_others_stay_open(handed_in):
    page = handed_in()
    page.locator("#fleet summary").click()
    page.get_by_label("van 2").uncheck()
    expect(page.locator("#fleet summary")).to_have_text("mit 1 von 2 Fahrzeugen")
    page.get_by_role("button", name="2 planen, 2 bleiben offen").click()
    page.wait_for_url("**/plan/*")


def test_the_second_of_two_people_is_told_and_nothing_is_overwritten(handed_in, visit):
    first = handed_in()
    second = visit("/orders/" + first.url.rsplit("/", 1)[1])
    row(first, 4).get_by_role("button", name="Weglassen").click()
    expect(row(first, 4)).to_have_count(0)
    row(second.page, 3).get_by_role("button", name="09:00–14:00").click()
    expect(second.page.locator("#stale")).to_contain_text("hat diese Liste inzwischen geändert")
    second.complaints.clear()  # the browser itself logs every refused request


def test_rows_are_pasted_from_a_spreadsheet(visit, depot_id):
    page = visit(f"/orders?depot={depot_id}&date=2026-11-24").page
    page.evaluate(
        """() => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/plain", "Auftrag\\tBreite\\tLänge\\n7\\t49,4441\\t7,7651\\n");
            document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true }));
        }"""
    )
    page.wait_for_url("**/orders/*")
    expect(page.locator("#t-fix")).to_have_text("Alle Zeilen sind bereit")


def test_a_file_that_is_refused_says_why_and_leaves_the_page(visit, depot_id):
    seen = visit(f"/orders?depot={depot_id}&date=2026-11-24")
    seen.page.set_input_files("[data-file]", {"name": "a.csv", "mimeType": "text/csv", "buffer": b"Auftrag;Kunde\n"})
    expect(seen.page.locator("[data-refused]")).to_contain_text("Unter der Kopfzeile steht keine Zeile")
    seen.complaints.clear()  # the browser itself logs every refused request


def test_the_page_speaks_english(handed_in):
    page = handed_in(language="en")
    expect(page.locator("#t-fix")).to_have_text("2 rows need you")
    expect(page.get_by_role("button", name="Plan 2, leave 2 open")).to_be_visible()


@pytest.mark.parametrize("width", [390, 720])
def test_the_page_does_not_scroll_sideways(handed_in, width):
    page = handed_in(width=width, height=844)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_vehicle_is_changed_in_place_and_kept(visit, depot_id, served):
    page = visit(f"/vehicles?depot={depot_id}").page
    field = page.get_by_label("kg von van 1")
    field.fill("850")
    field.press("Tab")
    expect(page.locator("#saved")).to_have_text("Gespeichert")
    with served[1].read() as tx:
        assert vehicles.get(tx, depot_id, "van 1").cells["capacity_kg"] == "850"


def test_a_vehicle_that_gets_breaks_is_warned_of_no_longer(visit, depot_id):
    page = visit(f"/vehicles?depot={depot_id}").page
    expect(page.locator("[data-warnings]")).to_contain_text("Für van 1, van 2 sind keine Pausen geplant")
    page.locator('tr[data-vehicle="van 1"] [data-column="break_rule"]').select_option("arbzg")
    expect(page.locator("[data-warnings]")).to_contain_text("Für van 2 sind keine Pausen geplant")


def test_a_vehicle_that_was_removed_comes_back_by_undo(visit, depot_id):
    page = visit(f"/vehicles?depot={depot_id}").page
    page.get_by_role("button", name="„van 2“ entfernen").click()
    expect(page.locator('tr[data-vehicle="van 2"]')).to_have_count(0)
    page.get_by_role("button", name="Rückgängig").click()
    expect(page.locator('tr[data-vehicle="van 2"]')).to_have_count(1)
