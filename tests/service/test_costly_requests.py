"""Requests made to cost far more than they weigh."""

import time

import pytest

from api.web.limits import MOST_JSON, own_cookies, refuse_unsound
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
