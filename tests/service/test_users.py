"""Administration of people, and the log of it."""

import pytest

from api.accounts.access import SESSION_COOKIE

ONE = {"If-Match": '"1"'}


@pytest.fixture
def admin(signed_in):
    return signed_in("admin")


def added(admin, name="jana", **more):
    return admin.post("/api/v1/users", json={"name": name, "roles": ["dispatcher"]} | more)


def test_a_person_may_have_several_roles(admin):
    assert added(admin, roles=["manager", "dispatcher"]).json()["roles"] == ["dispatcher", "manager"]


def test_a_name_is_given_once(admin):
    added(admin)
    assert added(admin, "Jana").json()["code"] == "user_name_taken"


@pytest.mark.parametrize("name", ["", "a", "zwei worte", "<b>", "x" * 61])
def test_an_unfit_name_is_refused(admin, name):
    assert added(admin, name).status_code == 422


def test_a_link_for_a_person_is_shown_once_and_works(admin, service):
    made = admin.post(f"/api/v1/users/{added(admin).json()['user_id']}/link").json()
    assert service.get(made["link"]).status_code == 200


def test_a_change_needs_the_version_it_was_made_from(admin):
    path = f"/api/v1/users/{added(admin).json()['user_id']}"
    assert admin.patch(path, json={"active": False}).status_code == 428
    assert admin.patch(path, json={"active": False}, headers={"If-Match": '"7"'}).json()["code"] == "user_changed"


@pytest.mark.parametrize("change", [{"roles": ["manager"]}, {"active": False}, {"depots": []}])
def test_other_rights_end_the_persons_sessions(admin, signed_in, change):
    jana = signed_in("dispatcher")
    admin.patch(f"/api/v1/users/{jana.user.user_id}", json=change, headers=ONE)
    assert jana.get("/api/v1/session").status_code == 401


def test_another_shown_name_ends_no_session(admin, signed_in):
    jana = signed_in("dispatcher")
    admin.patch(f"/api/v1/users/{jana.user.user_id}", json={"display_name": "Jana"}, headers=ONE)
    assert jana.get("/api/v1/session").json()["display_name"] == "Jana"


def test_the_last_admin_stays(admin):
    path = f"/api/v1/users/{admin.user.user_id}"
    assert admin.patch(path, json={"active": False}, headers=ONE).json()["code"] == "last_admin"
    assert admin.get("/api/v1/session").status_code == 200


def test_an_admin_of_one_depot_can_t_reach_people_of_all(signed_in, admin):
    small = signed_in("admin", depots=[], name="small")
    assert small.post(f"/api/v1/users/{admin.user.user_id}/link").status_code == 404
    assert added(small).status_code == 403


def test_lists_of_people_come_in_parts(admin):
    for name in ("berta", "caesar"):
        added(admin, name)
    first = admin.get("/api/v1/users", params={"limit": 2}).json()
    rest = admin.get("/api/v1/users", params={"limit": 2, "after": first["next"]}).json()
    assert [user["name"] for user in first["items"] + rest["items"]] == ["admin", "berta", "caesar"]
    assert rest["next"] is None


def test_the_log_says_who_changed_what(admin):
    made = added(admin).json()
    entry = admin.get("/api/v1/audit").json()["items"][0]
    assert (entry["action"], entry["subject"], entry["user_id"]) == (
        "user.create",
        made["user_id"],
        admin.user.user_id,
    )


def test_the_log_comes_in_parts_the_latest_first(admin):
    for name in ("berta", "caesar"):
        added(admin, name)
    first = admin.get("/api/v1/audit", params={"limit": 1}).json()
    second = admin.get("/api/v1/audit", params={"limit": 1, "after": first["next"]}).json()
    assert first["items"][0]["entry_id"] > second["items"][0]["entry_id"]


def test_the_log_holds_no_secret(admin):
    made = admin.post(f"/api/v1/users/{added(admin).json()['user_id']}/link").json()
    secret = admin.post("/api/v1/api-keys", json={"name": "script"}).json()["secret"]
    log = admin.get("/api/v1/audit").text
    assert made["link"].rsplit("/", 1)[1] not in log
    assert secret not in log
    assert admin.cookies[SESSION_COOKIE] not in log


@pytest.mark.parametrize("path", ["/admin", "/admin/log", "/account"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_pages_are_shown_in_both_languages(admin, path, language):
    admin.get(f"/language/{language}", follow_redirects=False)
    answer = admin.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.text


def test_html_in_a_name_stays_text(admin):
    added(admin, display_name="<script>alert(1)</script>")
    assert "<script>alert(1)" not in admin.get("/admin", headers={"Accept": "text/html"}).text
