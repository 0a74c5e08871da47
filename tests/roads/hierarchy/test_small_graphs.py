"""Cases that can be checked by hand: a ring road driven one way, and next to nothing."""

import numpy as np
import pytest

from routing.roads.hierarchy import INFINITE, Buckets, Ends, Hierarchy, Metric, pack, unpack

ARC = pack(np.array([10.0]), np.array([100.0]))[0]


def ring(states: int, closed: tuple[int, ...] = ()) -> Metric:
    """Return a ring of arcs of 10 s and 100 m, each with one turn, to the next; closed turns can't be driven."""
    weight = np.full(states, ARC)
    weight[list(closed)] = INFINITE
    to = np.roll(np.arange(states, dtype=np.int32), -1)
    tree = Hierarchy.over(np.arange(states + 1), to, np.arange(states, dtype=np.int32)[::-1].copy())
    return tree.metric(weight, threads=1)


def at(state: int, share: float, sign: int) -> Ends:
    """Return one place at a share of an arc."""
    return Ends(
        np.array([0, 1]), np.array([state], np.int32), sign * pack(np.array([share * 10]), np.array([share * 100]))
    )


def seconds(metric: Metric, origin: tuple[int, float], target: tuple[int, float]) -> float:
    """Return the seconds between two places."""
    return float(unpack(metric.matrix(at(*origin, -1), at(*target, 1), threads=1))[0][0, 0])


@pytest.mark.parametrize(
    ("origin", "target", "expected"),
    [
        ((0, 0.2), (0, 0.7), 5.0),
        ((0, 0.7), (0, 0.2), 35.0),
        ((0, 0.5), (0, 0.5), 0.0),
        ((0, 0.5), (1, 0.5), 10.0),
        ((1, 0.5), (0, 0.5), 30.0),
    ],
    ids=["ahead on the arc", "behind on the arc: once round", "the same spot", "on the next arc", "on the last arc"],
)
def test_a_one_way_ring_is_driven_one_way(origin, target, expected):
    assert seconds(ring(4), origin, target) == expected


def test_a_target_behind_is_out_of_reach_where_nobody_comes_round():
    assert seconds(ring(4, closed=(2,)), (0, 0.7), (0, 0.2)) == np.inf


def test_the_way_round_begins_and_ends_on_the_same_arc():
    way = ring(4).way(at(0, 0.7, -1), at(0, 0.2, 1))
    assert way.states.tolist() == [0, 1, 2, 3, 0]
    assert unpack(np.array([way.cost])) == (np.array([35.0]), np.array([350.0]))


def test_the_time_of_the_way_round_lies_where_it_is_driven():
    """3 s to the end of the first arc and 2 s of it again, 10 s on each of the others."""
    found = np.empty((1, 1, 4), np.float32)
    Buckets(ring(4), at(0, 0.7, -1), at(0, 0.2, 1), np.arange(4, dtype=np.int32), 4, threads=1).fill(0, 1, found)
    assert found[0, 0].tolist() == [5000, 10_000, 10_000, 10_000]


def test_a_place_without_a_state_reaches_nothing_and_is_not_reached():
    nowhere = Ends(np.array([0, 0]), np.empty(0, np.int32), np.empty(0, np.int64))
    assert ring(3).matrix(nowhere, at(0, 0, 1)).tolist() == [[INFINITE]]
    assert ring(3).matrix(at(0, 0, -1), nowhere).tolist() == [[INFINITE]]
    assert ring(3).way(nowhere, nowhere).cost == INFINITE


def test_no_places_make_an_empty_matrix():
    nobody = Ends(np.array([0]), np.empty(0, np.int32), np.empty(0, np.int64))
    assert ring(3).matrix(nobody, nobody).shape == (0, 0)


def test_a_graph_without_states_has_an_empty_hierarchy():
    assert ring(0).hierarchy.depth == 0


def test_progress_tells_how_many_rows_are_done():
    said: list[str] = []
    ring(3).matrix(at(0, 0, -1), at(1, 0, 1), threads=1, progress=said.append)
    assert said == ["1/1"]
