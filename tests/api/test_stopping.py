"""Ctrl-C while a command searches."""

import json
import signal
import threading
from contextlib import contextmanager

import pytest

from api.commands.stopping import stoppable
from api.console import Console

ENGLISH = Console("en")


@pytest.fixture
def ctrl_c_after_the_first_plan(monkeypatch):
    @contextmanager
    def progress(_self, _german, _english):
        def say(news):
            if "late" in news:
                signal.raise_signal(signal.SIGINT)

        yield say

    monkeypatch.setattr(Console, "progress", progress)


@pytest.mark.usefixtures("ctrl_c_after_the_first_plan")
def test_ctrl_c_ends_the_search_and_the_best_plan_is_written(lists, roads, run, tmp_path):
    code, _, err = run(
        "plan", lists / "orders.csv", "--vehicles", lists / "vehicles.csv", "--roads", roads, "--date", "2026-03-02",
        "--time-limit", 3600, "--out", tmp_path,
    )  # fmt: skip
    assert (code, "best plan so far" in err) == (0, True)
    kpis = json.loads((tmp_path / "plan.json").read_text("utf-8"))["kpis"]
    assert (kpis["stops"], kpis["unassigned"]) == (12, 0)


def test_a_second_ctrl_c_breaks_off():
    with stoppable(ENGLISH) as flag:
        signal.raise_signal(signal.SIGINT)
        assert flag.is_set()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)


def test_ctrl_c_means_what_it_did_afterwards():
    before = signal.getsignal(signal.SIGINT)
    with stoppable(ENGLISH):
        assert signal.getsignal(signal.SIGINT) is not before
    assert signal.getsignal(signal.SIGINT) is before


def test_elsewhere_than_in_the_main_thread_nothing_is_caught():
    seen = []

    def work():
        with stoppable(ENGLISH) as flag:
            seen.append(flag.is_set())

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [False]
