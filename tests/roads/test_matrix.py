"""Seconds and metres between places, against two independent references."""

import heapq
from itertools import pairwise
from math import inf

import networkx as nx
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from routing.matrix import UNREACHABLE, TimeSlots
from routing.roads import PROFILES, DijkstraEngine, HierarchyEngine, Profile, RoadNetwork, Snaps
from routing.roads.law.access import way_access
from routing.roads.law.speeds import free_flow_kmh
from routing.roads.law.tags import DIRECTIONS
from routing.roads.network import starts
from routing.traffic import DEFAULT_TRAFFIC, FREE_FLOW, ROAD_CLASSES, TravelFactors

FLAT = PROFILES["van"].model_copy(
    update=dict.fromkeys(("left_s", "right_s", "give_way_s", "u_turn_s", "signal_s"), 0.0)
    | dict.fromkeys(("acceleration_ms2", "braking_ms2", "cornering_ms2"), 1e12)
)
"""A van that loses nothing at turns, so that the plain reference needs no angles."""

WAY_TAGS = [
    {"highway": "residential", "maxspeed": "30"},
    {"highway": "residential", "maxspeed": "30", "oneway": "yes"},
    {"highway": "residential", "maxspeed": "30", "vehicle": "destination"},
    {"highway": "residential", "maxspeed": "30", "access": "no"},
    {"highway": "primary", "maxspeed": "70"},
]


def make_network(edges, nodes, *, chains=(), closed=()) -> RoadNetwork:
    """Return a network from (tail, head, metres, row of WAY_TAGS); nodes lie on a circle."""
    angle = np.arange(nodes) * 2.4
    lon, lat = 7.7 + 0.01 * np.cos(angle), 49.4 + 0.01 * np.sin(angle)
    tail, head = np.array([e[0] for e in edges], np.int32), np.array([e[1] for e in edges], np.int32)
    ends = np.column_stack([tail, head]).ravel()
    no_text, no_place = np.empty(0, np.int32), np.empty(0)
    tag_sets = (
        {},
        *WAY_TAGS,
        {"restriction": "no_left_turn"},
        {"restriction": "only_left_turn"},
        {"barrier": "bollard"},
    )
    return RoadNetwork(
        node_osm_id=np.arange(nodes), node_lon=lon, node_lat=lat,
        node_tags=np.array([len(tag_sets) - 1 if n in closed else 0 for n in range(nodes)], np.int32),
        edge_tail=tail, edge_head=head, edge_way=np.arange(len(edges), dtype=np.int32),
        edge_m=np.array([e[2] for e in edges], np.float64), edge_start=starts([2] * len(edges)),
        point_lon=lon[ends], point_lat=lat[ends],
        way_osm_id=np.arange(len(edges)), way_name=np.zeros(len(edges), np.int32),
        way_class=np.array([ROAD_CLASSES.index(WAY_TAGS[e[3]]["highway"]) for e in edges], np.int8),
        way_tags=np.array([1 + e[3] for e in edges], np.int32),
        restriction_start=starts([len(chain) for chain, _ in chains]),
        restriction_arc=np.array([arc for chain, _ in chains for arc in chain], np.int32),
        restriction_only=np.array([only for _, only in chains], np.bool_),
        restriction_tags=np.array([len(tag_sets) - 3 + only for _, only in chains], np.int32),
        address_lon=no_place, address_lat=no_place, address_street=no_text, address_house_number=no_text,
        address_postcode=no_text, address_city=no_text,
        texts=("",), tag_sets=tag_sets,
    )  # fmt: skip


@pytest.fixture(scope="module", params=[DijkstraEngine, HierarchyEngine])
def engine_class(request):
    """Every claim of this file holds for both engines."""
    return request.param


@st.composite
def networks(draw) -> RoadNetwork:
    """Small networks with one-ways, end-only and closed streets, bollards, and restrictions over nodes and ways."""
    nodes = draw(st.integers(2, 6))
    node = st.integers(0, nodes - 1)
    metres = st.sampled_from([0.0, 10.0, 100.0, 150.0, 333.0, 1000.0])
    edges = draw(st.lists(st.tuples(node, node, metres, st.integers(0, len(WAY_TAGS) - 1)), min_size=2, max_size=9))
    ends = [(a, b) for a, b, _, _ in edges]
    arcs = [end for a, b in ends for end in ((a, b), (b, a))]
    chains = []
    for _ in range(draw(st.integers(0, 4))):
        chain = [draw(st.integers(0, len(arcs) - 1))]
        for _ in range(draw(st.integers(1, 3))):
            following = [arc for arc, (tail, _) in enumerate(arcs) if tail == arcs[chain[-1]][1]]
            chain.append(draw(st.sampled_from(following)))
        chains.append((tuple(chain), draw(st.booleans())))
    closed = draw(st.sets(node, max_size=1))
    return make_network(edges, nodes, chains=chains, closed=closed)


class Rulebook:
    """The rules read off the network one by one, in plain Python; shares no code with the graph."""

    def __init__(self, network: RoadNetwork, profile: Profile) -> None:
        self.tail = [int(n) for pair in zip(network.edge_tail, network.edge_head, strict=True) for n in pair]
        self.head = [self.tail[arc ^ 1] for arc in range(len(self.tail))]
        tags = [network.tag_sets[int(network.way_tags[arc // 2])] for arc in range(len(self.tail))]
        self.state = [way_access(profile, tags[arc], DIRECTIONS[arc % 2]) for arc in range(len(self.tail))]
        self.seconds = [
            float(network.edge_m[arc // 2])
            * 3.6
            / free_flow_kmh(profile, tags[arc], tags[arc]["highway"], DIRECTIONS[arc % 2], built_up=False)
            for arc in range(len(self.tail))
        ]
        self.closed = {n for n in range(network.nodes) if network.node_tags[n]}
        self.ambiguous = False
        if {1, 2} <= set(self.state):
            enclave = self._joined({1, 2}) - self._joined({1})
            self.state = [2 if state and arc in enclave else state for arc, state in enumerate(self.state)]
        spans = pairwise(network.restriction_start.tolist())
        chains = [tuple(network.restriction_arc[a:b].tolist()) for a, b in spans]
        bound = [all(self.state[arc] for arc in chain) for chain in chains]
        rules = list(zip(chains, network.restriction_only, bound, strict=True))
        self.forbidden = {chain for chain, only, binds in rules if binds and not only}
        self.mandatory = {chain for chain, only, binds in rules if binds and only}
        legal = [arc for arc in range(len(self.tail)) if self.state[arc]]
        self.follow = {a: [b for b in legal if self.tail[b] == self.head[a]] for a in legal}
        escapes = self._escapes()
        self.follow = {a: [b for b in self.follow[a] if self._turn(a, b, escapes)] for a in legal}

    def _joined(self, states: set[int]) -> set[int]:
        """Return arcs reached from the largest part of the network and leading back to it, over arcs in ``states``."""
        graph = nx.DiGraph()
        ends = [
            [(node, arc // 2) if node in self.closed else node for node in (self.tail[arc], self.head[arc])]
            for arc in range(len(self.state))
        ]
        graph.add_edges_from(ends[arc] for arc, state in enumerate(self.state) if state in states)
        parts = sorted(nx.strongly_connected_components(graph), key=len)
        self.ambiguous |= len(parts) > 1 and len(parts[-2]) == len(parts[-1])
        some = next(iter(parts[-1]))
        after, before = nx.descendants(graph, some) | {some}, nx.ancestors(graph, some) | {some}
        return {arc for arc, (tail, head) in enumerate(ends) if tail in after and head in before}

    def _escapes(self) -> set[int]:
        """Return arcs from which the largest part of the network is reached if all may turn round anywhere."""
        graph = nx.DiGraph()
        graph.add_nodes_from(self.follow)
        for a, following in self.follow.items():
            graph.add_edges_from((a, b) for b in following if b == a ^ 1 or self.head[a] not in self.closed)
        parts = sorted(nx.strongly_connected_components(graph), key=len)
        if not parts:
            return set()
        self.ambiguous |= len(parts) > 1 and len(parts[-2]) == len(parts[-1])
        return set(parts[-1]) | nx.ancestors(graph, next(iter(parts[-1])))

    def _turn(self, a: int, b: int, escapes: set[int]) -> bool:
        """Tell whether b may follow a, restrictions aside."""
        closed = self.head[a] in self.closed
        if b != a ^ 1:
            return not closed
        ways_on = [c for c in self.follow[a] if c != b and c in escapes and (self.state[a] == 2 or self.state[c] != 2)]
        return closed or not ways_on

    def may_follow(self, driven: tuple[int, ...], arc: int) -> bool:
        """Tell whether restrictions let an arc follow those driven."""
        whole = (*driven, arc)
        ends = [whole[begin:] for begin in range(len(whole))]
        begun = {chain[:-1] for chain in self.mandatory} & {driven[begin:] for begin in range(len(driven))}
        return not self.forbidden & set(ends) and all((*begin, arc) in self.mandatory for begin in begun)

    def steps(self, driven: tuple[int, ...], phase: int) -> list[tuple[int, int]]:
        """Return the arcs that may follow, and the phase they are in: 0 before, 1 in, 2 after the open network."""
        found = []
        for arc in self.follow[driven[-1]]:
            end_only = self.state[arc] == 2
            if self.may_follow(driven, arc) and not (phase == 2 and not end_only):
                found.append((arc, 1 if not end_only else 0 if phase == 0 else 2))
        return found

    def search(self, snaps: Snaps, origin: int) -> list[float]:
        """Return seconds to each place: Dijkstra over (last arcs driven, phase)."""
        best = [inf] * len(snaps.places)
        heap: list[tuple[float, tuple[int, ...], int]] = []

        def offer(arc: int, entered: float, behind: float) -> None:
            for place in range(len(best)):
                share = float(abs(snaps.share[place] - arc % 2))
                if int(snaps.edge[place]) == arc // 2 and share >= behind:
                    best[place] = min(best[place], entered + share * self.seconds[arc])

        for arc in (2 * int(snaps.edge[origin]), 2 * int(snaps.edge[origin]) + 1):
            if self.state[arc]:
                behind = float(abs(snaps.share[origin] - arc % 2))
                offer(arc, -behind * self.seconds[arc], behind)
                left = (1 - behind) * self.seconds[arc]
                heapq.heappush(heap, (left, (arc,), 0 if self.state[arc] == 2 else 1))
        seen = set()
        while heap:
            at_end, driven, phase = heapq.heappop(heap)
            if (driven, phase) in seen:
                continue
            seen.add((driven, phase))
            for arc, follows in self.steps(driven, phase):
                offer(arc, at_end, 0.0)
                heapq.heappush(heap, (at_end + self.seconds[arc], (*driven, arc)[-3:], follows))
        return best


def place_on(network: RoadNetwork, draw) -> Snaps | None:
    """Return a few places on legal edges."""
    rules = Rulebook(network, FLAT)
    legal = [edge for edge in range(network.edges) if rules.state[2 * edge] or rules.state[2 * edge + 1]]
    if not legal:
        return None
    edge = draw(st.lists(st.sampled_from(legal), min_size=2, max_size=4))
    share = draw(st.lists(st.sampled_from([0.0, 0.25, 0.5, 1.0]), min_size=len(edge), max_size=len(edge)))
    zero = np.zeros(len(edge))
    return Snaps("van", tuple(map(str, range(len(edge)))), np.array(edge, np.int32), np.array(share), zero, zero, zero)


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_the_matrix_equals_the_rules_read_one_by_one(engine_class, data):
    network = data.draw(networks())
    snaps = place_on(network, data.draw)
    rules = Rulebook(network, FLAT)
    assume(snaps is not None and not rules.ambiguous)
    engine = engine_class(network, profiles={"van": FLAT}, threads=1)
    found = engine.matrix(snaps, "van", FREE_FLOW).seconds[0]
    for origin in range(len(snaps.places)):
        expected = rules.search(snaps, origin)
        for place, seconds in enumerate(expected):
            if seconds == inf:
                assert found[origin, place] == UNREACHABLE
            else:
                assert found[origin, place] == pytest.approx(seconds, abs=0.51)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_the_search_equals_scipy_on_the_same_graph(engine_class, data):
    network = data.draw(networks())
    snaps = place_on(network, data.draw)
    assume(snaps is not None)
    engine = engine_class(network, threads=1)
    graph = engine.graph("van")
    arc_s, turn_s = graph.costs(np.ones(len(ROAD_CLASSES)))
    weights = csr_array((turn_s + 1e-9, graph.turn_to, graph.turn_start), shape=(graph.states, graph.states))
    found = engine.matrix(snaps, "van", FREE_FLOW).seconds[0]
    shares = np.column_stack([snaps.share, 1 - snaps.share])
    for origin in range(len(snaps.places)):
        expected = np.full(len(snaps.places), inf)
        for arc in (2 * snaps.edge[origin], 2 * snaps.edge[origin] + 1):
            begin = graph.start_state[arc]
            if begin < 0:
                continue
            to = dijkstra(weights, indices=begin)
            to[begin] = loop_back(weights, to, begin)
            to -= shares[origin, arc & 1] * arc_s[begin]
            for place in range(len(snaps.places)):
                for state in np.flatnonzero(graph.state_arc // 2 == snaps.edge[place]):
                    side = graph.state_arc[state] & 1
                    expected[place] = min(expected[place], to[state] + shares[place, side] * arc_s[state])
                    if state == begin and shares[place, side] >= shares[origin, side]:
                        ahead = (shares[place, side] - shares[origin, side]) * arc_s[state]
                        expected[place] = min(expected[place], ahead)
        got = np.where(found[origin] == UNREACHABLE, inf, found[origin])
        assert got == pytest.approx(expected, abs=0.51)


def loop_back(weights, to, begin) -> float:
    """Return the cost of coming back into a state."""
    into = weights.tocsc()
    rows = into.indices[into.indptr[begin] : into.indptr[begin + 1]]
    costs = into.data[into.indptr[begin] : into.indptr[begin + 1]]
    return float(min((to[row] + cost for row, cost in zip(rows, costs, strict=True)), default=inf))


RING = ("z--a-----b\n   |     |\n   d-----c--y", {"ab": "oneway=yes", "bc": "", "cd": "", "da": "", "za": "", "cy": ""})


def test_partial_offsets_count(draw_town):
    metres = draw_town(*RING).matrix("ab.25", "ab.75", "bc").metres[0]
    assert metres[0, 1] == pytest.approx(300, abs=1)
    assert metres[0, 2] == pytest.approx(550, abs=1)


def test_a_place_behind_on_a_one_way_is_reached_round_the_block(draw_town):
    metres = draw_town(*RING).matrix("ab.25", "ab.75").metres[0]
    assert metres[1, 0] == pytest.approx(150 + 200 + 600 + 200 + 150, abs=2)


def test_a_place_behind_on_a_two_way_street_is_reached_straight(draw_town):
    matrix = draw_town(*RING).matrix("cd.25", "cd.75")
    assert matrix.metres[0, 1, 0] == matrix.metres[0, 0, 1] == pytest.approx(300, abs=1)


def test_the_same_spot_is_no_way(draw_town):
    """Two orders at one door, and an order to itself, cost nothing, on one-ways too."""
    town = draw_town(*RING)
    snaps = town.engine.snap({"one": town.at("ab"), "two": town.at("ab")}, "van")
    matrix = town.engine.matrix(snaps, "van", FREE_FLOW)
    assert matrix.seconds.max() == 0
    assert matrix.metres.max() == 0


@pytest.mark.parametrize("traffic", [FREE_FLOW, DEFAULT_TRAFFIC])
def test_orders_at_one_door_are_measured_as_one(draw_town, monkeypatch, traffic):
    """Two doors, the second of them named between orders to the first."""
    town = draw_town(*RING)
    doors = ["ab", "cd", *["ab"] * 20]
    snaps = town.engine.snap({f"{door}{number}": town.at(door) for number, door in enumerate(doors)}, "van")
    sizes, cells = set(), type(town.engine)._cells
    monkeypatch.setattr(type(town.engine), "_cells", lambda *given: sizes.add(len(given[1].places)) or cells(*given))
    matrix = town.engine.matrix(snaps, "van", traffic)
    two = town.matrix("ab", "cd", traffic=traffic)
    rows = [doors[:2].index(door) for door in doors]
    assert sizes == {2}
    assert (matrix.seconds == two.seconds[:, rows][:, :, rows]).all()


def test_an_island_is_unreachable_in_the_matrix(draw_town):
    """Snapping avoids it; who snaps by hand gets the sentinel."""
    town = draw_town("a--b--c  i--j", {"ab": "", "bc": "", "ij": ""})
    zero = np.zeros(2)
    snaps = Snaps("van", ("main", "isle"), np.array([0, 2], np.int32), np.array([0.5, 0.5]), zero, zero, zero)
    matrix = town.engine.matrix(snaps, "van", FREE_FLOW)
    assert matrix.seconds[0].tolist() == [[0, UNREACHABLE], [UNREACHABLE, 0]]


def test_a_road_of_no_length_is_driven(engine_class):
    network = make_network([(0, 1, 100.0, 0), (1, 2, 0.0, 0), (2, 3, 100.0, 0)], 4)
    zero = np.zeros(2)
    snaps = Snaps("van", ("a", "b"), np.array([0, 2], np.int32), np.array([0.0, 1.0]), zero, zero, zero)
    matrix = engine_class(network, threads=1).matrix(snaps, "van", FREE_FLOW)
    assert matrix.metres[0, 0, 1] == 200


def test_slots_follow_their_factors(draw_town):
    town = draw_town(*RING)
    double = TravelFactors(
        name="t", source="test", starts_s=(0, 3600, 7200), factors=dict.fromkeys(ROAD_CLASSES, (1.0, 2.0, 1.0))
    )
    seconds = town.matrix("ab", "cd", traffic=double).seconds
    assert town.matrix("ab", "cd", traffic=double).slots == TimeSlots((0, 3600, 7200))
    assert seconds[1] == pytest.approx(2 * seconds[0], abs=1)
    assert np.array_equal(seconds[0], seconds[2])


def test_another_slot_may_take_another_way(draw_town):
    """When the main road jams, the way round is taken, and its metres are reported."""
    streets = {"ab": "highway=primary & maxspeed=50", "bd": "", "ac": "", "cd": "", "za": ""}
    town = draw_town("z-a---b\n  |   |\n  c---d", streets)
    jam = {name: (1.0, 5.0 if name == "primary" else 1.0) for name in ROAD_CLASSES}
    traffic = TravelFactors(name="t", source="test", starts_s=(0, 3600), factors=jam)
    matrix = town.matrix("za", "bd.1", traffic=traffic)
    assert matrix.metres[1, 0, 1] > matrix.metres[0, 0, 1]


def test_turns_and_signals_cost_time(draw_town):
    """A turn is waited for and slowed down for, a signal waited at; see :mod:`tests.roads.test_speeds`."""
    streets = {"wx": "", "xe": "", "nx": "", "xs": ""}
    drawing = "   n\n   |\n   |\nw--x--e\n   |\n   |\n   s"
    plain = draw_town(drawing, streets).matrix("wx", "xe", "nx", "xs").seconds[0]
    signal = draw_town(drawing, streets, nodes={"x": "highway=traffic_signals"}).matrix("wx", "xe", "nx", "xs")
    van = PROFILES["van"]
    straight, left, right = plain[0, 1:]
    assert left > straight
    assert right > straight
    assert signal.seconds[0, 0, 1] - straight == pytest.approx(van.signal_s, abs=1)


def test_turning_round_at_a_dead_end_costs_time(engine_class):
    street = make_network([(0, 1, 100.0, 0)], 2)
    assert engine_class(street, threads=1).graph("van").turn_s.tolist() == [PROFILES["van"].u_turn_s] * 2


def test_a_signal_for_the_other_direction_does_not_stop(draw_town):
    drawing, streets = "w--x--e", {"wxe": ""}
    facing = draw_town(drawing, streets, nodes={"x": "highway=traffic_signals & traffic_signals:direction=forward"})
    there, back = facing.matrix("wx", "xe").seconds[0][[0, 1], [1, 0]]
    assert there - back == pytest.approx(PROFILES["van"].signal_s, abs=1)


def test_two_signals_of_one_crossing_stop_once(engine_class):
    network = make_network([(0, 1, 100.0, 0), (1, 2, 20.0, 0), (2, 3, 100.0, 0)], 4)
    network.node_tags[[1, 2]] = len(network.tag_sets)
    lit = RoadNetwork(**{**vars_of(network), "tag_sets": (*network.tag_sets, {"highway": "traffic_signals"})})
    zero = np.zeros(2)
    snaps = Snaps("van", ("a", "b"), np.array([0, 2], np.int32), np.array([0.0, 1.0]), zero, zero, zero)
    dark = engine_class(make_network([(0, 1, 100.0, 0), (1, 2, 20.0, 0), (2, 3, 100.0, 0)], 4), threads=1)
    spent = engine_class(lit, threads=1).matrix(snaps, "van", FREE_FLOW).seconds[0, 0, 1]
    assert spent - dark.matrix(snaps, "van", FREE_FLOW).seconds[0, 0, 1] == pytest.approx(
        PROFILES["van"].signal_s, abs=1
    )


@pytest.mark.parametrize("way", [None, "forward", "backward"])
def test_a_ring_of_no_length_is_gone_round_once(engine_class, way):
    """Its signal is looked for along the street, which never ends and never gets longer."""
    network = make_network([(0, 1, 0.0, 0), (1, 2, 0.0, 0), (2, 0, 0.0, 0), (3, 4, 100.0, 0)], 5)
    signal = {"highway": "traffic_signals"} | ({"traffic_signals:direction": way} if way else {})
    lit = RoadNetwork(**{**vars_of(network), "tag_sets": (*network.tag_sets, signal)})
    for node in ([], [0]):
        lit.node_tags[node] = len(network.tag_sets)
        assert engine_class(lit, threads=1).graph("van").states == 8


def vars_of(network: RoadNetwork) -> dict[str, object]:
    return {name: getattr(network, name) for name in network.__dataclass_fields__}


def test_seconds_by_class_and_zone_add_up_to_the_free_flow_matrix(draw_town):
    town = draw_town(*RING)
    snaps = town.engine.snap({spot: town.at(spot) for spot in ("ab", "cd", "za.1", "cy")}, "van")
    matrix = town.engine.matrix(snaps, "van", DEFAULT_TRAFFIC, with_classes=True)
    assert matrix.classes is not None
    assert matrix.classes.shape == (4, 4, len(ROAD_CLASSES) * town.engine.zones)
    assert matrix.classes.sum(axis=2) == pytest.approx(matrix.seconds[0], abs=0.51)


def test_re_weighted_classes_give_the_seconds_of_a_slot(draw_town):
    """Turns and signals belong to the class they leave, so nothing is lost."""
    streets = {"ab": "highway=primary", "bc": "highway=tertiary", "za": "", "cy": ""}
    town = draw_town("z--a-----b-----c---y", streets, nodes={"b": "highway=traffic_signals"})
    snaps = town.engine.snap({spot: town.at(spot) for spot in ("za", "cy", "bc")}, "van")
    matrix = town.engine.matrix(snaps, "van", DEFAULT_TRAFFIC, with_classes=True)
    assert matrix.classes is not None
    by_class = matrix.classes.reshape(3, 3, len(ROAD_CLASSES), -1).sum(axis=3)
    for slot in range(len(matrix.slots)):
        assert by_class @ DEFAULT_TRAFFIC.table[:, slot] == pytest.approx(matrix.seconds[slot], abs=0.51)


def test_zones_can_be_given(engine_class, draw_town):
    town = draw_town("a--b--c", {"ab": "", "bc": ""})
    engine = engine_class(town.network, edge_zone=np.array([0, 1]), threads=1)
    snaps = engine.snap({"one": town.at("a"), "two": town.at("c")}, "van")
    classes = engine.matrix(snaps, "van", FREE_FLOW, with_classes=True).classes
    assert classes is not None
    residential = ROAD_CLASSES.index("residential") * 2
    assert classes[0, 1, residential] == pytest.approx(classes[0, 1, residential + 1], rel=1e-3)


def test_threads_change_nothing(engine_class, draw_town):
    town = draw_town(*RING)
    spots = {f"p{k}": town.at(f"ab.{k:02}") for k in range(1, 60)}
    snaps = town.engine.snap(spots, "van")
    one = town.engine.matrix(snaps, "van", DEFAULT_TRAFFIC)
    many = engine_class(town.network, threads=3).matrix(snaps, "van", DEFAULT_TRAFFIC)
    assert np.array_equal(one.seconds, many.seconds)
    assert np.array_equal(one.metres, many.metres)


def test_places_of_another_profile_are_refused(draw_town):
    town = draw_town(*RING)
    snaps = town.engine.snap({"ab": town.at("ab")}, "van")
    with pytest.raises(ValueError, match="van"):
        town.engine.matrix(snaps, "truck_7_5t", FREE_FLOW)


def test_progress_is_told_per_distinct_slot(draw_town):
    town = draw_town(*RING)
    said: list[str] = []
    snaps = town.engine.snap({"ab": town.at("ab")}, "van")
    town.engine.matrix(snaps, "van", DEFAULT_TRAFFIC, progress=said.append)
    assert len(said) == len(np.unique(DEFAULT_TRAFFIC.table, axis=1).T)
