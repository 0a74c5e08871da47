"""Who may ask what: a table of roles, and depots that do not exist for who has no access to them."""

import re

import desk_days
import pytest
import result_days

from data.store import depots, files, order_lists, runs, vehicles
from data.store.accounts import ROLES

MAY = {  # d dispatcher, m manager, a analyst, s admin (system)
    "list_depots": "dmas", "create_depot": "s", "read_depot": "dmas", "change_depot": "s", "drop_depot": "s",
    "list_roads": "dmas", "read_roads": "dmas", "add_roads": "s",
    "list_vehicles": "das", "add_vehicle": "ds", "replace_vehicles": "ds", "export_vehicles": "das",
    "read_vehicle": "das", "change_vehicle": "ds", "drop_vehicle": "ds",
    "list_imports": "d", "hand_in_imports": "d", "read_import": "d", "decide": "d", "read_places": "d",
    "read_file_imports": "d",
    "list_jobs": "dmas", "read_job": "dmas", "listen": "dmas", "cancel": "dmas", "finish": "dmas",
    "make_plans": "d", "read_plans": "dm", "read_plan": "dm", "read_map_plans": "dm", "preview": "d",
    "read_targets": "d", "move": "d", "lock": "d", "undo": "d", "redo": "d", "release": "d", "withdraw": "d",
    "plan_anew": "d", "plan_rest": "d", "drop_proposal": "d", "give_tours": "d",
    "seek_alternatives": "d", "read_alternatives": "dm", "choose": "d", "as_vroom": "dm",
    "as_json": "dm", "as_csv": "dm", "as_xlsx": "dm", "as_geojson": "dm", "as_map": "dm",
    "check_plan": "dm", "read_streets": "dm",
    "hand_in_histories": "a", "read_histories": "a", "read_one": "a", "take_back": "a",
    "make_diagnoses": "a", "read_diagnoses": "a", "read_diagnosis": "a", "read_file_diagnoses": "a", "use_times": "a",
    "make_replays": "a", "read_replays": "a", "compare": "a", "read_replay": "a", "read_file_replays": "a",
    "read": "ma", "read_groups": "ma", "read_hours": "ma", "read_price": "ma", "write_price": "m",
    "read_visits": "a", "read_map_results": "ma", "read_map_file": "ma", "read_report": "ma", "read_figures": "ma",
    "read_session": "dmas", "keep_preferences": "dmas",
    "list_api_keys": "dmas", "create_api_key": "dmas", "revoke_api_key": "dmas",
    "list_users": "s", "create_user": "s", "read_user": "s", "change_user": "s", "create_link": "s",
    "list_audit": "s",
}  # fmt: skip
LETTERS = dict(zip(ROLES, "dmas", strict=True))

BODIES = {
    "change_depot": {"name": "Anders"},
    "add_vehicle": {"cells": {"vehicle_id": "v"}},
    "change_vehicle": {"cells": {"vehicle_id": "v"}},
    "preview": {"order_id": "a", "vehicle_id": None},
    "move": {"order_id": "a", "vehicle_id": None},
    "read_targets": {"order_id": "a"},
    "lock": {"order_id": "a", "locked": True},
    "release": {"accept_open": True},
    "plan_anew": {"time_limit_s": 1},
    "plan_rest": {"at": "10:00"},
    "seek_alternatives": {"time_limit_s": 1},
    "choose": {"job_id": "a", "name": "most_punctual"},
    "decide": {"mapping": {}},
    "write_price": {"cost_per_late_stop_eur": 1},
}
"""Sound bodies, so that a refusal is about the id."""


UNREAD = {"replace_vehicles", "give_tours", "use_times", "read_groups"}
"""Take more than the id, which is read first; without it both answers are the same refusal."""


def operations(app):
    """Return (name, method, path, parameters) of what takes a sign-in."""
    return [
        (operation["operationId"], method, path, operation.get("parameters", []))
        for path, methods in app.openapi()["paths"].items()
        for method, operation in methods.items()
        if path.startswith("/api/")
    ]


def test_every_operation_stands_in_the_table(app):
    assert {name for name, *_ in operations(app)} == set(MAY)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_do_what_the_table_says_and_nothing_else(app, signed_in, role):
    client, wrong = signed_in(role), []
    for name, method, path, _ in operations(app):
        answer = client.request(method, re.sub(r"\{.*?\}", "nothing", path))
        refused = answer.status_code == 403 and answer.json()["code"] == "role_missing"
        if refused == (LETTERS[role] in MAY[name]):
            wrong.append((name, answer.status_code))
    assert wrong == []


def test_nobody_may_do_anything_without_signing_in(app, service):
    answers = {
        service.request(method, re.sub(r"\{.*?\}", "nothing", path)).status_code
        for _, method, path, _ in operations(app)
    }
    assert answers == {401}


@pytest.fixture
def filled(app, desk_plan):
    """Ids of what lies in a depot, by the names that the interface has for them."""
    store, depot_id = app.state.store, desk_plan.depot_id
    run_id = result_days.keep_diagnosis(store, depot_id, now=desk_days.NOW, frame=result_days.ledger(weeks=1))
    replay_id = result_days.keep_replay(store, depot_id, now=desk_days.NOW)
    with store.write() as tx:
        history_id = runs.get(tx, run_id).history_id
        kept = order_lists.create(
            tx,
            depot_id=depot_id,
            date=desk_days.DAY,
            name="Liste.csv",
            file_id=files.put(tx, "Liste.csv", "text/csv", b"Kunde;Zeit\nLang;8-10\n", now=desk_days.NOW),
            headers_hash="h",
            mapping={"Kunde": "name", "Zeit": "window"},
            user_id=None,
            now=desk_days.NOW,
        )
        vehicles.replace_all(tx, depot_id, [{"vehicle_id": "van 1"}])
    return {
        "depot_id": depot_id, "depot": depot_id, "plan_id": desk_plan.plan_id, "job_id": desk_plan.job_id,
        "list_id": kept.list_id, "history_id": history_id, "run_id": run_id, "a": replay_id, "b": replay_id,
        "vehicle_id": "van 1", "name": "ledger.csv",
    }  # fmt: skip


def test_what_lies_in_another_depot_does_not_exist(app, signed_in, filled):
    stranger, ids, told = signed_in(*ROLES, depots=[]), filled, {}
    for name, method, path, parameters in operations(app):
        named = {item["name"]: item["in"] for item in parameters if item["name"] in ids}
        if not named:
            continue
        real, missing = (
            stranger.request(
                method,
                re.sub(r"\{(.*?)\}", lambda part, known=known: known.get(part[1], "nothing"), path),
                params={key: known[key] for key, place in named.items() if place == "query"},
                json=BODIES.get(name),
                headers={"If-Match": '"1"'},
            )
            for known in (ids, dict.fromkeys(ids, "nothing"))
        )
        codes = [(answer.status_code, answer.json().get("code")) for answer in (real, missing)]
        if codes[0] != codes[1] or (codes[0][0] != 404 and name not in UNREAD):
            told[name] = codes
    assert told == {}


def test_another_depots_list_is_no_list_for_a_plan_either(app, signed_in, filled):
    with app.state.store.write() as tx:
        own = depots.create(tx, "Nord", now=desk_days.NOW).depot_id
    body = {"depot_id": own, "list_id": filled["list_id"], "vehicles": ["van 1"]}
    answer = signed_in("dispatcher", depots=[own]).post("/api/v1/plans", json=body)
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_list")
