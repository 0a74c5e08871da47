"""Work shared out among threads; the kernels release Python's lock."""

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

_Part = TypeVar("_Part")


def threads_or_all(threads: int | None) -> int:
    """Return how many threads to run: all cores unless given."""
    return threads or os.cpu_count() or 1


def share_out(threads: int | None, work: Callable[[_Part], None], parts: Iterable[_Part]) -> None:
    """Do parts of a work, several at a time."""
    with ThreadPoolExecutor(threads_or_all(threads)) as pool:
        list(pool.map(work, parts))
