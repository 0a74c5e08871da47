"""Requests made to cost far more than they weigh."""

import time
from datetime import UTC, datetime

import pytest

from api.v1 import vehicles
from api.v1.imports import MOST_COLUMNS
from api.web.limits import MOST_JSON, own_cookies, refuse_unsound
from data.imports.table import table_of
from data.store import Store, depots
from routing.errors import BodyError

SOON_S = 5.0
"""Far more than it takes, far less than a cost that grows with the square."""


@pytest.mark.parametrize("unit", [b'\\"', b"[]", b"1,", b'""', b"\\\\", b'"\\'])
def test_a_large_body_is_judged_in_time_that_grows_with_its_length(unit):
    body = b'"' + unit * ((MOST_JSON - 1) // len(unit))
    begun = time.perf_counter()
    refuse_unsound(body)
    assert time.perf_counter() - begun < SOON_S


def test_brackets_in_a_string_that_never_ends_do_not_count():
    refuse_unsound(b'{"a": "\\"' + b"[" * 100)


def test_brackets_behind_a_string_count():
    with pytest.raises(BodyError):
        refuse_unsound(b'{"a": "\\\\", "b": ' + b"[" * 100)


@pytest.mark.parametrize("sign", ["\\", "\\1", '\\"'])
def test_a_cookie_of_backslashes_costs_nothing(service, sign):
    begun = time.perf_counter()
    answer = service.get("/api/v1/session", headers={"Cookie": f'termintreu="{sign * (60_000 // len(sign))}"'})
    assert answer.status_code == 401
    assert time.perf_counter() - begun < SOON_S


def test_other_cookies_stay():
    given = [(b"cookie", b'a="x"; termintreu=t; theme=dark'), (b"host", b'"h"')]
    assert own_cookies(given) == [(b"cookie", b" termintreu=t; theme=dark"), (b"host", b'"h"')]


@pytest.fixture
def depot_id(service):
    with service.app.state.store.write() as tx:
        return depots.create(tx, "Kaiserslautern", now=datetime.now(UTC)).depot_id


def test_a_list_of_very_many_columns_is_refused(signed_in, depot_id):
    head = ",".join(f"c{at}" for at in range(MOST_COLUMNS + 1))
    answer = signed_in("dispatcher").post(
        "/api/v1/imports",
        data={"depot_id": depot_id, "date": "2026-11-24"},
        files={"file": ("wide.csv", f"{head}\n{head.upper()}x\n")},
    )
    assert (answer.status_code, answer.json()["code"]) == (413, "list_too_wide")


def test_nobody_waits_while_a_vehicle_list_is_read(signed_in, depot_id, service, monkeypatch):
    store = Store(service.app.state.store.url, busy_ms=100)

    def slow(*given):
        with store.write():  # somebody else writes
            return table_of(*given)

    monkeypatch.setattr(vehicles, "table_of", slow)
    content = "vehicle_id;shift_start;shift_end;depot_lat;depot_lon\n1;06:00;15:00;49,44;7,77\n"
    answer = signed_in("dispatcher").put(
        f"/api/v1/depots/{depot_id}/vehicles", files={"file": ("vans.csv", content.encode())}
    )
    assert answer.status_code == 200, answer.text
    store.close()


@pytest.mark.parametrize("number", [b"NaN", b"-Infinity", b"1e999", b"-1E+0400"])
def test_a_number_without_an_end_is_refused(signed_in, number):
    client = signed_in("dispatcher")
    answer = client.put(
        "/api/v1/session/preferences", content=b'{"a": %s}' % number, headers={"Content-Type": "application/json"}
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "body_unreadable")
    assert client.get("/api/v1/session").status_code == 200


@pytest.mark.parametrize("value", ["NaN", "1e999", 1e99, 1e-99])
def test_what_only_looks_endless_is_taken(signed_in, value):
    assert signed_in("dispatcher").put("/api/v1/session/preferences", json={"a": value}).status_code == 200
