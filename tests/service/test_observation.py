"""What those who run the service see of it, and what they must not see."""

import io
import json
import logging
import sys

import pytest
import structlog
from fastapi.testclient import TestClient
from structlog.testing import capture_logs

from api.app import create_app
from api.observation.log import frames, set_up
from api.settings import Settings


def test_health_asks_nobody(service):
    assert service.get("/health").json() == {"status": "ok"}


def test_ready_tells_store_and_worker(service):
    assert service.get("/ready").json() == {"status": "ready", "store": "sqlite", "worker": "external"}


def test_a_service_whose_worker_has_ended_is_not_ready(tmp_path):
    settings = Settings(folder=tmp_path, workers=1, preload=False)
    with TestClient(create_app(settings)) as client:
        assert client.get("/ready").json()["worker"] == "embedded"
        client.app.state.worker.stop()
        answer = client.get("/ready")
    assert (answer.status_code, answer.json()["code"]) == (503, "worker_ended")


def test_a_request_is_logged_by_its_template_without_id_or_query(service):
    with capture_logs() as logs:
        service.get("/api/v1/jobs/secret-id?customer=Huber")
    line = next(entry for entry in logs if entry["event"] == "request")
    assert (line["method"], line["route"], line["status"]) == ("GET", "/api/v1/jobs/{job_id}", 401)
    assert "secret-id" not in json.dumps(line)
    assert "Huber" not in json.dumps(line)


def test_a_request_is_logged_with_its_callers_id_not_the_name(signed_in):
    client = signed_in("dispatcher", name="Huber")
    with capture_logs() as logs:
        client.get("/api/v1/jobs")
    line = next(entry for entry in logs if entry["event"] == "request")
    assert line["user_id"] == client.user.user_id
    assert "Huber" not in json.dumps(line)


def test_an_unknown_path_is_not_logged_word_for_word(service):
    with capture_logs() as logs:
        service.get("/Huber")
    assert [entry["route"] for entry in logs if entry["event"] == "request"] == ["unmatched"]


def test_a_request_keeps_the_id_that_a_proxy_gave_it(service):
    assert service.get("/health", headers={"X-Request-ID": "abc-1"}).headers["X-Request-ID"] == "abc-1"


def test_an_id_that_is_no_id_is_replaced(service):
    assert service.get("/health", headers={"X-Request-ID": "a b\tc"}).headers["X-Request-ID"] != "a b\tc"


def test_strangers_get_no_figures(service):
    assert service.get("/metrics").status_code == 401


def test_a_dispatcher_gets_no_figures(signed_in):
    assert signed_in("dispatcher").get("/metrics").status_code == 403


def test_an_admin_gets_figures_of_requests_and_jobs(signed_in):
    client = signed_in("admin")
    client.get("/health")
    text = client.get("/metrics").text
    assert 'termintreu_requests_total{method="GET",route="/health",status="200"} 1.0' in text
    assert "termintreu_queue_length 0.0" in text


def test_this_machine_gets_figures_but_not_through_a_proxy(app, service):  # noqa: ARG001 - the service must run
    local = TestClient(app, client=("127.0.0.1", 5000))
    assert local.get("/metrics").status_code == 200
    assert local.get("/metrics", headers={"X-Forwarded-For": "10.0.0.1"}).status_code == 401


def test_two_services_in_one_process_keep_their_figures_apart(tmp_path):
    first, second = (create_app(Settings(folder=tmp_path / name, workers=0)) for name in ("a", "b"))
    with TestClient(first, client=("127.0.0.1", 1)) as one, TestClient(second, client=("127.0.0.1", 1)) as two:
        one.get("/health")
        assert 'route="/health"' not in two.get("/metrics").text


@pytest.fixture
def plain_log():
    """Put the log back as it was."""
    handlers = logging.root.handlers[:]
    yield
    logging.root.handlers[:] = handlers
    structlog.reset_defaults()


@pytest.mark.usefixtures("plain_log")
def test_the_log_of_programs_is_one_json_document_a_line(capsys):
    set_up("json")
    structlog.get_logger().info("request", route="/health")
    line = json.loads(capsys.readouterr().err)
    assert (line["event"], line["route"], line["level"]) == ("request", "/health", "info")


def test_an_unknown_error_is_logged_without_what_it_says():
    def broken():
        raise KeyError("Huber, Gartenweg 3")

    try:
        broken()
    except KeyError as error:
        found = frames(error)
    assert found[-1].endswith(" broken")
    assert "Huber" not in "".join(found)


def test_the_log_goes_to_the_standard_error_of_the_moment(monkeypatch):
    """Whoever replaces the stream, as a supervisor or a test does, gets what is said afterwards."""
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    set_up("json")
    later = io.StringIO()
    monkeypatch.setattr(sys, "stderr", later)
    structlog.get_logger("a").info("said")
    assert "said" in later.getvalue()
