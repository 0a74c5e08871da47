"""What the seconds of an engine go into, without a change of the engine."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import ParamSpec, TypeVar
from unittest.mock import patch

from routing.roads import hierarchy_engine
from routing.roads.cache import Cache
from routing.roads.ends import Costs
from routing.roads.hierarchy import Hierarchy, Metric

Given = ParamSpec("Given")
Made = TypeVar("Made")

_WATCHED: tuple[tuple[object, str, str], ...] = (
    (hierarchy_engine, "edge_order", "order"),
    (hierarchy_engine, "build_graph", "graph"),
    (Hierarchy, "build", "topology"),
    (Hierarchy, "metric", "metric"),
    (Costs, "of", "weights"),
    (Metric, "matrix", "matrix"),
    (Cache, "get", "from disk"),
    (Cache, "put", "to disk"),
)
"""Whose function makes what."""


class Clock:
    """Seconds of the parts of a task, by name, in their order; a part within another counts only once."""

    def __init__(self) -> None:
        self.parts: dict[str, float] = {}
        self._within: list[float] = []

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Add what happens inside to a part."""
        self._within.append(0.0)
        self.parts.setdefault(name, 0.0)
        begin = time.perf_counter()
        try:
            yield
        finally:
            spent = time.perf_counter() - begin
            self.parts[name] += spent - self._within.pop()
            if self._within:
                self._within[-1] += spent

    def timed(self, name: str, function: Callable[Given, Made]) -> Callable[Given, Made]:
        """Return a function that adds its calls to a part."""

        def run(*args: Given.args, **kwargs: Given.kwargs) -> Made:
            with self.part(name):
                return function(*args, **kwargs)

        return run

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Split what the fast engine does inside into its parts."""
        with ExitStack() as stack:
            for owner, attribute, name in _WATCHED:
                timed = self.timed(name, getattr(owner, attribute))
                stack.enter_context(patch.object(owner, attribute, timed))
            yield

    @property
    def total_s(self) -> float:
        """Seconds of all parts."""
        return round(sum(self.parts.values()), 3)

    @property
    def rounded(self) -> dict[str, float]:
        """The parts, rounded for people."""
        return {name: round(seconds, 4) for name, seconds in self.parts.items()}
