"""Fresh processes and clocks: what measurements stand on."""

import os

import numpy as np
import pytest

from benchmarks.roads.clock import Clock
from benchmarks.roads.fresh import in_fresh_process, peak_mb
from routing.errors import InputError
from routing.profiles import profiles_named

NUMBERS_MB = 200


def process() -> dict[str, object]:
    """Return which process this is and where its compiled code lies."""
    return {"process": os.getpid(), "compiled": os.environ.get("NUMBA_CACHE_DIR")}


def test_a_task_runs_in_a_process_of_its_own_with_its_own_compiled_code(tmp_path):
    found = in_fresh_process(process, compiled=tmp_path)
    assert found["process"] != os.getpid()
    assert found["compiled"] == str(tmp_path)
    assert os.environ.get("NUMBA_CACHE_DIR") != str(tmp_path)
    assert found["process_s"] > 0


def test_memory_of_this_process_is_not_counted_in_a_fresh_one():
    held = np.ones(NUMBERS_MB * 2**17)
    assert peak_mb() > NUMBERS_MB
    assert in_fresh_process(process)["peak_mb"] < peak_mb() - NUMBERS_MB / 2
    assert held.any()


def test_an_error_in_a_fresh_process_arrives_as_it_was():
    with pytest.raises(InputError) as caught:
        in_fresh_process(profiles_named, ["tank"])
    assert caught.value.findings[0].value == "tank"


def test_a_part_within_another_counts_once():
    clock = Clock()
    with clock.part("outer"):
        clock.timed("inner", lambda: sum(range(200_000)))()
    assert set(clock.parts) == {"outer", "inner"}
    assert clock.parts["inner"] > clock.parts["outer"] >= 0
    assert clock.total_s == pytest.approx(sum(clock.parts.values()), abs=0.001)
