"""Signing in, in a real browser: by keyboard alone, in two languages, light and dark, at 200 %."""

from datetime import UTC, datetime
from urllib.parse import urljoin

import pytest
from playwright.sync_api import expect
from running_service import running, within

from api.accounts.passwords import hashed
from api.settings import Settings
from data.store.accounts import create_user, keep_password, prefer

WORDS = "Zwölf Fuder Rüben"


@pytest.fixture
def served(tmp_path):
    """The address of a service in which Frau Kolb has an account, and its store."""
    with running(Settings(folder=tmp_path / "var", workers=0)) as (address, store):
        with store.write() as tx:
            user = create_user(tx, "kolb", ["dispatcher", "admin"], now=datetime.now(UTC), display_name="Frau Kolb")
            keep_password(tx, user.user_id, hashed(WORDS))
            prefer(tx, user.user_id, {"airy": True, "shortcuts_off": True})
        yield address, store


@pytest.fixture
def door(served, browse):
    """Return a function that opens a page of the service as somebody unknown."""

    def door(path="/sign-in", **options):
        given = {"locale": "de-DE"} | options
        return browse(served[0] + path, answer=within(served[0]), **given).page

    return door


def entered(page, words=WORDS):
    page.fill("[name=user]", "kolb")
    page.fill("[name=password]", words)
    page.keyboard.press("Enter")


def test_the_keyboard_alone_leads_in_and_out(door):
    page = door("/account")
    expect(page.locator("[name=user]")).to_be_focused()
    page.keyboard.type("kolb")
    page.keyboard.press("Tab")
    page.keyboard.type(WORDS)
    page.keyboard.press("Enter")
    page.wait_for_url("**/account")
    leave = page.get_by_role("button", name="Abmelden")
    for _ in range(20):
        page.keyboard.press("Tab")
        if leave.evaluate("button => button === document.activeElement"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign-in")


def test_a_wrong_password_is_told_beside_the_field_and_keeps_the_name(served, browse):
    seen = browse(served[0] + "/sign-in", answer=within(served[0]), locale="de-DE")
    entered(seen.page, "falsch geraten")
    expect(seen.page.get_by_role("alert")).to_contain_text("Name oder Passwort stimmt nicht")
    expect(seen.page.locator("[name=user]")).to_have_value("kolb")
    expect(seen.page.locator("[name=password]")).to_be_focused()
    seen.complaints[:] = [line for line in seen.complaints if "401" not in line]  # the browser's own line on the answer


def test_a_chosen_language_stays_after_signing_in(door):
    page = door()
    page.get_by_role("link", name="EN", exact=True).click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_a_chosen_theme_stays_on_the_next_page(door):
    page = door(color_scheme="light")
    page.locator("[data-theme-toggle]").click()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


@pytest.mark.parametrize("width", [390, 720])  # 720 is what a screen of 1440 has left at 200 %
def test_nothing_is_cut_off_on_a_phone_or_at_200_per_cent(door, width):
    page = door("/sign-in?next=/account", width=width)
    assert overhang(page) <= 0
    entered(page)
    expect(page.locator(".nav a").first).to_be_visible()
    for path in ("/account", "/admin", "/admin/log"):
        page.goto(urljoin(page.url, path))
        assert overhang(page) <= 0
        boxes = [link.bounding_box() for link in page.locator(".nav a").all()]
        assert [box for box in boxes if box["x"] < 0 or box["x"] + box["width"] > width] == []


def overhang(page):
    """Return by how many pixels a page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


def test_what_a_person_has_chosen_for_the_pages_holds_on_all_of_them(door):
    page = door("/sign-in?next=/admin")
    entered(page)
    page.wait_for_url("**/admin")
    expect(page.locator("body")).to_have_attribute("data-shortcuts", "off")
    page.wait_for_load_state()
    row = page.locator("tbody tr").first
    assert row.bounding_box()["height"] >= 40
