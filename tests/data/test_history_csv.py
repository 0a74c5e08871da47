"""Histories as written files."""

import pandas as pd
import pytest

from data.exports.history_csv import write_history
from routing.errors import OutputError


def test_columns_are_written_in_their_canonical_order(tmp_path):
    write_history(tmp_path / "h.csv", pd.DataFrame({"status": ["failed"], "lat": [49.4], "date": ["2026-03-02"]}))
    assert (tmp_path / "h.csv").read_text() == "date,lat,status\n2026-03-02,49.4,failed\n"


def test_a_column_that_a_history_has_not_is_refused(tmp_path):
    with pytest.raises(ValueError, match="truth"):
        write_history(tmp_path / "h.csv", pd.DataFrame({"date": ["2026-03-02"], "truth": [1]}))


def test_a_name_cannot_become_a_formula(tmp_path):
    write_history(tmp_path / "h.csv", pd.DataFrame({"name": ["=1+1", "-5"]}))
    assert (tmp_path / "h.csv").read_text() == "name\n'=1+1\n-5\n"


def test_parquet_keeps_numbers_as_numbers_and_blanks_as_blanks(tmp_path):
    write_history(tmp_path / "h.parquet", pd.DataFrame({"lat": [49.4, None], "name": ["a", None]}))
    frame = pd.read_parquet(tmp_path / "h.parquet")
    assert frame["lat"].dtype == float
    assert frame["name"].isna().tolist() == [False, True]


def test_what_stood_there_stays_when_writing_fails(tmp_path):
    (tmp_path / "h.csv").mkdir()
    with pytest.raises(OutputError):
        write_history(tmp_path / "h.csv", pd.DataFrame({"name": ["a"]}))
