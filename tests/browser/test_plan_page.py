"""The morning of a dispatcher: open the plan, move stops by keys and by hand, undo, lock, release."""

import re

import pytest
from desk_days import NOW
from playwright.sync_api import expect

from data.store import accounts, jobs, plans, vehicles

LANGUAGES = pytest.mark.parametrize("language", ["de", "en"])


def row(seen, order_id):
    return seen.page.locator(f".stop-row[data-stop='{order_id}']")


def tour(seen, number):
    return seen.page.locator(f"tbody[data-tour='{number}'] > .tour-row")


def listed(seen, number):
    """Return the order ids of an open tour, as the list shows them."""
    rows = seen.page.locator(f"tbody[data-tour='{number}'] > .stop-row")
    return rows.evaluate_all("rows => rows.map(row => row.dataset.stop)")


def drag(seen, source, target):
    """Drag with the mouse and hold until the server has said what it costs."""
    source.scroll_into_view_if_needed()
    begin = source.bounding_box()
    page = seen.page
    page.mouse.move(begin["x"] + begin["width"] / 2, begin["y"] + begin["height"] / 2)
    page.mouse.down()
    page.mouse.move(begin["x"] + begin["width"] / 2 + 8, begin["y"] + begin["height"] / 2 + 8, steps=3)
    for _ in range(2):  # rows may shift once a stop is lifted, and a hand follows
        end = target.bounding_box()
        page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] / 2, steps=4)


def settled(seen):
    """Wait until the preview's figures are the server's, not old ones."""
    expect(seen.page.locator("[data-delta] table:not(.is-old)").first).to_be_visible()


def refused_quietly(seen, status):
    """Take the browser's own line about a refused request off the list of complaints."""
    expected = [line for line in seen.complaints if f"status of {status}" in line]
    assert expected
    seen.complaints[:] = [line for line in seen.complaints if line not in expected]


WORDS = {
    "de": {"draft": "Entwurf", "undo": "Rückgängig", "release": "Freigeben", "late": "Verspätet erwartet"},
    "en": {"draft": "Draft", "undo": "Undo", "release": "Release", "late": "Expected late"},
}


@LANGUAGES
def test_the_plan_opens_with_list_map_and_timeline(plan_desk, language):
    seen = plan_desk.open(language=language)
    expect(seen.page.locator("[data-state]")).to_have_text(WORDS[language]["draft"])
    expect(seen.page.locator("[data-figs]")).to_contain_text(WORDS[language]["late"])
    assert seen.page.locator(".tour-row").count() == 4
    assert seen.page.locator(".tl__row[data-tour]").count() == 3
    assert seen.page.locator(".pin").count() == 12


@LANGUAGES
def test_the_address_of_a_day_leads_to_its_newest_plan(plan_desk, language):
    seen = plan_desk.open("/plan?date=2026-11-24", language=language)
    assert seen.page.url.endswith(plan_desk.plan.plan_id)


@LANGUAGES
def test_a_day_without_a_plan_says_what_to_do(plan_desk, language):
    with plan_desk.store.write() as tx:
        vehicles.replace_all(tx, plan_desk.depot_id, [{"vehicle_id": "van 1"}])
    seen = plan_desk.open("/plan?date=2026-11-30", language=language, ready=None)
    label = {"de": "Aufträge einlesen", "en": "Read orders"}[language]
    expect(seen.page.get_by_role("link", name=label)).to_be_visible()


def test_a_chosen_stop_lights_up_in_list_map_and_timeline(plan_desk):
    seen = plan_desk.open()
    tour(seen, 2).click()
    row(seen, "s6").click()
    expect(row(seen, "s6")).to_have_attribute("aria-selected", "true")
    assert "is-chosen" in seen.page.locator(".pin[data-stop='s6']").get_attribute("class")
    assert "is-linked" in seen.page.locator(".tl .serve[data-stop='s6']").get_attribute("class")
    expect(seen.page.locator("[data-card]")).to_contain_text("Kunde 6")


def test_hovering_a_row_marks_the_stop_on_the_map(plan_desk):
    seen = plan_desk.open()
    tour(seen, 2).click()
    row(seen, "s7").hover()
    assert "is-near" in seen.page.locator(".pin[data-stop='s7']").get_attribute("class")
    assert "is-near" in seen.page.locator(".tl .serve[data-stop='s7']").get_attribute("class")


def test_the_choice_survives_a_reload(plan_desk):
    seen = plan_desk.open()
    tour(seen, 2).click()
    row(seen, "s6").click()
    assert "tour=2&stopp=2" in seen.page.url
    seen.page.reload()
    expect(seen.page.locator("[data-card]")).to_contain_text("Kunde 6")


@LANGUAGES
def test_a_stop_moves_by_keys_and_comes_back_by_keys(plan_desk, language):
    seen = plan_desk.open(f"/plan/{plan_desk.plan.plan_id}?tour=1&stopp=2", language=language)
    row(seen, "s2").focus()
    seen.page.keyboard.press("m")
    seen.page.keyboard.press("2")
    settled(seen)
    seen.page.keyboard.press("Enter")
    expect(seen.page.locator("tbody[data-tour='2'] .stop-row[data-stop='s2']")).to_be_visible()
    expect(seen.page.locator(".toast")).to_contain_text(WORDS[language]["undo"])
    expect(seen.page.locator(".stop-row.is-pending")).to_have_count(0)
    seen.page.keyboard.press("Control+z")
    expect(seen.page.locator("tbody[data-tour='1'] .stop-row[data-stop='s2']")).to_be_visible()


def test_a_place_is_chosen_by_arrow_keys(plan_desk):
    seen = plan_desk.open(f"/plan/{plan_desk.plan.plan_id}?tour=1&stopp=1")
    row(seen, "s1").focus()
    seen.page.keyboard.press("m")
    seen.page.keyboard.press("1")
    for _ in range(4):
        settled(seen)
        seen.page.keyboard.press("ArrowDown")
    settled(seen)
    seen.page.keyboard.press("Enter")
    expect(seen.page.locator("tbody[data-tour='1'] > .stop-row").last).to_have_attribute("data-stop", "s1")


def test_escape_leaves_a_move_as_it_was(plan_desk):
    seen = plan_desk.open(f"/plan/{plan_desk.plan.plan_id}?tour=1&stopp=2")
    row(seen, "s2").focus()
    seen.page.keyboard.press("m")
    seen.page.keyboard.press("2")
    seen.page.keyboard.press("Escape")
    expect(seen.page.locator("[data-delta]")).to_be_hidden()
    assert listed(seen, 1) == ["s1", "s2", "s3", "s4"]


def test_a_row_is_dragged_onto_another_tour(plan_desk):
    seen = plan_desk.open(f"/plan/{plan_desk.plan.plan_id}?tour=1&stopp=3")
    drag(seen, row(seen, "s3"), tour(seen, 2))
    settled(seen)
    expect(seen.page.locator("[data-delta] header")).to_contain_text("Tour 2")
    expect(seen.page.locator(".slot")).to_be_visible()
    seen.page.mouse.up()
    expect(seen.page.locator("tbody[data-tour='2'] .stop-row[data-stop='s3']")).to_be_visible()


def test_a_block_of_the_timeline_is_dragged_onto_another_tour(plan_desk):
    seen = plan_desk.open(f"/plan/{plan_desk.plan.plan_id}?tour=1&stopp=3")
    drag(seen, seen.page.locator(".tl .serve[data-stop='s3']"), seen.page.locator(".tl__row[data-tour='2'] .tl__name"))
    settled(seen)
    seen.page.mouse.up()
    expect(seen.page.locator("tbody[data-tour='2'] .stop-row[data-stop='s3']")).to_be_visible()


def test_a_stop_on_the_map_is_dragged_onto_a_tour_of_the_list(plan_desk):
    seen = plan_desk.open(f"/plan/{plan_desk.plan.plan_id}?tour=1&stopp=3")
    drag(seen, seen.page.locator(".pin[data-stop='s3'] .pin__at"), tour(seen, 2))
    settled(seen)
    seen.page.mouse.up()
    expect(seen.page.locator("tbody[data-tour='2'] .stop-row[data-stop='s3']")).to_be_visible()


def test_a_stop_without_a_tour_is_dragged_in(plan_desk):
    seen = plan_desk.open()
    drag(seen, seen.page.locator("[data-lone='s12'] .strong"), tour(seen, 3))
    settled(seen)
    seen.page.mouse.up()
    expect(seen.page.locator("tbody[data-tour='3'] .stop-row[data-stop='s12']")).to_be_visible()
    expect(seen.page.locator("[data-lone='s12']")).to_have_count(0)


def test_a_stop_is_taken_out_of_the_plan(plan_desk):
    seen = plan_desk.open(f"/plan/{plan_desk.plan.plan_id}?tour=1&stopp=3")
    seen.page.get_by_role("button", name="Aus dem Plan nehmen").click()
    expect(seen.page.locator("[data-lone='s3']")).to_be_visible()


def test_a_forbidden_tour_says_why_and_nothing_moves(plan_desk):
    """Stop s10 needs cooling, which van 1 does not have."""
    seen = plan_desk.open(f"/plan/{plan_desk.plan.plan_id}?tour=3&stopp=2")
    row(seen, "s10").focus()
    seen.page.keyboard.press("m")
    expect(seen.page.locator("tbody[data-tour='1'].is-refused")).to_be_visible()
    seen.page.keyboard.press("1")
    expect(seen.page.locator("[data-delta] .delta__why")).to_be_visible()
    seen.page.keyboard.press("Enter")
    expect(seen.page.locator(".toast")).to_contain_text("Verschieben ging nicht:")
    assert listed(seen, 3) == ["s9", "s10", "s11"]


def test_what_the_server_refuses_goes_back(plan_desk):
    seen = plan_desk.open(f"/plan/{plan_desk.plan.plan_id}?tour=3&stopp=2")
    seen.page.evaluate("() => { window.termintreu.desk.saveMove('s10', 'van 1', 1); }")
    expect(seen.page.locator(".toast")).to_contain_text("Verschieben ging nicht:")
    assert listed(seen, 3) == ["s9", "s10", "s11"]
    expect(row(seen, "s10")).to_have_attribute("aria-selected", "true")
    refused_quietly(seen, 409)


def test_l_locks_a_stop_and_a_tour(plan_desk):
    seen = plan_desk.open(f"/plan/{plan_desk.plan.plan_id}?tour=1&stopp=2")
    row(seen, "s2").focus()
    seen.page.keyboard.press("l")
    expect(row(seen, "s2").locator(".grip--locked")).to_be_visible()
    tour(seen, 2).focus()
    seen.page.keyboard.press("l")
    expect(seen.page.locator("[data-filter='locked']")).to_contain_text("2")


def test_single_letters_can_be_switched_off(plan_desk):
    seen = plan_desk.open(f"/plan/{plan_desk.plan.plan_id}?tour=1&stopp=2")
    seen.page.keyboard.press("?")
    seen.page.get_by_label("Einzelne Buchstaben als Tasten verwenden").uncheck()
    seen.page.keyboard.press("Escape")
    row(seen, "s2").focus()
    seen.page.keyboard.press("m")
    expect(seen.page.locator("[data-delta]")).to_be_hidden()


def test_the_search_finds_by_name_street_and_order(plan_desk):
    seen = plan_desk.open()
    seen.page.locator(".tour-row").first.focus()
    seen.page.keyboard.press("/")
    for text, found in (("kunde 7", ["s7"]), ("nr. 3", ["s3"]), ("S11", ["s11"])):
        seen.page.locator("#suche").fill(text)
        rows = seen.page.locator(".stop-row")
        expect(rows).to_have_count(1)
        assert rows.evaluate_all("rows => rows.map(row => row.dataset.stop)") == found


@LANGUAGES
def test_the_release_names_open_stops_and_can_be_withdrawn(plan_desk, language):
    seen = plan_desk.open(language=language)
    seen.page.get_by_role("button", name=WORDS[language]["release"], exact=True).click()
    button = {"de": "Mit 1 offenen Stopp freigeben", "en": "Release with 1 open stop"}[language]
    expect(seen.page.locator("#freigabe")).to_contain_text("Kunde 12")
    seen.page.get_by_role("button", name=button).click()
    expect(seen.page.locator("[data-state]")).to_have_text({"de": "Freigegeben", "en": "Released"}[language])
    seen.page.get_by_role("button", name={"de": "Zurückziehen", "en": "Withdraw"}[language]).click()
    expect(seen.page.locator("[data-state]")).to_have_text(WORDS[language]["draft"])


def test_driver_sheets_are_one_click_away(plan_desk):
    seen = plan_desk.open()
    link = seen.page.get_by_role("link", name="Fahrerblätter")
    expect(link).to_have_attribute("href", f"/plan/{plan_desk.plan.plan_id}/sheets")


@LANGUAGES
def test_a_second_person_is_told_and_overwrites_nothing(plan_desk, language):
    mine = plan_desk.open(f"/plan/{plan_desk.plan.plan_id}?tour=1&stopp=2", language=language)
    theirs = plan_desk.open(f"/plan/{plan_desk.plan.plan_id}?tour=1&stopp=1", name="Frau Kolb", language=language)
    row(theirs, "s1").focus()
    theirs.page.keyboard.press("l")
    expect(row(theirs, "s1").locator(".grip--locked")).to_be_visible()
    row(mine, "s2").focus()
    mine.page.keyboard.press("l")
    expect(mine.page.locator("#veraltet")).to_contain_text("Frau Kolb")
    expect(mine.page.locator("#veraltet tbody tr")).to_have_text(
        [re.compile("Kunde 1Tour 1, (Nr|no). 1Tour 1, (Nr|no). 1, .+")]
    )
    mine.page.get_by_role("dialog").get_by_role("button", name={"de": "Neu laden", "en": "Reload"}[language]).click()
    expect(row(mine, "s1").locator(".grip--locked")).to_be_visible()
    expect(row(mine, "s2").locator(".grip--locked")).to_have_count(0)
    refused_quietly(mine, 412)


def test_a_plan_that_somebody_changed_says_so_without_being_asked(plan_desk):
    mine = plan_desk.open()
    theirs = plan_desk.open(f"/plan/{plan_desk.plan.plan_id}?tour=1&stopp=1", name="Frau Kolb")
    row(theirs, "s1").focus()
    theirs.page.keyboard.press("l")
    expect(row(theirs, "s1").locator(".grip--locked")).to_be_visible()
    mine.page.evaluate("() => window.termintreu.desk.look()")
    expect(mine.page.locator("[data-stale]")).to_contain_text("Frau Kolb")


def test_the_width_of_the_list_is_remembered(plan_desk):
    seen = plan_desk.open()
    split = seen.page.locator("[data-split='list']")
    before = seen.page.locator("#liste").bounding_box()["width"]
    split.focus()
    with seen.page.expect_response("**/session/preferences"):
        seen.page.keyboard.press("ArrowRight")
    seen.page.reload()
    seen.page.wait_for_selector("html[data-ready='map']", state="attached")
    assert seen.page.locator("#liste").bounding_box()["width"] == pytest.approx(before + 24, abs=2)


def test_on_a_phone_list_and_map_are_tabs_and_nothing_can_be_changed(plan_desk):
    seen = plan_desk.open(width=390, height=844)
    assert seen.page.locator("#liste").is_visible()
    assert not seen.page.locator("#rechts").is_visible()
    seen.page.get_by_role("tab", name="Karte").click()
    assert seen.page.locator("[data-map]").is_visible()
    expect(seen.page.get_by_role("button", name="Freigeben", exact=True)).to_be_hidden()
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_manager_reads_and_changes_nothing(plan_desk):
    seen = plan_desk.open(f"/plan/{plan_desk.plan.plan_id}?tour=1&stopp=2", role="manager")
    expect(seen.page.locator("[data-card]")).to_contain_text("Kunde 2")
    assert seen.count("[data-act]") == 0
    assert seen.page.locator("[data-card] kbd").count() == 0


@pytest.fixture
def waiting(plan_desk):
    """A plan of a person's own that waits, and the person."""
    person = plan_desk.person()
    return plan_desk.keep(filled=False, user_id=person.user_id), person


def begin(plan_desk, **progress):
    """Begin the next job and tell how far it is."""
    with plan_desk.store.write() as tx:
        job = jobs.claim(tx, "test", now=NOW, lease_s=600)
        told = {"stage": "search", "stops": 12, "share": 0.4, **progress}
        jobs.heartbeat(tx, job.job_id, job.lease, now=NOW, lease_s=600, progress=told)


def test_a_waiting_plan_shows_its_place(plan_desk, waiting):
    plan, person = waiting
    seen = plan_desk.open(f"/plan/{plan.plan_id}", person=person, ready=None)
    expect(seen.page.locator("[data-wait]")).to_contain_text("Als Nächstes an der Reihe")


def test_the_best_plan_so_far_can_be_taken(plan_desk, waiting):
    plan, person = waiting
    begin(plan_desk, late_stops=2, unassigned=1)
    seen = plan_desk.open(f"/plan/{plan.plan_id}", person=person, ready=None)
    expect(seen.page.locator("[data-wait]")).to_contain_text("Bester Plan bisher:2 Stopps nach Plan spät, 1 offen")
    with seen.page.expect_response("**/finish") as answer:
        seen.page.get_by_role("button", name="Diesen nehmen").click()
    assert answer.value.json()["asked"] == "finish"


def test_a_plan_that_is_done_appears_by_itself(plan_desk, waiting):
    plan, person = waiting
    begin(plan_desk)
    seen = plan_desk.open(f"/plan/{plan.plan_id}", person=person, ready=None)
    expect(seen.page.locator("[data-wait]")).to_contain_text("Touren werden geplant")
    plan_desk.fill(plan)
    seen.page.wait_for_selector("html[data-ready='map']", state="attached")


def test_a_cancelled_plan_says_what_is_safe(plan_desk, waiting):
    plan, person = waiting
    seen = plan_desk.open(f"/plan/{plan.plan_id}", person=person, ready=None)
    seen.page.get_by_role("button", name="Abbrechen").click()
    expect(seen.page.locator("[data-wait]")).to_contain_text("Ihre Aufträge und Fahrzeuge sind gespeichert.")


def test_planning_anew_shows_how_far_it_is_and_changes_nothing_meanwhile(plan_desk):
    seen = plan_desk.open(f"/plan/{plan_desk.plan.plan_id}?tour=1&stopp=2")
    row(seen, "s2").focus()
    seen.page.keyboard.press("l")
    expect(row(seen, "s2").locator(".grip--locked")).to_be_visible()
    again = seen.page.get_by_role("button", name="Neu planen")
    again.click()
    panel = seen.page.locator("[data-anew]")
    expect(panel).to_contain_text("Gesperrt bleibt: 1 Stopp")
    begin(plan_desk, late_stops=2)
    expect(panel).to_contain_text("2 Stopps nach Plan spät")
    expect(panel.get_by_role("button", name="Diesen nehmen")).to_be_visible()
    expect(again).to_be_hidden()
    row(seen, "s3").focus()
    seen.page.keyboard.press("m")
    expect(seen.page.locator("[data-delta]")).to_be_hidden()


def test_planning_anew_can_be_cancelled(plan_desk):
    seen = plan_desk.open()
    seen.page.get_by_role("button", name="Neu planen").click()
    seen.page.locator("[data-anew]").get_by_role("button", name="Abbrechen").click()
    expect(seen.page.locator("[data-anew]")).to_be_hidden()
    expect(seen.page.locator(".toast")).to_contain_text("Der Plan ist, wie er war.")
    expect(seen.page.get_by_role("button", name="Neu planen")).to_be_visible()


def test_a_released_plan_cannot_be_planned_anew(plan_desk):
    with plan_desk.store.write() as tx:
        kept = plans.get(tx, plan_desk.plan.plan_id)
        document = plans.step(tx, kept.plan_id, kept.cursor).document
        plans.release(tx, kept.plan_id, kept.version, user_id=None, document=document, now=NOW)
    seen = plan_desk.open()
    expect(seen.page.get_by_role("button", name="Zurückziehen")).to_be_visible()
    expect(seen.page.get_by_role("button", name="Neu planen")).to_be_hidden()


def missing(seen, address):
    """Let a part of the page's data fail from now on, and open the page anew."""
    seen.page.route(address, lambda route: route.abort())
    seen.page.reload()


def failed_quietly(seen):
    """Take the browser's own lines about requests that failed off the list of complaints."""
    expected = [line for line in seen.complaints if "net::ERR_FAILED" in line]
    assert expected
    seen.complaints[:] = [line for line in seen.complaints if line not in expected]


def test_a_map_that_fails_leaves_the_list_and_offers_another_try(plan_desk):
    seen = plan_desk.open()
    missing(seen, "**/map")
    note = seen.page.locator("[data-map-note]")
    expect(note).to_contain_text("Liste und Zeitleiste gelten weiter.")
    assert seen.page.locator(".tour-row").count() == 4
    seen.page.unroute("**/map")
    note.get_by_role("button", name="Noch einmal").click()
    expect(seen.page.locator(".pin")).to_have_count(12)
    expect(note).to_be_hidden()
    failed_quietly(seen)


def test_streets_that_are_missing_leave_the_tours(plan_desk):
    seen = plan_desk.open()
    missing(seen, "**/streets")
    note = seen.page.locator("[data-map-note]")
    expect(note).to_contain_text("Die Straßen fehlen, Touren und Stopps stimmen.")
    expect(note.get_by_role("button", name="Noch einmal")).to_be_visible()
    assert seen.page.locator(".pin").count() == 12
    failed_quietly(seen)


def test_a_plan_that_cannot_be_read_says_so(plan_desk):
    seen = plan_desk.open()
    missing(seen, f"**/plans/{plan_desk.plan.plan_id}")
    region = seen.page.locator("[data-nothing]")
    expect(region).to_contain_text("Der Plan ließ sich nicht laden")
    expect(region.get_by_role("button", name="Noch einmal")).to_be_visible()
    failed_quietly(seen)


def test_whoever_wants_airy_rows_and_no_single_letters_has_them(plan_desk):
    person = plan_desk.person()
    with plan_desk.store.write() as tx:
        accounts.prefer(tx, person.user_id, {"airy": True, "shortcuts_off": True})
    seen = plan_desk.open(f"/plan/{plan_desk.plan.plan_id}?tour=1&stopp=2", person=person)
    assert row(seen, "s2").bounding_box()["height"] >= 39
    row(seen, "s2").focus()
    seen.page.keyboard.press("m")
    expect(seen.page.locator("[data-delta]")).to_be_hidden()
