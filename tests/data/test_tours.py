"""Given tours from other programs: VROOM solutions and our own plan.json."""

import json

import pytest

from data.exports import document_of
from data.imports import read_tours
from routing.errors import InputError
from routing.schedule import schedule


@pytest.fixture
def problem(sample_town_day):
    return sample_town_day[0]


@pytest.fixture
def solution(tmp_path):
    """Return a function that writes a VROOM solution of these routes."""

    def write(*routes):
        path = tmp_path / "solution.json"
        path.write_text(json.dumps({"code": 0, "summary": {"cost": 1}, "unassigned": [], "routes": list(routes)}))
        return path

    return write


def refusal(path, problem):
    with pytest.raises(InputError) as caught:
        read_tours(path, problem)
    return [(f.code, f.column, f.value) for f in caught.value.findings]


def test_orders_and_vehicles_are_told_by_description(solution, problem):
    one, two = (stop.stop_id for stop in problem.stops[:2])
    steps = [
        {"type": "start"},
        {"type": "pickup", "id": 7, "description": two},
        {"type": "break", "id": 1},
        {"type": "job", "id": 8, "description": one},
        {"type": "end"},
    ]
    path = solution({"vehicle": 1, "description": "van-2", "steps": steps})
    assert read_tours(path, problem) == {"van-2": (two, one)}


def test_without_a_known_description_the_id_counts(solution, problem):
    """Descriptions often hold the customer's name."""
    numbered = problem.model_copy(
        update={
            "stops": (problem.stops[0].model_copy(update={"stop_id": "7", "vehicle_id": None}),),
            "vehicles": (problem.vehicles[0].model_copy(update={"vehicle_id": "3"}),),
        }
    )
    path = solution({"vehicle": 3, "steps": [{"type": "job", "id": 7, "description": "Bäckerei Ruf"}]})
    assert read_tours(path, numbered) == {"3": ("7",)}


def test_all_that_the_lists_do_not_know_is_told_at_once(solution, problem):
    path = solution({"vehicle": 99, "steps": [{"type": "job", "id": 7}, {"type": "nap"}]})
    assert refusal(path, problem) == [
        ("unknown_vehicle", "routes.0.vehicle", "99"),
        ("unknown_stop", "routes.0.steps.0.id", "7"),
        ("step_kind_unknown", "routes.0.steps.1.type", "nap"),
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [("{", "tours_not_json"), ("[]", "tours_field_wrong"), ('{"routes": [{"vehicle": 1}]}', "tours_field_wrong")],
)
def test_what_is_no_solution_is_told(tmp_path, problem, content, code):
    path = tmp_path / "solution.json"
    path.write_text(content)
    assert [found for found, _, _ in refusal(path, problem)] == [code]


def test_a_missing_solution_is_told(tmp_path, problem):
    assert refusal(tmp_path / "none.json", problem)[0][0] == "file_unreadable"


def test_a_plan_of_our_own_gives_its_tours(sample_town_day, tmp_path):
    problem, matrix, _ = sample_town_day
    plan = schedule(problem, {"van-1": [stop.stop_id for stop in problem.stops[:4]]}, matrix)
    kept = document_of(
        problem, plan, input_hash="", roads_hash=None, traffic="", work_limit=None, seed=0, planner="given"
    )
    path = tmp_path / "plan.json"
    path.write_text(kept.json_text(), "utf-8")
    assert read_tours(path, problem) == plan.sequences
