"""A result file says all it takes to repeat the measurement, and nothing of the machine's folders."""

import json

import pytest

from benchmarks.results import write_result


@pytest.fixture
def written(tmp_path, monkeypatch):
    extract = tmp_path / "town.osm"
    extract.write_text("<osm/>")
    monkeypatch.setattr("sys.argv", ["termintreu", "bench", "roads", str(extract)])
    return write_result("roads-town", {"matrix_s": 1.5}, inputs=[extract], out=tmp_path / "result.json")


def test_a_result_carries_commit_data_hash_machine_and_command(written):
    document = json.loads(written.read_text())
    assert {"commit", "inputs", "machine", "command", "measured"} <= set(document)
    assert len(document["inputs"]["town.osm"]) == 64


def test_a_result_names_files_not_folders(written, tmp_path):
    assert str(tmp_path) not in written.read_text()
    assert json.loads(written.read_text())["command"] == "termintreu bench roads town.osm"
