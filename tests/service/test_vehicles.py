"""Vehicles of a depot: one by one, as a whole list, and as CSV."""

from datetime import UTC, datetime

import pytest

from data.store import depots

VAN = {
    "vehicle_id": "van 1",
    "shift_start": "06:00",
    "shift_end": "15:00",
    "depot_lat": "49.44",
    "depot_lon": "7.77",
    "capacity_kg": "900",
}
LIST = "vehicle_id;shift_start;shift_end;depot_lat;depot_lon\nA;06:00;15:00;49,44;7,77\nB;07:00;16:00;49,44;7,77\n"


@pytest.fixture
def depot_id(service):
    with service.app.state.store.write() as tx:
        return depots.create(tx, "Kaiserslautern", now=datetime.now(UTC)).depot_id


@pytest.fixture
def home(depot_id):
    return f"/api/v1/depots/{depot_id}/vehicles"


@pytest.fixture
def van(dispatcher, home):
    return dispatcher.post(home, json={"cells": VAN}).json()


@pytest.fixture
def hand_in(dispatcher, home):
    def put(content=LIST, name="Fahrzeuge.csv", client=dispatcher):
        return client.put(home, files={"file": (name, content.encode(), "text/csv")})

    return put


def ids(answer):
    return [record["vehicle_id"] for record in answer.json()["items"]]


def codes(answer):
    return [finding["code"] for finding in answer.json()["findings"]]


@pytest.mark.usefixtures("van")
def test_a_vehicle_that_is_added_stands_at_the_end_of_the_list(dispatcher, home):
    dispatcher.post(home, json={"cells": VAN | {"vehicle_id": "a first one"}})
    assert ids(dispatcher.get(home)) == ["van 1", "a first one"]


@pytest.mark.usefixtures("van")
def test_a_vehicle_with_a_known_id_is_refused(dispatcher, home):
    answer = dispatcher.post(home, json={"cells": VAN})
    assert (answer.status_code, codes(answer)) == (409, ["vehicle_known"])


def test_every_fault_of_a_vehicle_is_told_at_once(dispatcher, home):
    bad = VAN | {"shift_end": "late", "capacity_kg": "-1"}
    answer = dispatcher.post(home, json={"cells": bad})
    assert (answer.status_code, sorted(codes(answer))) == (422, ["number_negative", "time_unreadable"])


def test_a_shift_that_ends_before_it_starts_is_refused(dispatcher, home):
    assert codes(dispatcher.post(home, json={"cells": VAN | {"shift_end": "05:00"}})) == ["shift_reversed"]


def test_a_column_that_no_vehicle_has_is_refused(dispatcher, home):
    assert codes(dispatcher.post(home, json={"cells": VAN | {"colour": "red"}})) == ["column_unknown"]


def test_a_vehicle_in_another_zone_than_its_depot_is_refused(dispatcher, home):
    answer = dispatcher.post(home, json={"cells": VAN | {"depot_timezone": "Europe/Helsinki"}})
    assert codes(answer) == ["vehicle_timezone"]


@pytest.mark.usefixtures("van")
def test_a_vehicle_is_changed_in_place_and_may_get_another_id(dispatcher, home):
    answer = dispatcher.put(
        f"{home}/van 1", json={"cells": VAN | {"vehicle_id": "KL/TT 1"}}, headers={"If-Match": '"1"'}
    )
    assert (answer.status_code, answer.json()["version"]) == (200, 2)
    assert dispatcher.get(f"{home}/KL%2FTT 1").json()["cells"]["capacity_kg"] == "900"


@pytest.mark.usefixtures("van")
def test_the_second_of_two_changes_is_refused(dispatcher, home):
    change = {"json": {"cells": VAN}, "headers": {"If-Match": '"1"'}}
    assert dispatcher.put(f"{home}/van 1", **change).status_code == 200
    assert dispatcher.put(f"{home}/van 1", **change).status_code == 412


@pytest.mark.usefixtures("van")
def test_a_vehicle_is_taken_off_the_list(dispatcher, home):
    assert dispatcher.delete(f"{home}/van 1", headers={"If-Match": '"1"'}).status_code == 204
    assert ids(dispatcher.get(home)) == []


@pytest.mark.usefixtures("van")
def test_a_whole_list_takes_the_place_of_the_vehicles(dispatcher, home, hand_in):
    assert hand_in().status_code == 200
    assert ids(dispatcher.get(home)) == ["A", "B"]


@pytest.mark.usefixtures("van")
def test_one_bad_row_refuses_the_whole_list_and_names_it(dispatcher, home, hand_in):
    answer = hand_in(LIST + "B;07:00;16:00;49,44;7,77\n")
    assert (codes(answer), answer.json()["findings"][0]["row"]) == (["vehicle_twice"], 4)
    assert ids(dispatcher.get(home)) == ["van 1"]


def test_a_list_without_a_needed_column_is_refused(hand_in):
    assert codes(hand_in("vehicle_id;shift_start\nA;06:00\n")) == ["column_missing_near"]


def test_a_picture_is_no_list(hand_in):
    assert hand_in("%PDF-1.7", "Fahrzeuge.xlsx").status_code == 415


def test_the_list_as_csv_can_be_handed_in_again(dispatcher, home, hand_in):
    hand_in()
    content = dispatcher.get(f"{home}.csv").content.decode("utf-8-sig")
    assert hand_in(content).status_code == 200


def test_a_name_that_is_a_formula_is_harmless_in_the_csv(dispatcher, home):
    dispatcher.post(home, json={"cells": VAN | {"vehicle_id": "=cmd()"}})
    assert "'=cmd()" in dispatcher.get(f"{home}.csv").text


def test_a_manager_does_not_change_vehicles(signed_in, home):
    assert signed_in("manager").post(home, json={"cells": VAN}).status_code == 403


@pytest.mark.usefixtures("van")
def test_vehicles_of_a_depot_without_access_are_not_there(signed_in, home):
    assert signed_in("dispatcher", depots=[], name="stranger").get(home).status_code == 404


RULED = {"break_rule": "eu561", "max_trips": "2", "reload_min": "20", "gross_weight_kg": "3500", "max_hours": "8"}


@pytest.mark.usefixtures("van")
def test_a_vehicle_may_be_told_its_breaks_trips_weight_and_hours(dispatcher, home):
    answer = dispatcher.put(f"{home}/van 1", json={"cells": VAN | RULED}, headers={"If-Match": '"1"'})
    assert {name: answer.json()["cells"][name] for name in RULED} == RULED


@pytest.mark.usefixtures("van")
def test_a_reload_without_a_second_trip_is_refused_with_its_column(dispatcher, home):
    cells = VAN | {"reload_min": "20"}
    answer = dispatcher.put(f"{home}/van 1", json={"cells": cells}, headers={"If-Match": '"1"'})
    assert [(found["code"], found["column"]) for found in answer.json()["findings"]] == [
        ("reload_without_trips", "reload_min")
    ]


@pytest.mark.usefixtures("van")
def test_the_page_offers_the_rules_of_breaks(dispatcher, depot_id):
    page = dispatcher.get(f"/vehicles?depot={depot_id}").text
    assert all(f'value="{rule}"' in page for rule in ("none", "arbzg", "eu561"))
    assert 'data-column="max_trips"' in page


@pytest.mark.usefixtures("van")
def test_the_page_warns_of_vehicles_without_breaks_until_they_have_some(dispatcher, home, depot_id):
    def page():
        return dispatcher.get(f"/vehicles?depot={depot_id}").text

    assert "Für van 1 sind keine Pausen geplant" in page()
    dispatcher.put(f"{home}/van 1", json={"cells": VAN | {"break_rule": "arbzg"}}, headers={"If-Match": '"1"'})
    assert "keine Pausen geplant" not in page()
