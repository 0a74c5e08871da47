"""Reasons beside a count name no single case."""

import pytest

from benchmarks.reasons import counted_reason
from routing.messages import MESSAGES


@pytest.mark.parametrize("language", ["de", "en"])
def test_no_counted_reason_has_a_gap(language):
    said = [counted_reason(code, language) for code in MESSAGES]
    assert [text for text in said if "{" in text or "…" in text or text.endswith(".")] == []


def test_a_missing_stamp_is_said_in_a_few_words():
    assert counted_reason("arrival_missing", "de") == "Ankunftsstempel fehlt"


def test_a_reason_without_a_case_keeps_its_sentence():
    assert counted_reason("warm_up", "en") == "The planner learns from this day; it is not replayed"


def test_an_unknown_code_stays_as_it_is():
    assert counted_reason("brand_new", "de") == "brand_new"
