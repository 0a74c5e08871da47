"""What every answer tells the browser, and the one shape of errors."""

import pytest
from fastapi.testclient import TestClient

from api.pages.shell import static
from api.web.headers import ALWAYS

HTML = {"Accept": "text/html"}


@pytest.fixture
def failing(app):
    """A service with a path that has a mistake."""

    @app.get("/api/v1/broken")
    def broken():
        raise ZeroDivisionError("the customer's name")

    app.add_api_route("/broken", broken, methods=["GET"])
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


@pytest.mark.parametrize("path", ["/sign-in", "/health", "/api/v1/session", "/nothing", "/static/app/app.css"])
def test_every_answer_is_locked_down(service, path):
    headers = service.get(path).headers
    assert {name: headers[name] for name in ALWAYS} == ALWAYS


@pytest.mark.parametrize("path", ["/broken", "/api/v1/broken"])
def test_a_mistake_of_ours_is_locked_down_too(failing, path):
    headers = failing.get(path, headers=HTML).headers
    assert {name: headers[name] for name in ALWAYS} == ALWAYS


def test_private_answers_are_kept_nowhere(signed_in):
    assert signed_in("admin").get("/api/v1/audit").headers["cache-control"] == "no-store"


def test_static_files_are_kept_for_ever_by_their_content(service):
    assert "immutable" in service.get(static("app", "app.css")).headers["cache-control"]


def test_a_mistake_of_ours_tells_nothing_of_itself(failing):
    answer = failing.get("/api/v1/broken")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert "customer" not in answer.text


def test_who_navigates_gets_a_page(service):
    answer = service.get("/nothing", headers=HTML)
    assert answer.status_code == 404
    assert "Zur Startseite" in answer.text


def test_a_page_of_errors_speaks_the_users_language(service):
    assert "To the start page" in service.get("/nothing", headers=HTML | {"Accept-Language": "en"}).text


def test_a_page_of_errors_speaks_the_language_that_a_person_has_chosen(signed_in):
    """Its title too, whatever the browser asks for."""
    answer = signed_in("admin").get("/nothing", headers=HTML | {"Accept-Language": "en"})
    assert "<h1>Nicht gefunden</h1>" in answer.text


def test_a_program_gets_a_problem(service):
    answer = service.get("/api/v1/nothing", headers=HTML)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "/problems/unknown_path"


def test_an_unknown_method_is_a_problem_that_names_the_known(service):
    answer = service.delete("/api/v1/session")
    assert (answer.status_code, answer.json()["code"], answer.headers["allow"]) == (405, "unknown_method", "GET")


def test_a_wrong_shape_names_every_wrong_field(signed_in):
    answer = signed_in("admin").post("/api/v1/users", json={"name": ["x"], "roles": ["boss"]})
    assert {finding["column"] for finding in answer.json()["findings"]} == {"body.name", "body.roles.0"}
