"""The instances that solvers are compared on, and the rule by which they were picked before any of them was solved.

- 200 stops: the fifth of each of the six families of Homberger's, and the eighth.
- 1000 stops: the four that come with published plans.
- Roads: a small, a middle and a large one, seeds 1 and 5.
- Solomon, 100 stops, apart from the others: the fifth of each of the six families, at a quarter of the time.

:data:`SHORT` is what fits half an hour: all six of 200 stops, the first of
1000 by name, and the road instance of middle size.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from benchmarks.solver.instances import Instance, read_instance
from benchmarks.solver.road_instances import road_instance, road_name
from routing.errors import Finding, InputError
from routing.progress import Say, silent

Part = Literal["200", "1000", "road", "solomon"]

PARTS: tuple[Part, ...] = ("200", "1000", "road", "solomon")

LIMIT_SHARE: dict[Part, float] = {"200": 1.0, "1000": 1.0, "road": 1.0, "solomon": 0.25}
"""Share of the time limit that a run on a part gets."""


@dataclass(frozen=True)
class Entry:
    """An instance of the suite, by its file; on roads, by a town's extract, a number of stops and a seed."""

    part: Part
    family: str
    file: str
    stops: int
    seed: int = 0

    @property
    def name(self) -> str:
        """Name in every table; files keep theirs."""
        if self.part == "road":
            return road_name(Path(self.file), self.stops, self.seed)
        return Path(self.file).stem


SUITE: tuple[Entry, ...] = (
    *(
        Entry("200", family, f"homberger_200/{family.lower()}_2_{number}.txt", 200)
        for number in (5, 8)
        for family in ("C1", "C2", "R1", "R2", "RC1", "RC2")
    ),
    Entry("1000", "C2 of 1000", "homberger_1000/C2_10_3.vrp", 1000),
    Entry("1000", "R1 of 1000", "homberger_1000/R1_10_1.vrp", 1000),
    Entry("1000", "R2 of 1000", "homberger_1000/R2_10_8.vrp", 1000),
    Entry("1000", "RC1 of 1000", "homberger_1000/RC1_10_5.vrp", 1000),
    Entry("road", "road", "kaiserslautern.osm.gz", 200, 1),
    Entry("road", "road", "porto.osm.pbf", 400, 1),
    Entry("road", "road", "porto.osm.pbf", 1000, 1),
    Entry("road", "road", "kaiserslautern.osm.gz", 200, 5),
    Entry("road", "road", "porto.osm.pbf", 400, 5),
    Entry("road", "road", "porto.osm.pbf", 1000, 5),
    *(
        Entry("solomon", f"Solomon {family}", f"solomon/{family}05.txt", 100)
        for family in ("C1", "C2", "R1", "R2", "RC1", "RC2")
    ),
)

PICKED_ON: tuple[str, ...] = ("r1_2_5", "r2_2_5", "C2_10_3", "R1_10_1", "R2_10_8", "porto-400-1")
"""Those on which settings of our search were picked; what it is worth shows on the others."""

SHORT: tuple[str, ...] = ("c1_2_5", "c2_2_5", "r1_2_5", "r2_2_5", "rc1_2_5", "rc2_2_5", "C2_10_3", "porto-400-1")


@dataclass(frozen=True)
class Folders:
    """Where instances, towns and built road instances lie."""

    instances: Path
    towns: Path
    cache: Path | None


def chosen(names: Sequence[str] | None, *, short: bool = False) -> list[Entry]:
    """Return the entries of these names or parts, all without names.

    Raises
    ------
    InputError
        If a name is neither an instance nor a part, for all such names.
    """
    known = {entry.name for entry in SUITE} | set(PARTS)
    wrong = [name for name in names or () if name not in known]
    if wrong:
        detail = ", ".join([*PARTS, *(entry.name for entry in SUITE)])
        raise InputError([Finding(code="suite_lacks_instance", value=name, detail=detail) for name in wrong])
    asked = set(names or (SHORT if short else PARTS))
    return [entry for entry in SUITE if entry.name in asked or entry.part in asked]


def load(entries: Sequence[Entry], folders: Folders, say: Say = silent) -> dict[str, Instance]:
    """Return the instances by name.

    Raises
    ------
    InputError
        With everything wrong in any of the files.
    """
    found: dict[str, Instance] = {}
    findings: list[Finding] = []
    for entry in entries:
        try:
            if entry.part == "road":
                town = folders.towns / entry.file
                found[entry.name] = road_instance(town, entry.stops, entry.seed, folders.cache, say)
            else:
                found[entry.name] = read_instance(folders.instances / entry.file)
        except InputError as error:
            findings += error.findings
    if findings:
        raise InputError(findings)
    return found


def files(entries: Sequence[Entry], folders: Folders) -> list[Path]:
    """Return the files that instances are read from, each once."""
    paths = [(folders.towns if entry.part == "road" else folders.instances) / entry.file for entry in entries]
    return list(dict.fromkeys(paths))
