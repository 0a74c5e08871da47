"""Depots through the interface: made and changed by an admin, seen by those who have access."""

import pytest

from data.store import audit, depots


@pytest.fixture
def admin(signed_in):
    return signed_in("admin")


@pytest.fixture
def depot(admin):
    return admin.post("/api/v1/depots", json={"name": "Kaiserslautern"}).json()


@pytest.fixture
def change(admin):
    """Return a function that changes a depot as it was last seen."""

    def patch(depot, **values):
        headers = {"If-Match": f'"{depot["version"]}"'}
        return admin.patch(f"/api/v1/depots/{depot['depot_id']}", json=values, headers=headers)

    return patch


def codes(answer):
    return [finding["code"] for finding in answer.json()["findings"]]


def test_an_admin_makes_a_depot_with_usual_settings(depot):
    assert (depot["timezone"], depot["settings"]["k_tours"], depot["roads_id"]) == ("Europe/Berlin", 5, None)


@pytest.mark.parametrize("role", ["dispatcher", "manager", "analyst"])
def test_nobody_else_makes_a_depot(signed_in, role):
    assert signed_in(role).post("/api/v1/depots", json={"name": "Trier"}).status_code == 403


def test_two_depots_do_not_have_one_name(depot, admin):
    answer = admin.post("/api/v1/depots", json={"name": depot["name"]})
    assert (answer.status_code, codes(answer)) == (409, ["depot_name_taken"])


def test_a_name_of_blanks_is_refused(admin):
    assert admin.post("/api/v1/depots", json={"name": "  "}).status_code == 422


def test_an_unknown_zone_is_refused(admin):
    answer = admin.post("/api/v1/depots", json={"name": "Trier", "timezone": "Europe/Trier"})
    assert (answer.status_code, codes(answer)) == (422, ["timezone_unknown"])


def test_roads_that_do_not_exist_are_refused(depot, change):
    assert codes(change(depot, roads_id="nowhere")) == ["unknown_roads"]


def test_a_change_of_settings_is_noted_with_what_it_was_before(depot, change, service):
    change(depot, settings=depot["settings"] | {"k_tours": 7})
    with service.app.state.store.read() as tx:
        entry = audit.entries(tx, limit=1)[0]
    assert (entry.action, entry.detail) == ("depot.change", {"changed": {"k_tours": [5, 7]}})


def test_a_second_change_of_the_same_version_is_refused(depot, change, service):
    change(depot, name="Trier")
    assert change(depot, name="Mainz").status_code == 412
    with service.app.state.store.read() as tx:
        assert depots.get(tx, depot["depot_id"]).name == "Trier"


def test_a_change_without_a_version_is_refused(depot, admin):
    assert admin.patch(f"/api/v1/depots/{depot['depot_id']}", json={"name": "Trier"}).status_code == 428


@pytest.mark.usefixtures("depot")
def test_people_see_only_the_depots_they_have_access_to(admin, signed_in):
    other = admin.post("/api/v1/depots", json={"name": "Trier"}).json()
    listed = signed_in("dispatcher", depots=[other["depot_id"]]).get("/api/v1/depots").json()
    assert [item["name"] for item in listed["items"]] == ["Trier"]


def test_a_depot_without_access_is_like_one_that_does_not_exist(depot, signed_in):
    answer = signed_in("dispatcher", depots=[]).get(f"/api/v1/depots/{depot['depot_id']}")
    assert (answer.status_code, codes(answer)) == (404, ["unknown_depot_id"])


def test_depots_are_given_a_part_at_a_time_by_name(admin):
    for name in ("C", "A", "B"):
        admin.post("/api/v1/depots", json={"name": name})
    first = admin.get("/api/v1/depots", params={"limit": 2}).json()
    second = admin.get("/api/v1/depots", params={"limit": 2, "after": first["next"]}).json()
    assert [item["name"] for item in first["items"] + second["items"]] == ["A", "B", "C"]
    assert second["next"] is None


def test_a_depot_in_which_nothing_was_done_can_be_deleted(depot, admin):
    home = f"/api/v1/depots/{depot['depot_id']}"
    assert admin.delete(home, headers={"If-Match": '"1"'}).status_code == 204
    assert admin.get(home).status_code == 404


def test_a_depot_with_an_order_list_is_not_deleted(depot, admin, signed_in):
    signed_in("dispatcher").post(
        "/api/v1/imports",
        data={"depot_id": depot["depot_id"], "date": "2026-11-24"},
        files={"file": ("a.csv", b"Auftrag;Kunde\n1;a\n")},
    )
    answer = admin.delete(f"/api/v1/depots/{depot['depot_id']}", headers={"If-Match": '"1"'})
    assert (answer.status_code, codes(answer)) == (409, ["depot_in_use"])


def test_few_tours_are_shown_only_where_that_is_agreed(admin):
    answer = admin.post("/api/v1/depots", json={"name": "Nord", "settings": {"k_tours": 3}})
    assert (answer.status_code, answer.json()["code"]) == (422, "groups_small")
    agreed = {"k_tours": 3, "small_groups_agreed": True}
    assert admin.post("/api/v1/depots", json={"name": "Nord", "settings": agreed}).status_code == 201
