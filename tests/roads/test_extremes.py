"""Roads of no length, and trips that take days: both engines say the same."""

import dataclasses

import numpy as np
import pytest
from pydantic import ValidationError

from routing.errors import UnreachableError
from routing.matrix import UNREACHABLE
from routing.roads import DijkstraEngine, HierarchyEngine, Snaps
from routing.roads.hierarchy.weights import LONGEST_S
from routing.traffic import FREE_FLOW, ROAD_CLASSES, LearnedTimes, TravelFactors

GRID = {"abcd": "", "efgh": "oneway=yes", "ijkl": "", "aei": "", "bfj": "oneway=-1", "cgk": "", "dhl": "oneway=yes"}
SHARES = (0.0, 0.3, 0.3, 0.5, 1.0)


def slower(factor: float) -> TravelFactors:
    return TravelFactors(name="slow", source="test", starts_s=(0,), factors=dict.fromkeys(ROAD_CLASSES, (factor,)))


@pytest.fixture
def network(draw_town):
    return draw_town("a--b--c--d\n|  |  |  |\ne--f--g--h\n|  |  |  |\ni--j--k--l", GRID).network


def asked(network) -> Snaps:
    """Several places on every edge."""
    edge, share = np.repeat(np.arange(network.edges, dtype=np.int32), len(SHARES)), np.tile(SHARES, network.edges)
    zero = np.zeros(len(edge))
    return Snaps("van", tuple(f"p{k}" for k in range(len(edge))), edge, share, zero, zero, zero)


def agreed(network, traffic) -> np.ndarray:
    """The seconds of both engines, which may differ by one."""
    snaps = asked(network)
    plain, fast = (kind(network, threads=1).matrix(snaps, "van", traffic) for kind in (DijkstraEngine, HierarchyEngine))
    assert np.array_equal(plain.seconds == UNREACHABLE, fast.seconds == UNREACHABLE)
    assert np.array_equal(fast.metres == UNREACHABLE, fast.seconds == UNREACHABLE)
    assert np.abs(plain.seconds.astype(np.int64) - fast.seconds).max() <= 1
    return fast.seconds[0]


@pytest.mark.parametrize("factor", [1e-6, 1e-3, 1e2])
def test_engines_agree_however_slow_or_fast(network, factor):
    assert (agreed(network, slower(factor)) < UNREACHABLE).all()


def test_trips_of_days_are_no_way_in_both_engines(network):
    seconds = agreed(network, slower(5e3))
    assert (seconds == UNREACHABLE).any()
    assert LONGEST_S / 2 < seconds[seconds < UNREACHABLE].max() <= LONGEST_S


@pytest.mark.parametrize("factor", [1e4, 1e5, 1e6, 1e9, 1e300])
def test_roads_that_take_days_are_no_way_in_both_engines(network, factor):
    assert (agreed(network, slower(factor)) == UNREACHABLE).any()


@pytest.mark.parametrize("metres", [1e5, 1e7, 1e9])
def test_engines_agree_on_roads_of_any_length(network, metres):
    agreed(dataclasses.replace(network, edge_m=np.full(network.edges, metres)), FREE_FLOW)


@pytest.mark.parametrize("engine", [DijkstraEngine, HierarchyEngine])
def test_a_leg_of_days_cannot_be_driven(network, engine):
    with pytest.raises(UnreachableError):
        engine(network, threads=1).route(asked(network), ["p0", "p45"], "van", slower(1e6), 0)


@pytest.mark.parametrize("seed", range(4))
def test_nothing_lies_behind_on_an_edge_of_no_length(network, seed):
    short = np.random.default_rng(seed).random(network.edges) < 0.4
    agreed(dataclasses.replace(network, edge_m=np.where(short, 0.0, network.edge_m)), FREE_FLOW)


@pytest.mark.parametrize("factor", [np.nan, np.inf, 0.0, -1.0])
def test_factors_one_cannot_reckon_with_are_refused(factor):
    with pytest.raises(ValidationError):
        slower(factor)
    with pytest.raises(ValidationError):
        LearnedTimes(name="l", source="t", days=(), travel=FREE_FLOW, zone_side=1, zone_factors=(factor,))
