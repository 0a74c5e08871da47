"""The fast engine against the plain one, on whole towns; what it keeps on disk; area, day and reasons."""

import gc
import weakref
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import date
from multiprocessing import get_context

import numpy as np
import pytest

from routing.errors import UnreachableError
from routing.matrix import UNREACHABLE
from routing.profile_file import VARIABLE
from routing.profiles import PROFILES
from routing.roads import DijkstraEngine, HierarchyEngine, RoadNetwork, Snaps, engine_of, read_extract
from routing.roads.edge_engine import KEPT_DAYS
from routing.roads.graph.edge_graph import build_graph
from routing.roads.hierarchy_engine import KEPT_METRICS
from routing.traffic import DEFAULT_TRAFFIC, FREE_FLOW, ROAD_CLASSES, LearnedTimes, TravelFactors

MONDAY = date(2026, 3, 2)
SLOW_EAST = LearnedTimes(
    name="learned", source="test", days=(), travel=DEFAULT_TRAFFIC, zone_side=3,
    zone_factors=(1.0, 1.0, 3.0, 1.0, 1.0, 3.0, 1.0, 1.0, 3.0),
)  # fmt: skip


@pytest.fixture(scope="module")
def engine_class():
    return HierarchyEngine


@pytest.fixture(scope="module", params=["kaiserslautern.osm.gz", "liechtenstein.osm.pbf"])
def network(request, real_town) -> RoadNetwork:
    return read_extract(real_town(request.param))


@pytest.fixture(scope="module")
def fast(network):
    return HierarchyEngine(network)


@pytest.fixture(scope="module")
def plain(network):
    return DijkstraEngine(network)


@pytest.fixture(scope="module")
def spread(fast) -> Snaps:
    """Places all over the town, some of them in the same street."""
    random = np.random.default_rng(5)
    edge = random.choice(np.flatnonzero(fast.graph("van").usable_edge), 70)
    edge = np.concatenate([edge, edge[:10]]).astype(np.int32)
    zero = np.zeros(len(edge))
    return Snaps("van", tuple(f"p{k}" for k in range(len(edge))), edge, random.random(len(edge)), zero, zero, zero)


def equal(one, two) -> None:
    assert np.array_equal(one.seconds == UNREACHABLE, two.seconds == UNREACHABLE)
    assert np.abs(one.seconds.astype(np.int64) - two.seconds).max() <= 1


@pytest.mark.parametrize("traffic", [DEFAULT_TRAFFIC, SLOW_EAST], ids=["by hour", "by area"])
def test_whole_matrices_equal_those_of_the_plain_engine(fast, plain, spread, traffic):
    equal(fast.matrix(spread, "van", traffic), plain.matrix(spread, "van", traffic))


def test_seconds_by_class_and_zone_equal_those_of_the_plain_engine(fast, plain, spread):
    some = spread.only(range(40))
    one = fast.matrix(some, "van", FREE_FLOW, with_classes=True).classes
    two = plain.matrix(some, "van", FREE_FLOW, with_classes=True).classes
    assert one.shape == two.shape
    assert (np.abs(one - two).sum(axis=2) > 1.0).mean() < 0.002, "only equally fast ways may differ"


def test_ways_add_up_to_the_matrix(fast, spread):
    matrix = fast.matrix(spread, "van", SLOW_EAST)
    slot = matrix.slots.at(8 * 3600)
    for path in fast.route(spread, spread.places, "van", SLOW_EAST, 8 * 3600):
        pair = spread.index[path.origin], spread.index[path.destination]
        assert (path.travel_s, path.distance_m) == (matrix.seconds[slot][pair], matrix.metres[slot][pair])


@pytest.fixture
def saved(draw_town, tmp_path) -> RoadNetwork:
    town = draw_town("z--a--b--c\n   |  |  |\n   d--e--f", {"zabc": "", "def": "", "ad": "", "be": "", "cf": ""})
    town.network.save(tmp_path / "town.roads")
    return RoadNetwork.load(tmp_path / "town.roads")


ZERO = np.zeros(3)
PLACES = Snaps("van", ("a", "b", "c"), np.array([0, 3, 5], np.int32), np.array([0.2, 0.5, 0.8]), ZERO, ZERO, ZERO)


def test_what_was_made_is_kept_beside_the_file(saved, tmp_path):
    engine_of(saved).matrix(PLACES, "van", FREE_FLOW)
    engine_of(saved).settle()
    kinds = sorted(path.name.partition("-")[0] for path in (tmp_path / "town.roads.cache").iterdir())
    assert kinds == ["metric", "order", "regimes", "topology"]


def test_a_second_process_computes_nothing_anew(saved, tmp_path, monkeypatch):
    engine = HierarchyEngine(saved, cache=tmp_path / "cache")
    first = engine.matrix(PLACES, "van", DEFAULT_TRAFFIC)
    engine.settle()

    def never(*_args, **_more):
        pytest.fail("it was kept")

    for name in ("build_graph", "edge_order", "Hierarchy.build"):
        monkeypatch.setattr(f"routing.roads.hierarchy_engine.{name}", never)
    monkeypatch.setattr("routing.roads.hierarchy.Hierarchy.metric", never)
    monkeypatch.setattr("routing.roads.edge_engine.day_regimes", never)
    second = HierarchyEngine(saved, cache=tmp_path / "cache").matrix(PLACES, "van", DEFAULT_TRAFFIC)
    assert np.array_equal(first.seconds, second.seconds)
    assert np.array_equal(first.metres, second.metres)


def answered(file, cache) -> list:
    """Return what a process of its own answers."""
    engine = HierarchyEngine(RoadNetwork.load(file), cache=cache)
    return engine.matrix(PLACES, "van", DEFAULT_TRAFFIC).seconds.tolist()


def test_several_processes_share_one_new_folder(saved, tmp_path):
    expected = HierarchyEngine(saved).matrix(PLACES, "van", DEFAULT_TRAFFIC).seconds.tolist()
    with ProcessPoolExecutor(3, get_context("spawn")) as pool:
        asked = [pool.submit(answered, saved.file, tmp_path / "cache") for _ in range(3)]
        assert [answer.result(120) for answer in asked] == [expected] * 3


def test_a_graph_from_the_disk_equals_one_made(saved, tmp_path):
    engine = HierarchyEngine(saved, cache=tmp_path / "cache")
    engine.graph("van")
    kept = HierarchyEngine(saved, cache=tmp_path / "cache").graph("van")
    made = build_graph(saved, engine.profiles["van"])
    for name in made.__dataclass_fields__:
        assert np.array_equal(getattr(kept, name), getattr(made, name)), name
        assert type(getattr(kept, name)) is type(getattr(made, name)), name


def test_a_damaged_cache_is_made_again(saved, tmp_path):
    engine = HierarchyEngine(saved, cache=tmp_path / "cache")
    first = engine.matrix(PLACES, "van", FREE_FLOW)
    engine.settle()
    for path in (tmp_path / "cache").iterdir():
        path.write_bytes(path.read_bytes()[:-1] + b"?")
    second = HierarchyEngine(saved, cache=tmp_path / "cache").matrix(PLACES, "van", FREE_FLOW)
    assert np.array_equal(first.seconds, second.seconds)


def test_a_folder_that_cannot_be_written_to_is_done_without(saved, tmp_path):
    (tmp_path / "file").write_text("no folder")
    engine = HierarchyEngine(saved, cache=tmp_path / "file")
    assert engine.matrix(PLACES, "van", FREE_FLOW).seconds.shape == (1, 3, 3)


@pytest.mark.parametrize("change", [{"top_kmh": 10.0}, {"left_s": 60.0, "right_s": 60.0}], ids=["law", "turns"])
def test_profiles_of_one_name_do_not_share_what_is_kept(saved, tmp_path, change):
    """A firm may change its vehicle and keep its name; turns cost it more under the very same rules."""
    van = PROFILES["van"]
    slow = van.model_copy(update=change)
    one, two = (
        HierarchyEngine(saved, cache=tmp_path / "cache", profiles={"van": vehicle}).matrix(PLACES, "van", FREE_FLOW)
        for vehicle in (van, slow)
    )
    plain = DijkstraEngine(saved, profiles={"van": slow}).matrix(PLACES, "van", FREE_FLOW)
    equal(two, plain)
    assert two.seconds.sum() > one.seconds.sum()


def test_an_engine_knows_the_profiles_in_use_now(saved, tmp_path, monkeypatch):
    before = engine_of(saved)
    path = tmp_path / "own.toml"
    path.write_text('[profile.own]\nlike = "van"\ntop_kmh = 30\n')
    monkeypatch.setenv(VARIABLE, str(path))
    assert "own" in engine_of(saved).profiles
    assert "own" not in before.profiles


def test_days_and_time_zones_do_not_share_what_is_kept(draw_town, tmp_path):
    town = draw_town("a--b--c", {"ab": "", "bc": "vehicle:conditional=no @ (Mo 11:00-18:00)"})
    asked = [(MONDAY, "Europe/Berlin"), (date(2026, 3, 3), "Europe/Berlin"), (date(2026, 3, 29), "Europe/Berlin"),
             (date(2026, 3, 29), "Africa/Lagos")]  # fmt: skip
    found, expected = (
        [tuple(r.start_s for r in make(timezone).regimes("van", day)) for day, timezone in asked]
        for make in (
            lambda timezone: HierarchyEngine(town.network, cache=tmp_path / "cache", timezone=timezone),
            lambda timezone: DijkstraEngine(town.network, timezone=timezone),
        )
    )
    assert found == expected
    assert len(set(found)) == len(asked)


def test_federal_states_do_not_share_what_is_kept(draw_town, tmp_path):
    town = draw_town("a--b--c", {"ab": "", "bc": "vehicle:conditional=no @ (PH)"})
    corpus_christi = date(2026, 6, 4)
    borders = [
        [
            regime.start_s
            for regime in HierarchyEngine(town.network, cache=tmp_path / "cache", state=state).regimes(
                "van", corpus_christi
            )
        ]
        for state in ("RP", None, "RP")
    ]
    assert borders == [[0, 24 * 3600], [0], [0, 24 * 3600]]


def test_a_network_has_one_engine(saved):
    assert engine_of(saved) is engine_of(saved)
    assert engine_of(saved, "Europe/Helsinki") is not engine_of(saved)


@pytest.mark.parametrize("kind", [HierarchyEngine, DijkstraEngine])
def test_regimes_beyond_those_kept_leave_the_memory(saved, kind):
    """A service plans day after day, each with rules of its own perhaps."""
    vans = [PROFILES["van"].model_copy(update={"name": f"van_{n}"}) for n in range(KEPT_DAYS + 1)]
    engine = kind(saved, profiles={van.name: van for van in vans})
    first, second = (weakref.ref(engine.graph(van.name)) for van in vans[:2])
    for van in vans[2:]:
        engine.graph(van.name)
    gc.collect()
    assert (first() is None, second() is None) == (True, False)


def test_a_regime_that_left_the_memory_is_made_again(saved):
    vans = {f"van_{n}": PROFILES["van"].model_copy(update={"name": f"van_{n}"}) for n in range(KEPT_DAYS + 1)}
    engine = HierarchyEngine(saved, profiles=vans)
    first, *_, again = (
        engine.matrix(replace(PLACES, profile=name), name, DEFAULT_TRAFFIC) for name in (*vans, "van_0")
    )
    assert np.array_equal(first.seconds, again.seconds)


def test_more_paces_than_are_kept_in_memory_change_nothing(saved):
    engine = HierarchyEngine(saved)
    rows = tuple(1 + k / 10 for k in range(KEPT_METRICS + 3))
    many = TravelFactors(
        name="t", source="test", starts_s=tuple(range(len(rows))), factors=dict.fromkeys(ROAD_CLASSES, rows)
    )
    first, again = (engine.matrix(PLACES, "van", many) for _ in range(2))
    assert np.array_equal(first.seconds, again.seconds)
    assert len(np.unique(first.seconds[:, 0, 2])) > KEPT_METRICS / 2


YARD = ("a--b--c\n   |\n   d--e", {"abc": "", "bd": "motor_vehicle:conditional=no @ (11:00-18:00)", "de": ""})


@pytest.fixture
def morning(draw_town):
    """A town whose yard is closed from eleven to six, and its places on that Monday."""
    town = draw_town(*YARD)
    snaps = town.engine.snap({"out": town.at("ab"), "in": town.at("de")}, "van", day=MONDAY)
    return town.engine, snaps


def test_slots_are_split_where_the_law_changes(morning):
    engine, snaps = morning
    matrix = engine.matrix(snaps, "van", DEFAULT_TRAFFIC, day=MONDAY)
    assert {11 * 3600, 18 * 3600, *DEFAULT_TRAFFIC.starts_s} <= set(matrix.slots.starts_s)
    for second, closed in ((11 * 3600 - 1, False), (11 * 3600, True), (18 * 3600 - 1, True), (18 * 3600, False)):
        assert (matrix.seconds[matrix.slots.at(second), 0, 1] == UNREACHABLE) == closed


def test_a_place_is_no_way_from_itself_even_while_its_road_is_closed(morning):
    engine, snaps = morning
    matrix = engine.matrix(snaps, "van", FREE_FLOW, day=MONDAY)
    assert not matrix.seconds[:, [0, 1], [0, 1]].any()


def test_without_a_day_time_rules_are_left_aside(morning):
    engine, snaps = morning
    matrix = engine.matrix(snaps, "van", FREE_FLOW)
    assert len(matrix.slots) == 1
    assert matrix.seconds.max() < UNREACHABLE


def test_a_way_that_is_closed_is_taken_when_it_opens(morning):
    engine, snaps = morning
    at_noon, after = (
        engine.route(snaps, ["out", "in"], "van", FREE_FLOW, hour * 3600, day=MONDAY)[0] for hour in (12, 19)
    )
    assert at_noon == after


def test_the_hours_in_which_a_place_can_be_reached_are_told(morning):
    engine, snaps = morning
    why = engine.why_unreachable(snaps, "out", "in", day=MONDAY, at_s=12 * 3600)
    assert (why.code, why.value, why.detail) == ("way_closed_at_hour", "in", "00:00–11:00, 18:00–24:00")
    assert engine.why_unreachable(snaps, "out", "in", day=MONDAY, at_s=9 * 3600) is None


@pytest.mark.parametrize(
    ("tags", "profile", "code", "detail"),
    [
        ("maxweight=3.5", "truck_7_5t", "way_too_heavy", "7.5 t"),
        ("maxheight=2", "van", "way_too_high", "2.75 m"),
        ("maxwidth=2", "van", "way_too_wide", "2.1 m"),
        ("maxlength=4", "van", "way_too_long", "m"),
        ("maxweight=2 & maxheight=2", "van", "way_too_large", "3.5 t"),
        ("hgv=no", "truck_7_5t", "way_for_others", "van, cargo_bike"),
        ("access=no", "van", "way_in_missing", None),
    ],
)
def test_what_keeps_a_vehicle_off_is_told(draw_town, tags, profile, code, detail):
    town = draw_town("a--b--c--d", {"ab": "", "bc": tags, "cd": ""})
    zero = np.zeros(2)
    snaps = Snaps(profile, ("here", "there"), np.array([0, 2], np.int32), np.array([0.5, 0.5]), zero, zero, zero)
    why = town.engine.why_unreachable(snaps, "here", "there")
    assert (why.code, why.value) == (code, "there")
    assert (why.detail or "").endswith(detail or "")


def test_a_leg_without_a_way_comes_with_the_reason(draw_town):
    town = draw_town("a--b--c--d", {"ab": "", "bc": "maxheight=2", "cd": ""})
    zero = np.zeros(2)
    snaps = Snaps("van", ("here", "there"), np.array([0, 2], np.int32), np.array([0.5, 0.5]), zero, zero, zero)
    with pytest.raises(UnreachableError) as caught:
        town.engine.route(snaps, ["here", "there"], "van", FREE_FLOW, 0)
    assert [finding.code for finding in caught.value.findings] == ["leg_unreachable", "way_too_high"]
