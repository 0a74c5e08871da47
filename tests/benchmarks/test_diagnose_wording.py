"""What a diagnosis says: reasons without gaps, prices with a sign, words in both languages."""

import re

from benchmarks.diagnose import page, wording
from benchmarks.diagnose.wording import price_text, reason_text, word


def test_a_reason_beside_a_count_has_no_gap():
    assert reason_text("arrival_missing", "de") == "Ankunftsstempel fehlt"


def test_a_reason_of_one_row_names_its_value():
    assert reason_text("arrival_missing", "en", value="A-17") == "No arrival was stamped for “A-17”."


def test_what_a_habit_costs_and_saves_has_a_sign():
    assert price_text({"low": 1.93, "high": 2.11}, "de") == "+1,9 bis +2,1"
    assert price_text({"low": -1.2, "high": 0.04}, "en") == "−1.2 to 0.0"


def test_every_word_stands_in_both_languages():
    assert [name for name, both in wording._WORDS.items() if not all(text.strip() for text in both)] == []


def test_both_languages_have_the_same_braces():
    odd = [name for name, (german, english) in wording._WORDS.items() if _braces(german) != _braces(english)]
    assert odd == []


def test_every_habit_is_explained():
    assert all(word(f"{kind}_means", "de") for kind in ("territory", "sequence", "start"))


def test_every_word_that_the_page_asks_for_exists():
    asked = re.findall(r'word\("(\w+)"[,)]', (page.TEMPLATES / "diagnose.html").read_text("utf-8"))
    assert [name for name in asked if name not in wording._WORDS] == []


def _braces(text):
    return sorted(re.findall(r"\{\w+\}", text))
