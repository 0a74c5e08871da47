"""The profiles that a depot's vehicles may have: those of the program and the firm's own."""

from datetime import UTC, datetime

import pytest

from data.store import depots

CELLS = {
    "vehicle_id": "1",
    "shift_start": "06:00",
    "shift_end": "15:00",
    "depot_lat": "49.44",
    "depot_lon": "7.77",
}
MAXI = '[profile.sprinter_maxi]\nlike = "van"\nweight_t = 3.2\n'


@pytest.fixture
def depot_id(service):
    with service.app.state.store.write() as tx:
        return depots.create(tx, "Kaiserslautern", now=datetime.now(UTC)).depot_id


@pytest.fixture
def add(dispatcher, depot_id):
    """Return a function that adds a vehicle with these further cells."""
    return lambda **cells: dispatcher.post(f"/api/v1/depots/{depot_id}/vehicles", json={"cells": CELLS | cells})


@pytest.mark.parametrize("profile", ["van", "truck_7_5t", "truck_12t", "cargo_bike"])
def test_a_vehicle_may_have_any_profile_of_the_program(add, profile):
    assert add(profile=profile).status_code == 201


def test_a_vehicle_may_have_an_own_profile(add, own_profiles):
    own_profiles(MAXI)
    assert add(profile="sprinter_maxi").status_code == 201


def test_an_own_profile_without_its_file_is_refused_by_name(add):
    answer = add(profile="sprinter_maxi")
    assert answer.status_code == 422
    assert [finding["code"] for finding in answer.json()["findings"]] == ["unknown_profile"]


def test_a_vehicle_heavier_than_its_profile_is_refused(add, own_profiles):
    own_profiles(MAXI)
    answer = add(profile="sprinter_maxi", gross_weight_kg="3500")
    assert [finding["code"] for finding in answer.json()["findings"]] == ["profile_too_light"]


def test_the_page_offers_every_profile_in_words_and_own_ones_by_name(dispatcher, depot_id, add, own_profiles):
    own_profiles(MAXI)
    add()
    page = dispatcher.get("/vehicles", params={"depot": depot_id}).text
    assert '<option value="truck_12t">Lkw bis 12 t</option>' in page
    assert '<option value="cargo_bike">Lastenrad</option>' in page
    assert '<option value="sprinter_maxi">sprinter_maxi</option>' in page
