"""The best plan known of each instance, with its tours and its origin: anyone can judge them again.

The lists of best-known costs that are published for 200 stops mostly count
vehicles first and don't compare; where no plan under our convention is
published, the best that any solver has found in our long runs stands here.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.solver.bench import judge
from benchmarks.solver.instances import Instance
from routing.errors import Finding, InputError
from routing.files import write_atomically

STORE = Path(__file__).parent / "best_known.json"

_ROUTE = re.compile(r"^Route #\d+:\s*([\d ]*)$", re.MULTILINE)


@dataclass(frozen=True)
class Known:
    """The best plan of an instance.

    Parameters
    ----------
    origin
        Who found it, and how.
    digest
        Of the instance that it was judged on; tables of roads may change with the road engine.
    """

    cost: int
    vehicles: int
    origin: str
    digest: str
    tours: tuple[tuple[int, ...], ...]


class BestKnown:
    """The best plans by instance, kept in a file."""

    def __init__(self, path: Path = STORE) -> None:
        self._path = path
        kept: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.is_file() else {}
        self._by_name = {
            name: Known(**{**item, "tours": tuple(map(tuple, item["tours"]))}) for name, item in kept.items()
        }

    def get(self, name: str) -> Known | None:
        """Return the best plan known of an instance."""
        return self._by_name.get(name)

    def verify(self, instances: dict[str, Instance]) -> list[str]:
        """Judge the stored plans anew.

        Returns
        -------
        list of str
            Names of instances that have changed since; what the stored plan costs there now counts, and
            where it breaks a rule there, it is forgotten.

        Raises
        ------
        InputError
            If a stored cost is not what its tours cost on the very instance.
        """
        findings, changed = [], []
        for name, instance in instances.items():
            known = self.get(name)
            if known is None:
                continue
            cost, feasible = judge(instance, known.tours)
            if known.digest != instance.digest:
                changed.append(name)
                if feasible:
                    self._by_name[name] = replace(known, cost=cost, digest=instance.digest)
                else:
                    del self._by_name[name]
            elif (cost, feasible) != (known.cost, True):
                findings.append(Finding(code="best_known_wrong", value=name, detail=f"{known.cost} / {cost}"))
        if findings:
            raise InputError(findings)
        return changed

    def offer(self, name: str, instance: Instance, tours: Sequence[Sequence[int]], origin: str) -> bool:
        """Take a plan that keeps every rule and is cheaper than the stored one, and say whether it was."""
        cost, feasible = judge(instance, tours)
        known = self.get(name)
        if not feasible or (known is not None and known.cost <= cost):
            return False
        used = tuple(tuple(int(node) for node in tour) for tour in tours if tour)
        self._by_name[name] = Known(cost, len(used), origin, instance.digest, used)
        self.save()
        return True

    def save(self) -> None:
        """Write the file, a line for each instance."""
        lines = [
            f"{json.dumps(name)}: {json.dumps(known.__dict__, ensure_ascii=False)}"
            for name, known in sorted(self._by_name.items())
        ]
        write_atomically(self._path, ("{\n" + ",\n".join(lines) + "\n}\n").encode())


def published(path: Path) -> list[list[int]]:
    """Return the tours of a published plan in the VRPLIB format of solutions, customers numbered from 1."""
    return [[int(node) for node in found.split()] for found in _ROUTE.findall(path.read_text("utf-8"))]
