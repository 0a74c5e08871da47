"""How much a request may carry, and how many a caller may make."""

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from api.web.limits import DEEPEST, MOST_JSON, Buckets


@pytest.fixture
def hurried(tmp_path):
    """A service that takes three requests a minute from a caller."""
    with TestClient(create_app(Settings(folder=tmp_path / "var", workers=0, requests_per_min=3))) as client:
        yield client


def test_one_request_too_many_waits(hurried):
    answers = [hurried.get("/api/v1/session") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [401, 401, 401, 429]
    assert int(answers[-1].headers["retry-after"]) in range(1, 21)


def test_made_up_sessions_share_the_limit_of_their_address(hurried):
    answers = [hurried.get("/api/v1/session", headers={"Authorization": f"Bearer tt_{at}"}) for at in range(4)]
    assert answers[-1].status_code == 429


def test_a_watchdog_is_never_refused(hurried):
    assert {hurried.get("/health").status_code for _ in range(10)} == {200}


def test_a_bucket_fills_with_time():
    seconds = [0.0]
    buckets = Buckets(60, lambda: seconds[0])
    assert [buckets.wait_s("anna") for _ in range(61)] == [0] * 60 + [1]
    seconds[0] = 1.0
    assert buckets.wait_s("anna") == 0


def test_callers_do_not_share_a_bucket():
    buckets = Buckets(1, lambda: 0.0)
    assert (buckets.wait_s("anna"), buckets.wait_s("berta")) == (0, 0)


def test_an_upload_of_200_mb_is_refused_before_it_is_read(signed_in):
    client = signed_in("dispatcher")
    sent = []

    def body():
        for _ in range(200):
            sent.append(1)
            yield b"x" * 2**20

    headers = {"Content-Length": str(200 * 2**20), "Content-Type": "multipart/form-data; boundary=b"}
    answer = client.post("/api/v1/imports", content=body(), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


def test_a_body_without_a_length_is_cut_off(signed_in):
    answer = signed_in("dispatcher").put(
        "/api/v1/session/preferences",
        content=(b" " * 2**20 for _ in range(MOST_JSON // 2**20 + 1)),
        headers={"Content-Type": "application/json"},
    )
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "body",
    [
        b'{"a": ' + b"[" * DEEPEST + b"]" * DEEPEST + b"}",
        b'{"a": "\\u0000"}',
        b'{"a": "\\ud83d"}',
    ],
)
def test_what_no_store_can_keep_is_refused(signed_in, body):
    headers = {"Content-Type": "application/json"}
    answer = signed_in("dispatcher").put("/api/v1/session/preferences", content=body, headers=headers)
    assert answer.status_code == 400


@pytest.mark.parametrize("body", [b'{"a": "\\ud83d\\ude9a"}', b'{"a": "\\\\u0000"}', b'{"a": "[[[["}'])
def test_what_only_looks_so_is_taken(signed_in, body):
    headers = {"Content-Type": "application/json"}
    answer = signed_in("dispatcher").put("/api/v1/session/preferences", content=body, headers=headers)
    assert answer.status_code == 200


def test_a_zero_sign_in_an_address_is_refused(signed_in):
    assert signed_in("admin").get("/api/v1/users/%00").status_code == 400


@pytest.fixture
def narrow(tmp_path):
    """A service that takes lists of 1 MB and roads of 3 MB."""
    with TestClient(
        create_app(Settings(folder=tmp_path / "var", workers=0, max_upload_mb=1, max_roads_mb=3))
    ) as client:
        yield client


@pytest.mark.parametrize(("path", "size_mb", "status"), [("roads", 2, 401), ("roads", 4, 413), ("imports", 2, 413)])
def test_roads_may_be_larger_than_lists(narrow, path, size_mb, status):
    answer = narrow.post(f"/api/v1/{path}", files={"file": ("town.osm.pbf", b"x" * size_mb * 2**20)})
    assert answer.status_code == status
