"""The road network: plain arrays, the same for every vehicle.

An *edge* is a piece of a way between two nodes where one can turn. Its two
*arcs* are its directions: arc ``2 * edge`` runs as the way was drawn, arc
``2 * edge + 1`` against it. Which arcs are legal, and how fast, is a matter
of the profile (:mod:`routing.profiles`).
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.roads import storage
from routing.roads.law.tags import Tags
from routing.traffic import ROAD_CLASSES

if TYPE_CHECKING:
    from routing.roads.reading.osmnx_graph import Graph


_NO_ARRAYS = ("texts", "tag_sets", "source", "counts", "file", "left_out")


class Address(NamedTuple):
    """A house number of the extract; missing parts are empty text."""

    lon: float
    lat: float
    street: str
    house_number: str
    postcode: str
    city: str


class Street(NamedTuple):
    """A street to draw: class, name (may be empty) and points (lon, lat)."""

    road_class: str
    name: str
    polyline: tuple[tuple[float, float], ...]


class LeftOut(NamedTuple):
    """A turn restriction that the import could not use: OSM relation, reason, and where, as far as it is known."""

    osm_id: int
    reason: str
    lon: float | None
    lat: float | None


class Bounds(NamedTuple):
    """The rectangle that holds every road, in degrees."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True, eq=False)
class RoadNetwork:
    """Roads, turn restrictions and addresses of one extract.

    Parameters
    ----------
    node_osm_id, node_lon, node_lat, node_tags
        Nodes where edges meet; ``node_tags`` is a row of ``tag_sets``.
    edge_tail, edge_head, edge_way, edge_m
        First and last node, way and metres of each edge.
    edge_start, point_lon, point_lat
        Edge ``e`` runs through the points ``edge_start[e]:edge_start[e + 1]``.
    way_osm_id, way_class, way_name, way_tags
        Per way its id, row in ``ROAD_CLASSES``, row in ``texts``, row in ``tag_sets``.
    restriction_start, restriction_arc, restriction_only, restriction_tags
        Restriction ``r`` is the chain of arcs ``restriction_arc[restriction_start[r]:restriction_start[r + 1]]``:
        forbidden, or, if *only*, the one way on after all arcs but the last.
    address_lon, address_lat, address_street, address_house_number, address_postcode, address_city
        House numbers; the last four are rows of ``texts``.
    texts, tag_sets
        Each distinct text and set of tags once; row 0 is empty.
    source
        Name of the file it was read from.
    counts
        What the import met: figures by name.
    edge_low_emission
        Edges in a low-emission zone; empty where the extract has none.
    file
        Where it was loaded from, if it was.
    left_out
        The turn restrictions that could not be used.
    """

    node_osm_id: NDArray[np.int64]
    node_lon: NDArray[np.float64]
    node_lat: NDArray[np.float64]
    node_tags: NDArray[np.int32]
    edge_tail: NDArray[np.int32]
    edge_head: NDArray[np.int32]
    edge_way: NDArray[np.int32]
    edge_m: NDArray[np.float64]
    edge_start: NDArray[np.int64]
    point_lon: NDArray[np.float64]
    point_lat: NDArray[np.float64]
    way_osm_id: NDArray[np.int64]
    way_class: NDArray[np.int8]
    way_name: NDArray[np.int32]
    way_tags: NDArray[np.int32]
    restriction_start: NDArray[np.int64]
    restriction_arc: NDArray[np.int32]
    restriction_only: NDArray[np.bool_]
    restriction_tags: NDArray[np.int32]
    address_lon: NDArray[np.float64]
    address_lat: NDArray[np.float64]
    address_street: NDArray[np.int32]
    address_house_number: NDArray[np.int32]
    address_postcode: NDArray[np.int32]
    address_city: NDArray[np.int32]
    texts: tuple[str, ...]
    tag_sets: tuple[Tags, ...]
    source: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    edge_low_emission: NDArray[np.bool_] = field(default_factory=lambda: np.empty(0, np.bool_))
    file: Path | None = None
    left_out: tuple[LeftOut, ...] = ()

    @property
    def nodes(self) -> int:
        """Number of nodes."""
        return len(self.node_osm_id)

    @property
    def edges(self) -> int:
        """Number of edges; there are twice as many arcs."""
        return len(self.edge_way)

    @cached_property
    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Every array by its name."""
        named = {item.name: getattr(self, item.name) for item in fields(self)}
        return {name: value for name, value in named.items() if isinstance(value, np.ndarray)}

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 of roads, restrictions and addresses: equal networks have equal hashes, wherever they were built."""
        digest = hashlib.sha256(storage.encode_json([self.texts, [dict(tags) for tags in self.tag_sets]]))
        for name, array in sorted(self.arrays.items()):
            digest.update(f"{name} {array.dtype.str} {array.shape}".encode())
            digest.update(np.ascontiguousarray(array).data)
        return digest.hexdigest()

    @cached_property
    def bounds(self) -> Bounds:
        """The rectangle that holds every road."""
        return Bounds(
            float(self.point_lon.min()),
            float(self.point_lat.min()),
            float(self.point_lon.max()),
            float(self.point_lat.max()),
        )

    @cached_property
    def addresses(self) -> tuple[Address, ...]:
        """The extract's house numbers, in the order of the file."""
        texts = self.texts
        columns = (self.address_street, self.address_house_number, self.address_postcode, self.address_city)
        named = ([texts[row] for row in column.tolist()] for column in columns)
        return tuple(
            Address(*row) for row in zip(self.address_lon.tolist(), self.address_lat.tolist(), *named, strict=True)
        )

    @cached_property
    def edge_class(self) -> NDArray[np.int8]:
        """Row in ``ROAD_CLASSES`` per edge."""
        return self.way_class[self.edge_way]

    @cached_property
    def edge_built_up(self) -> NDArray[np.bool_]:
        """Whether each edge lies in a built-up area; see :mod:`routing.roads.law.built_up`."""
        from routing.roads.law.built_up import built_up_edges  # noqa: PLC0415 - needs this file

        return built_up_edges(self)

    @cached_property
    def edge_middle(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Lon and lat of a point halfway through each edge, counted in its points."""
        one = (self.edge_start[:-1] + self.edge_start[1:] - 1) // 2
        two = (self.edge_start[:-1] + self.edge_start[1:]) // 2
        return (self.point_lon[one] + self.point_lon[two]) / 2, (self.point_lat[one] + self.point_lat[two]) / 2

    def street_name(self, edge: int) -> str:
        """Return the name of the street an edge belongs to; empty if it has none."""
        return self.texts[int(self.way_name[self.edge_way[edge]])]

    def polyline(self, edge: int) -> NDArray[np.float64]:
        """Return an edge's points, shape (points, 2) as lon and lat, in drawing direction."""
        span = slice(self.edge_start[edge], self.edge_start[edge + 1])
        return np.column_stack([self.point_lon[span], self.point_lat[span]])

    def streets(self) -> Iterator[Street]:
        """Yield every street for drawing; the edges of a way are joined again."""
        joins = (self.edge_way[1:] == self.edge_way[:-1]) & (self.edge_tail[1:] == self.edge_head[:-1])
        begins = np.flatnonzero(np.r_[True, ~joins]) if self.edges else np.empty(0, np.int64)
        ends = np.r_[begins[1:], self.edges]
        for begin, end in zip(begins.tolist(), ends.tolist(), strict=True):
            pieces = [self.polyline(begin), *(self.polyline(edge)[1:] for edge in range(begin + 1, end))]
            points = tuple((lon, lat) for lon, lat in np.concatenate(pieces).tolist())
            yield Street(ROAD_CLASSES[self.edge_class[begin]], self.street_name(begin), points)

    def statistics(self) -> dict[str, object]:
        """Return figures for people: km per class, restrictions, addresses; see :mod:`routing.roads.statistics`."""
        from routing.roads.statistics import describe  # noqa: PLC0415 - needs the graph, which needs this file

        return describe(self)

    def save(self, path: Path) -> None:
        """Write the network to one file; an older one is replaced only when the new one is complete.

        Raises
        ------
        RoadsError
            If the file can't be written.
        """
        meta = {
            "content_hash": self.content_hash,
            "source": self.source,
            "counts": dict(self.counts),
            "left_out": self.left_out,
            "texts": self.texts,
            "tag_sets": [dict(tags) for tags in self.tag_sets],
        }
        storage.write(path, self.arrays, meta)

    @classmethod
    def load(cls, path: Path) -> "RoadNetwork":
        """Read a network that :meth:`save` wrote.

        Raises
        ------
        RoadsError
            If the file is missing, damaged, no road network, or of another version.
        """
        wanted = [item.name for item in fields(cls) if item.name not in _NO_ARRAYS]
        arrays, meta = storage.read(path, wanted)
        try:
            network = cls(
                **arrays,  # type: ignore[arg-type]  # dtypes are part of the content hash, checked below
                texts=tuple(meta["texts"]),
                tag_sets=tuple(meta["tag_sets"]),
                source=meta["source"],
                counts=meta["counts"],
                file=path,
                left_out=tuple(LeftOut(*row) for row in meta["left_out"]),
            )
            whole = network.content_hash == meta["content_hash"]
        except (KeyError, TypeError, ValueError) as error:
            raise storage.damaged(path) from error
        if not whole:
            raise storage.damaged(path)
        return network

    @classmethod
    def from_osmnx(cls, graph: "Graph") -> "RoadNetwork":
        """Build a network from an osmnx graph; see :mod:`routing.roads.reading.osmnx_graph`."""
        from routing.roads.reading.osmnx_graph import read_graph  # noqa: PLC0415 - needs this file

        return read_graph(graph)

    def to_osmnx(self) -> "Graph":
        """Return the network as an osmnx graph; see :mod:`routing.roads.reading.osmnx_graph`."""
        from routing.roads.reading.osmnx_graph import write_graph  # noqa: PLC0415 - needs this file

        return write_graph(self)


class Interner:
    """Rows for distinct values, in order of first use."""

    def __init__(self, empty: object) -> None:
        self._row: dict[object, int] = {empty: 0}

    def row(self, value: object) -> int:
        """Return the row of a value, a new one if it was not met before."""
        return self._row.setdefault(value, len(self._row))

    def texts(self) -> tuple[str, ...]:
        """Return the values as texts."""
        return tuple(str(value) for value in self._row)

    def tag_sets(self) -> tuple[dict[str, str], ...]:
        """Return the values, tuples of key and value, as dicts."""
        return tuple(dict(value) for value in self._row)  # type: ignore[call-overload]  # keys are pairs of text


def starts(lengths: Sequence[int] | NDArray[np.int64]) -> NDArray[np.int64]:
    """Return where each of consecutive runs of the given lengths begins, and the end of the last."""
    return np.concatenate([[0], np.cumsum(np.asarray(lengths, np.int64))]).astype(np.int64)
