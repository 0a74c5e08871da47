"""What is hidden: too few tours, and all that would give those away by subtraction."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from routing.suppression import computable, cross_suppression, suppression, suppression_of

counts = st.lists(st.integers(0, 12), min_size=1, max_size=12)
smallest = st.integers(1, 6)
memberships = st.lists(st.sets(st.integers(0, 9)), min_size=1, max_size=8)


@st.composite
def tables(draw):
    """A two-way table of the tours that serve each cell; each margin is the union of its cells."""
    rows, columns = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    cell = st.frozensets(st.integers(0, 30), max_size=9)
    return [[draw(cell) for _ in range(columns)] for _ in range(rows)]


def whole_pattern(crossed, total_shown=True):
    """Return what is hidden of cells and margins as one table, the grand total last."""
    hidden = np.array([[reason is not None for reason in row] for row in crossed.cells])
    rows = np.array([reason is not None for reason in crossed.rows])
    columns = np.array([reason is not None for reason in crossed.columns])
    below = np.append(columns, not total_shown)
    return np.vstack([np.column_stack([hidden, rows]), below])


def follows_by_algebra(hidden):
    """Return the hidden cells that the equations of all rows and columns determine, by rank."""
    places = list(zip(*np.nonzero(hidden), strict=True))
    rows, columns = hidden.shape
    equations = np.zeros((rows + columns, len(places)))
    for number, (row, column) in enumerate(places):
        equations[row, number] = equations[rows + column, number] = 1
    rank = np.linalg.matrix_rank(equations) if places else 0
    found = []
    for number, place in enumerate(places):
        alone = np.zeros(len(places))
        alone[number] = 1
        if np.linalg.matrix_rank(np.vstack([equations, alone])) == rank:
            found.append(place)
    return found


@given(counts, smallest)
def test_no_group_of_too_few_tours_is_shown(tours, least):
    assert all(
        reason == "too_few_tours" for reason, n in zip(suppression(tours, least), tours, strict=True) if n < least
    )


@given(counts, smallest)
def test_never_only_one_group_is_hidden_beside_others(tours, least):
    reasons = suppression(tours, least)
    hidden = [count for count, reason in zip(tours, reasons, strict=True) if reason is not None]
    assert not hidden or None not in reasons or (len(hidden) > 1 and sum(hidden) >= least)


@given(memberships, smallest)
def test_what_is_left_of_the_total_is_of_enough_different_tours(members, least):
    reasons = suppression_of(members, least)
    hidden = [tours for tours, reason in zip(members, reasons, strict=True) if reason is not None]
    assert not hidden or None not in reasons or len(set().union(*hidden)) >= least


def test_a_tour_that_serves_two_hidden_groups_counts_once():
    """Four tours serve both small groups: the rest of the total would be theirs alone."""
    four = set("abcd")
    assert suppression_of([four, four, set("efghij")], 5)[2] == "protects_another"


def test_a_group_is_shown_where_nothing_is_hidden():
    assert suppression([5, 9, 7], 5) == [None, None, None]


def test_a_single_small_group_takes_the_next_smallest_with_it():
    assert suppression([9, 2, 7], 5) == [None, "too_few_tours", "protects_another"]


@given(tables(), smallest)
def test_no_hidden_cell_follows_from_the_table_and_its_margins(table, least):
    total = len(frozenset().union(*(cell for row in table for cell in row)))
    hidden = whole_pattern(cross_suppression(table, least), total_shown=total >= least)
    assert total < least or follows_by_algebra(hidden) == []


@given(tables(), smallest)
def test_no_cell_of_too_few_tours_is_shown_in_a_table(table, least):
    crossed = cross_suppression(table, least)
    shown = [len(table[i][j]) for i, row in enumerate(crossed.cells) for j, why in enumerate(row) if why is None]
    assert all(count >= least for count in shown)


@given(tables(), smallest)
def test_the_hidden_rest_of_a_row_is_of_enough_different_tours(table, least):
    for row, reasons in zip(table, cross_suppression(table, least).cells, strict=True):
        rest = [cell for cell, why in zip(row, reasons, strict=True) if why is not None]
        assert not rest or None not in reasons or len(frozenset().union(*rest)) >= least


@given(st.lists(st.lists(st.booleans(), min_size=3, max_size=3), min_size=1, max_size=5))
def test_what_follows_by_subtraction_is_what_the_equations_determine(pattern):
    hidden = np.array(pattern)
    assert computable(hidden) == follows_by_algebra(hidden)


@given(tables(), smallest)
def test_margins_of_a_table_are_hidden_as_they_are_alone(table, least):
    rows = [frozenset().union(*row) for row in table]
    assert cross_suppression(table, least).rows == suppression_of(rows, least)


def test_two_squares_of_hidden_cells_do_not_give_the_cell_between_them_away():
    """Every line holds two hidden cells or more, yet the one that joins both squares would follow."""
    small = {(0, 0), (0, 1), (1, 0), (1, 1), (2, 2), (2, 3), (3, 2), (3, 3), (1, 2)}
    table = [[{(i, j, n) for n in range(4 if (i, j) in small else 9)} for j in range(4)] for i in range(4)]
    assert computable(whole_pattern(cross_suppression(table, 5))) == []
