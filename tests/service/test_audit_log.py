"""The audit log as people read it."""

import re

import pytest
from source_tree import source_files

from api.wording.audit import ACTIONS, DETAILS, VALUES

NOTED = re.compile(r'(?:audit\.note|_note)\((?:[^()]|\([^()]*\))*?f?"(\{?\w+\}?\.\{?\w+\}?)"')


def noted():
    """Return the actions that the program notes; parts that it completes itself stand in braces."""
    found = {name for path in source_files() for name in NOTED.findall(path.read_text("utf-8"))}
    return found | {"plan.redo"}  # beside plan.undo in one line


@pytest.fixture
def admin(signed_in):
    return signed_in("admin", name="boss")


def shown(admin, language="de"):
    """Return the cells of the log, row by row."""
    admin.cookies.set("language", language)
    page = admin.get("/admin/log").text
    rows = re.findall(r"<tr><td.*?</tr>", page)
    return [[re.sub(r"<.*?>", "", cell).strip() for cell in re.findall(r"<td.*?</td>", row)] for row in rows]


def test_every_action_is_a_thing_and_a_verb_and_has_words():
    patterns = [re.compile(re.sub(r"\{\w+\}", r"\\w+", name.replace(".", r"\."))) for name in noted()]
    assert [action for action in ACTIONS if not re.fullmatch(r"[a-z_]+\.[a-z]+", action)] == []
    assert [one.pattern for one in patterns if not any(one.fullmatch(action) for action in ACTIONS)] == []
    assert [action for action in ACTIONS if not any(one.fullmatch(action) for one in patterns)] == []


def test_all_words_stand_in_both_languages():
    assert [name for words in (ACTIONS, DETAILS, VALUES) for name, said in words.items() if not all(said)] == []


def test_a_changed_setting_is_told_with_both_values_and_names(admin):
    depot = admin.post("/api/v1/depots", json={"name": "Nord"}).json()
    settings = depot["settings"] | {"tolerance_min": 5, "visits_with_tours": True}
    path = f"/api/v1/depots/{depot['depot_id']}"
    admin.patch(path, json={"settings": settings}, headers={"If-Match": '"1"'})
    row = shown(admin)[0]
    assert row[1:5] == ["boss", "Depot geändert", "Nord", "Nord"]
    assert "noch pünktlich, min: 0 → 5" in row[5]
    assert "Besuche mit Tour und Fahrzeug: nein → ja" in row[5]


def test_a_moment_is_told_as_the_depots_clock_shows_it(admin):
    admin.post("/api/v1/depots", json={"name": "Süd", "timezone": "Asia/Tokyo"})
    assert re.search(r'datetime="[^"]*\+09:00"', admin.get("/admin/log").text)


def test_changed_rights_are_told_as_what_differs(admin):
    user = admin.post("/api/v1/users", json={"name": "kolb", "roles": ["dispatcher"]}).json()
    admin.patch(f"/api/v1/users/{user['user_id']}", json={"roles": ["manager"]}, headers={"If-Match": '"1"'})
    assert shown(admin)[0][5] == "Rollen: Disposition → Leitung"


def test_the_source_was_found():
    assert len(noted()) > len(ACTIONS) / 2
