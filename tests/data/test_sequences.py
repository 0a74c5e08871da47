"""Given tours."""

import pytest

from data.imports import read_sequences
from routing.errors import InputError

HEAD = "vehicle_id;order_id;sequence\n"


def refusal(path):
    with pytest.raises(InputError) as caught:
        read_sequences(path)
    return [(f.code, f.row, f.column) for f in caught.value.findings]


def test_tours_follow_their_sequence_not_their_rows(csv_file):
    path = csv_file(HEAD + "v1;c;3\nv2;d;1\nv1;a;1\nv1;b;2\n")
    assert read_sequences(path) == {"v1": ("a", "b", "c"), "v2": ("d",)}


def test_numbers_need_not_be_consecutive_nor_padded(csv_file):
    assert read_sequences(csv_file(HEAD + "v1;a;10\nv1;b;9\n")) == {"v1": ("b", "a")}


def test_an_order_without_a_tour_is_left_out(csv_file):
    assert read_sequences(csv_file(HEAD + ";a;\nv1;b;1\n")) == {"v1": ("b",)}


@pytest.mark.parametrize(
    ("rows", "finding"),
    [
        ("v1;a;1\nv2;a;1\n", ("order_twice", 3, "order_id")),
        ("v1;a;1\nv1;b;1\n", ("sequence_twice", 3, "sequence")),
        ("v1;a;\n", ("cell_empty", 2, "sequence")),
        (";a;1\n", ("cell_empty", 2, "vehicle_id")),
        ("v1;;1\n", ("cell_empty", 2, "order_id")),
        ("v1;a;eins\n", ("number_unreadable", 2, "sequence")),
        ("v1;a;1.5\n", ("number_not_whole", 2, "sequence")),
    ],
)
def test_a_bad_row_is_told_with_its_place(csv_file, rows, finding):
    assert refusal(csv_file(HEAD + rows)) == [finding]
