"""The interface answers as its description says, to every role, whatever it is asked."""

import os
from datetime import UTC, datetime

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.accounts.access import SESSION_COOKIE
from data.store.accounts import ROLES, create_user
from data.store.sessions import open_session

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]

EXAMPLES = int(os.environ.get("TERMINTREU_EXAMPLES", "2"))
"""Requests an operation and role; the pipeline asks for more at night."""


def test_every_operation_has_a_short_name_of_its_own(app):
    names = [each["operationId"] for methods in app.openapi()["paths"].values() for each in methods.values()]
    assert len(names) == len(set(names))
    assert [name for name in names if "api_v1" in name] == []


def test_every_operation_says_what_it_does_and_what_it_refuses(app):
    for path, methods in app.openapi()["paths"].items():
        for operation in methods.values():
            assert operation["summary"], path
            assert operation["tags"], path
            assert "application/problem+json" in operation["responses"]["422"]["content"], path


def test_the_frameworks_own_shape_of_errors_is_gone(app):
    assert "HTTPValidationError" not in str(app.openapi())


def test_every_operation_says_who_may_ask(app):
    open_to_all = [
        path
        for path, methods in app.openapi()["paths"].items()
        if any("security" not in each for each in methods.values())
    ]
    assert sorted(open_to_all) == ["/health", "/metrics", "/ready"]


@pytest.mark.parametrize("role", [None, *ROLES])
@pytest.mark.usefixtures("service")
def test_every_answer_is_one_that_the_description_knows(app, desk_plan, role):
    schema = schemathesis.openapi.from_asgi("/openapi.json", app)
    client = TestClient(app, raise_server_exceptions=False)
    _signed_in(client, app, role)
    wrong = []
    for result in schema.get_all_operations():
        operation = result.ok()
        if operation.path.endswith("/events"):
            continue  # streams until the job ends; its own tests read it
        for case in _cases(operation):
            wrong += _refuted(client, case, desk_plan)
    assert wrong == []


def _cases(operation):
    """Return a few requests, the same each time."""
    found = []

    @settings(
        max_examples=EXAMPLES, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(st.data())
    def collect(data):
        found.append(data.draw(operation.as_strategy()))

    collect()
    return found


def _refuted(client, case, plan):
    """Return what a request's answer does that the description does not know."""
    known = {"depot_id": plan.depot_id, "plan_id": plan.plan_id, "job_id": plan.job_id}
    for name in set(case.path_parameters or {}) & set(known):
        case.path_parameters[name] = known[name]
    said = []
    response = case.call(session=client, headers=dict(client.headers))
    for check in CHECKS:
        try:
            case.validate_response(response, checks=[check])
        except BaseExceptionGroup as found:
            said.append((case.operation.label, response.status_code, str(found.exceptions[0])[:300]))
    return said


def _signed_in(client, app, role):
    if role is None:
        return
    now = datetime.now(UTC)
    with app.state.store.write() as tx:
        user = create_user(tx, f"asks-{role}", [role], now=now)
        session = open_session(tx, user.user_id, now=now)
    client.cookies.set(SESSION_COOKIE, session.token)
    client.headers["X-CSRF-Token"] = session.csrf_token
