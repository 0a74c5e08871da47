"""Read published routing instances: Solomon/Homberger text and VRPLIB files.

Units follow the DIMACS convention: Euclidean distances times ten, truncated,
and times times ten; explicit matrices stand as they are. One unit is one
second and one metre at once, and costs 0.001 euro: the cost is the distance.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from routing.errors import Finding, InputError
from routing.matrix import Matrix, TimeSlots
from routing.model import MOST_S, Depot, Location, Problem, Shift, Stop, TimeWindow, Vehicle

SCALE = 10
"""Units per distance and time unit of an instance without explicit distances."""

Ints = NDArray[np.int64]

_DAY = date(2000, 1, 1)
_NOWHERE = Location(lon=0.0, lat=0.0)
_SOLOMON_COLUMNS = ("customer", "x", "y", "demand", "ready", "due", "service")
_EDGE_FORMATS = ("FULL_MATRIX", "LOWER_ROW", "LOWER_DIAG_ROW", "UPPER_ROW", "UPPER_DIAG_ROW")


@dataclass(frozen=True)
class Instance:
    """A routing instance in scaled whole units; node 0 is the depot.

    Parameters
    ----------
    distance
        Shape (nodes, nodes); travel time and length alike unless ``seconds`` are given.
    windows
        Shape (nodes, 2): bounds of the start of service; the depot's are the shift.
    service, demand
        Per node.
    seconds
        Travel times where they aren't the distances, as on roads.
    """

    name: str
    distance: Ints
    windows: Ints
    service: Ints
    demand: Ints
    capacity: int
    vehicles: int
    seconds: Ints | None = None

    @property
    def travel(self) -> Ints:
        """Travel times, shape (nodes, nodes)."""
        return self.distance if self.seconds is None else self.seconds

    @property
    def stops(self) -> int:
        """Number of stops."""
        return len(self.distance) - 1

    @cached_property
    def digest(self) -> str:
        """Short hash of all that makes a plan feasible and what it costs."""
        arrays = (self.distance, self.travel, self.windows, self.service, self.demand)
        told = b"".join(np.ascontiguousarray(array, np.int64).tobytes() for array in arrays)
        return sha256(told + f"{self.capacity} {self.vehicles}".encode()).hexdigest()[:16]

    def problem(self) -> Problem:
        """Return the instance as a day: hard windows, one load, cost by distance alone."""
        shift = Shift(start_s=int(self.windows[0, 0]), end_s=int(self.windows[0, 1]))
        return Problem(
            date=_DAY,
            timezone="UTC",
            depots=(Depot(depot_id="depot", location=_NOWHERE),),
            vehicles=tuple(
                Vehicle(
                    vehicle_id=str(number),
                    start_depot="depot",
                    end_depot="depot",
                    shift=shift,
                    capacity={"units": self.capacity},
                    cost_per_km=1.0,
                    cost_per_h=0.0,
                )
                for number in range(1, self.vehicles + 1)
            ),
            stops=tuple(
                Stop(
                    stop_id=str(node),
                    location=_NOWHERE,
                    service_s=int(self.service[node]),
                    windows=(TimeWindow(start_s=int(self.windows[node, 0]), end_s=int(self.windows[node, 1])),),
                    hard_window=True,
                    demand={"units": int(self.demand[node])},
                )
                for node in range(1, len(self.distance))
            ),
        )

    def matrix(self) -> Matrix:
        """Return travel times and distances as seconds and metres of one slot."""
        seconds, metres = (table.astype(np.int32, copy=False)[None, :, :] for table in (self.travel, self.distance))
        places = ("depot/depot", *(f"stop/{node}" for node in range(1, len(self.distance))))
        return Matrix(places=places, slots=TimeSlots((0,)), seconds=seconds, metres=metres)


def read_instance(path: Path) -> Instance:
    """Read an instance in either format.

    Raises
    ------
    InputError
        If the file is missing, or with all rows that can't be read.
    """
    if not path.is_file():
        raise InputError.of("instance_missing", value=str(path))
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    reader = _Vrplib if any(line.strip().startswith("DIMENSION") for line in lines[:20]) else _Solomon
    return reader(path.name, lines).instance()


class _Reader:
    """Lines of an instance file, and what is wrong with them."""

    def __init__(self, file: str, lines: list[str]) -> None:
        self.file = file
        self.lines = lines
        self.findings: list[Finding] = []

    def find(self, row: int | None, value: str, detail: str) -> None:
        """Note a line that can't be read."""
        self.findings.append(Finding(code="instance_unreadable", file=self.file, row=row, value=value, detail=detail))

    def numbers(self, rows: list[int], width: int, columns: str) -> NDArray[np.float64]:
        """Return the numbers of lines that must each hold ``width`` of them."""
        found = []
        for row in rows:
            words = self.lines[row].split()
            values = [float(word) for word in words if _is_number(word)]
            if len(values) != width or len(words) != width:
                self.find(row + 1, self.lines[row].strip()[:60], columns)
            found.append((values + [0.0] * width)[:width])
        return np.array(found, np.float64).reshape(len(rows), width)

    def refuse(self) -> None:
        """Raise everything found so far."""
        if self.findings:
            raise InputError(self.findings)

    def checked(self, instance: Instance) -> Instance:
        """Refuse values that no plan could keep."""
        if (instance.windows[:, 1] < instance.windows[:, 0]).any():
            nodes = np.flatnonzero(instance.windows[:, 1] < instance.windows[:, 0])
            self.find(None, ", ".join(map(str, nodes)), "due >= ready")
        if min(instance.demand.min(), instance.service.min(), instance.distance.min()) < 0:
            self.find(None, instance.name, "demand, service, distance >= 0")
        if max(abs(instance.windows).max(), instance.service.max()) > MOST_S:
            self.find(None, instance.name, f"windows, service <= {MOST_S}")
        self.refuse()
        return instance


class _Solomon(_Reader):
    """Solomon's text format, as Gehring and Homberger use it too."""

    def instance(self) -> Instance:
        """Return the instance."""
        fleet = self._after("NUMBER")
        customers = self._after("CUST NO")
        if fleet is None or customers is None:
            self.find(None, "", "VEHICLE / NUMBER CAPACITY / CUSTOMER / CUST NO.")
        self.refuse()
        vehicles, capacity = self.numbers(self._filled(fleet)[:1], 2, "NUMBER CAPACITY")[0]
        table = self.numbers(self._filled(customers), len(_SOLOMON_COLUMNS), " ".join(_SOLOMON_COLUMNS))
        if not len(table):
            self.find(None, "", " ".join(_SOLOMON_COLUMNS))
        self.refuse()
        return self.checked(
            Instance(
                name=self.lines[0].strip() or self.file,
                distance=euclidean(table[:, 1:3]),
                windows=_scaled(table[:, 4:6]),
                service=_scaled(table[:, 6]),
                demand=np.rint(table[:, 3]).astype(np.int64),
                capacity=int(capacity),
                vehicles=int(vehicles),
            )
        )

    def _after(self, word: str) -> int | None:
        """Return the row below the heading that starts with ``word``."""
        return next((row + 1 for row, line in enumerate(self.lines) if line.strip().upper().startswith(word)), None)

    def _filled(self, first: int | None) -> list[int]:
        """Return the rows from ``first`` on that hold anything."""
        return [row for row in range(first or 0, len(self.lines)) if self.lines[row].strip()]


class _Vrplib(_Reader):
    """VRPLIB: ``KEY : value`` lines, then sections."""

    def __init__(self, file: str, lines: list[str]) -> None:
        super().__init__(file, lines)
        self.fields: dict[str, str] = {}
        self.sections: dict[str, list[int]] = {}
        section: list[int] | None = None
        for row, line in enumerate(lines):
            text = line.strip()
            if text.endswith("_SECTION"):
                section = self.sections.setdefault(text.removesuffix("_SECTION"), [])
            elif text == "EOF":
                break
            elif section is not None and text:
                section.append(row)
            elif ":" in text:
                key, value = text.split(":", 1)
                self.fields[key.strip()] = value.strip()

    def instance(self) -> Instance:
        """Return the instance."""
        nodes = self._whole("DIMENSION")
        capacity = self._whole("CAPACITY")
        explicit = self.fields.get("EDGE_WEIGHT_TYPE") == "EXPLICIT"
        scale = 1 if explicit else SCALE
        distance = self._explicit(nodes) if explicit else euclidean(self._column("NODE_COORD", nodes, 2))
        demand = self._column("DEMAND", nodes, 1)[:, 0]
        service = self._service(nodes)
        windows = self._windows(nodes, distance, service * scale, scale)
        self._depot()
        self.refuse()
        return self.checked(
            Instance(
                name=self.fields.get("NAME", self.file),
                distance=distance,
                windows=windows,
                service=_scaled(service, scale),
                demand=np.rint(demand).astype(np.int64),
                capacity=capacity,
                vehicles=self._whole("VEHICLES") if "VEHICLES" in self.fields else max(1, nodes - 1),
            )
        )

    def _whole(self, field: str) -> int:
        """Return a field that must be a whole number above 0."""
        text = self.fields.get(field, "")
        if not text.isdigit() or int(text) == 0:
            self.find(None, text, f"{field} : 1, 2, 3, …")
            self.refuse()
        return int(text)

    def _column(self, section: str, nodes: int, width: int) -> NDArray[np.float64]:
        """Return a section's numbers by node, shape (nodes, width)."""
        rows = self.sections.get(section, [])
        if len(rows) != nodes:
            self.find(None, f"{section}_SECTION", f"{nodes} rows, found {len(rows)}")
        table = self.numbers(rows, 1 + width, f"node and {width} number(s)")
        values = np.zeros((nodes, width))
        for row, line in zip(rows, table, strict=True):
            if not 1 <= line[0] <= nodes:
                self.find(row + 1, f"{line[0]:g}", f"1 … {nodes}")
            else:
                values[int(line[0]) - 1] = line[1:]
        return values

    def _service(self, nodes: int) -> NDArray[np.float64]:
        """Return seconds of service per node: its own section, one value for all customers, or none."""
        if "SERVICE_TIME" in self.sections:
            return self._column("SERVICE_TIME", nodes, 1)[:, 0]
        text = self.fields.get("SERVICE_TIME", "0")
        if not _is_number(text):
            self.find(None, text, "SERVICE_TIME : number")
        service = np.full(nodes, float(text) if _is_number(text) else 0.0)
        service[0] = 0.0
        return service

    def _windows(self, nodes: int, distance: Ints, service: NDArray[np.float64], scale: int) -> Ints:
        """Return the windows, or a day long enough for any single tour when there are none."""
        if "TIME_WINDOW" in self.sections:
            return _scaled(self._column("TIME_WINDOW", nodes, 2), scale)
        longest = int(distance.max(axis=1, initial=0).sum() + service.sum()) if distance.size else 0
        return np.tile(np.array([0, min(longest, MOST_S)], np.int64), (nodes, 1))

    def _explicit(self, nodes: int) -> Ints:
        """Return an explicit matrix in any of the row formats."""
        form = self.fields.get("EDGE_WEIGHT_FORMAT", "FULL_MATRIX")
        if form not in _EDGE_FORMATS:
            self.find(None, form, ", ".join(_EDGE_FORMATS))
            self.refuse()
        words = [(row, word) for row in self.sections.get("EDGE_WEIGHT", []) for word in self.lines[row].split()]
        for row, word in words:
            if not _is_number(word):
                self.find(row + 1, word, "number")
        cells = list(_cells(form, nodes))
        if len(words) != len(cells):
            self.find(None, "EDGE_WEIGHT_SECTION", f"{len(cells)} numbers, found {len(words)}")
        self.refuse()
        table = np.zeros((nodes, nodes), np.int64)
        for (i, j), (_, word) in zip(cells, words, strict=True):
            table[i, j] = round(float(word))
            if form != "FULL_MATRIX":
                table[j, i] = table[i, j]
        np.fill_diagonal(table, 0)
        return table

    def _depot(self) -> None:
        """Refuse other depots than the first node."""
        named = [self.lines[row].split()[0] for row in self.sections.get("DEPOT", [])]
        if [word for word in named if word != "-1"] not in (["1"], []):
            self.find(None, " ".join(named), "DEPOT_SECTION 1 -1")


def euclidean(xy: NDArray[np.float64]) -> Ints:
    """Return Euclidean distances times ten, truncated, shape (nodes, nodes)."""
    squares: NDArray[np.float64] = ((xy[:, None, :] - xy[None, :, :]) ** 2).sum(-1)
    truncated: Ints = np.floor(np.sqrt(squares * SCALE**2)).astype(np.int64)  # exact for whole coordinates
    return truncated


def _scaled(values: NDArray[np.float64], scale: int = SCALE) -> Ints:
    """Return times in scaled whole units."""
    scaled: Ints = np.rint(values * scale).astype(np.int64)
    return scaled


def _cells(form: str, nodes: int) -> Iterator[tuple[int, int]]:
    """Yield the cells of an explicit matrix in the order in which the format writes them."""
    for i in range(nodes):
        if form == "FULL_MATRIX":
            columns = range(nodes)
        elif form.startswith("LOWER"):
            columns = range(i + (form == "LOWER_DIAG_ROW"))
        else:
            columns = range(i + (form != "UPPER_DIAG_ROW"), nodes)
        yield from ((i, j) for j in columns)


def _is_number(word: str) -> bool:
    """Tell whether a word is a plain finite number."""
    try:
        return bool(np.isfinite(float(word)))
    except ValueError:
        return False
