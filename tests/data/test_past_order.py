"""Orders from incomplete rankings, and which stamps can't be true."""

from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from data.imports.past_order import impossible, ordered

spans = st.lists(
    st.one_of(st.none(), st.tuples(st.integers(0, 20), st.integers(0, 5)).map(lambda one: (one[0], one[0] + one[1]))),
    max_size=8,
)
names = st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=8)


def in_order(some):
    known = [span for span in some if span is not None]
    return all(one[1] <= other[0] for one, other in pairwise(known))


@given(spans)
def test_without_the_impossible_stamps_the_others_are_in_order(some):
    wrong = impossible(some)
    assert in_order([None if place in wrong else span for place, span in enumerate(some)])


@given(spans)
def test_no_fewer_stamps_could_be_wrong(some):
    wrong = impossible(some)
    fewer = combinations(range(len(some)), len(wrong) - 1) if wrong else ()
    assert not any(in_order([None if place in drop else span for place, span in enumerate(some)]) for drop in fewer)


@given(names, st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 5)))
def test_a_ranking_orders_what_it_knows_and_loses_nothing(stops, ranks):
    line = ordered(stops, ranks)
    assert sorted(line) == sorted(stops)
    assert [ranks[stop] for stop in line if stop in ranks] == sorted(ranks[stop] for stop in stops if stop in ranks)


def test_a_ranking_that_knows_all_comes_before_a_fuller_one_behind_it():
    assert ordered(["a", "b"], {"a": 2, "b": 1}, {"a": 1, "b": 2}) == ("b", "a")


def test_the_ranking_that_knows_most_counts():
    assert ordered(["a", "b", "c"], {"c": 1}, {"a": 3, "b": 2}) == ("b", "c", "a")
