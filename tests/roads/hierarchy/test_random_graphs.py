"""The hierarchy against a plain search, on graphs no road would make."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from turn_graphs import Case, cases, plain_matrix

from routing.roads.hierarchy import INFINITE, Buckets, Hierarchy, Metric


def driven(case: Case, origin: int, target: int, states: np.ndarray) -> int:
    """Return the cheapest cost of driving through states in turn, from place to place; it must be possible."""
    turns = 0
    for one, two in zip(states[:-1].tolist(), states[1:].tolist(), strict=True):
        span = slice(case.turn_start[one], case.turn_start[one + 1])
        turns += int(case.turn_weight[span][case.turn_to[span] == two].min())
    begin = slice(case.origins.start[origin], case.origins.start[origin + 1])
    end = slice(case.targets.start[target], case.targets.start[target + 1])
    first = case.origins.offset[begin][case.origins.state[begin] == states[0]]
    last = case.targets.offset[end][case.targets.state[end] == states[-1]]
    sums = [int(a) + int(b) for a in first for b in last if len(states) > 1 or a + b >= 0]
    return turns + min(sums)


@given(cases)
@settings(max_examples=1500)
def test_every_pair_costs_what_a_plain_search_finds(case):
    assert np.array_equal(case.metric.matrix(case.origins, case.targets, threads=1), plain_matrix(case))


@given(cases)
@settings(max_examples=400)
def test_ways_lead_from_place_to_place_and_add_up_to_the_matrix(case):
    metric = case.metric
    matrix = metric.matrix(case.origins, case.targets, threads=1)
    for origin, target in np.ndindex(*matrix.shape):
        states, cost = metric.way(case.origins, case.targets, origin, target)
        assert cost == matrix[origin, target]
        if cost < INFINITE:
            assert driven(case, origin, target, states) == cost
        else:
            assert not len(states)


@given(cases)
@settings(max_examples=60)
def test_kept_and_read_again_it_answers_the_same(case):
    metric = case.metric
    tree = Hierarchy.from_arrays(case.hierarchy.arrays)
    again = Metric.from_arrays(tree, metric.arrays)
    assert np.array_equal(
        again.matrix(case.origins, case.targets, threads=1), metric.matrix(case.origins, case.targets, threads=1)
    )


@given(cases, st.integers(0, 2**32))
@settings(max_examples=100)
def test_the_order_changes_no_cost(case, seed):
    rank = np.random.default_rng(seed).permutation(len(case.rank)).astype(np.int32)
    other = Hierarchy.over(case.turn_start, case.turn_to, rank).metric(case.turn_weight, threads=1)
    assert np.array_equal(
        other.matrix(case.origins, case.targets, threads=1),
        case.metric.matrix(case.origins, case.targets, threads=1),
    )


@given(cases)
@settings(max_examples=300)
def test_the_buckets_of_a_pair_hold_what_is_driven_in_each(case):
    """Each turn counts where it begins, and so do the parts of the first and the last arc."""
    metric = case.metric
    bucket = (np.arange(len(case.rank)) % 3).astype(np.int32)
    matrix = metric.matrix(case.origins, case.targets, threads=1)
    found = np.full((*matrix.shape, 3), -1, np.float32)
    buckets = Buckets(metric, case.origins, case.targets, bucket, 3, threads=1)
    buckets.fill(0, 2, found[:2])
    buckets.fill(2, 6, found[2:])
    assert np.array_equal(found.sum(axis=2), np.where(matrix < INFINITE, matrix >> 32, 0))


@given(cases)
@settings(max_examples=100)
def test_a_bucket_for_each_state_tells_the_turns_driven(case):
    """Lengths drawn at random leave one shortest way; its turns are those of the way asked for alone."""
    lengths = np.random.default_rng(1).integers(0, 1 << 20, len(case.turn_to))
    one_way = replace(case, turn_weight=np.where(case.turn_weight < INFINITE, case.turn_weight + lengths, INFINITE))
    metric = one_way.metric
    width = len(case.rank)
    found = np.empty((6, 6, width), np.float32)
    Buckets(metric, case.origins, case.targets, np.arange(width, dtype=np.int32), width, threads=1).fill(0, 6, found)
    for origin, target in np.ndindex(6, 6):
        states = metric.way(case.origins, case.targets, origin, target).states
        assert set(np.flatnonzero(found[origin, target]).tolist()) <= set(states.tolist())
