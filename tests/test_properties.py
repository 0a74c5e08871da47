"""What property tests are tried on depends on nothing but the test."""

import importlib.util
import sys

from hypothesis import given
from hypothesis import strategies as st

NUMBERS = range(1_000_003, 1_001_000, 2)


def drawn():
    """Return the examples of a property."""
    examples = []

    @given(st.lists(st.integers(NUMBERS.start, 2 * NUMBERS.stop), min_size=20))
    def holds(numbers):
        examples.append(numbers)

    holds()
    return examples


def test_a_property_is_tried_on_the_same_examples_whatever_was_loaded_before(tmp_path, monkeypatch):
    before = drawn()
    source = tmp_path / "numbers_of_a_firm.py"
    source.write_text(f"NUMBERS = {list(NUMBERS)}\n", encoding="utf-8")
    spec = importlib.util.spec_from_file_location(source.stem, source)
    monkeypatch.setitem(sys.modules, source.stem, importlib.util.module_from_spec(spec))
    assert drawn() == before
