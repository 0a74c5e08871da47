"""Kills at random moments lose nothing and do nothing twice; `termintreu bench service-faults` does it far longer."""

import pytest

from benchmarks.service.faults import bench_faults


@pytest.fixture(scope="module")
def counted(tmp_path_factory):
    """What became of the jobs of a service that was killed four times."""
    return bench_faults(tmp_path_factory.mktemp("faults"), kills=4, seed=4, pause_s=0.6)


def test_every_job_that_was_accepted_is_done_exactly_once(counted):
    assert counted["accepted"] > 0
    assert counted["done_once"] == counted["accepted"]
    assert (counted["lost"], counted["done_twice"]) == (0, 0)


def test_no_kill_leaves_anything_half_written(counted):
    assert counted["half_written"] == 0


def test_a_client_that_insists_with_its_key_makes_no_second_job(counted):
    assert (counted["never_promised"], counted["contradictions"]) == (0, 0)


def test_as_many_kills_as_wanted_were_made(counted):
    assert counted["kills"] == 4
