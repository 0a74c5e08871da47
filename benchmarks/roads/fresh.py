"""Measuring in a process of its own: nothing is warm but what lies on the disk, and its memory is its own."""

import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

Measured = TypeVar("Measured", bound=dict[str, Any])

_COMPILED = "NUMBA_CACHE_DIR"


def in_fresh_process(task: Callable[..., Measured], *arguments: object, compiled: Path | None = None) -> dict[str, Any]:
    """Run a task in a new process and return what it measured.

    Parameters
    ----------
    task
        A function of a module, with arguments that can be pickled.
    compiled
        Folder of compiled code; an empty one means that all kernels are compiled anew.

    Returns
    -------
    dict
        What the task returned, ``peak_mb`` of that process (``None`` where the system does not tell) unless
        the task has measured its own, and ``process_s`` from its start to its answer, imports included.
    """
    before = os.environ.get(_COMPILED)
    if compiled is not None:
        os.environ[_COMPILED] = str(compiled)
    try:
        begin = time.perf_counter()
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            measured, peak = pool.submit(_measured, task, arguments).result()
        process_s = time.perf_counter() - begin
    finally:
        os.environ.pop(_COMPILED, None)
        if before is not None:
            os.environ[_COMPILED] = before
    return {"peak_mb": peak, **measured, "process_s": round(process_s, 3)}


def _measured(task: Callable[..., Measured], arguments: tuple[object, ...]) -> tuple[Measured, float | None]:
    """Run a task; return its answer and the most memory this process has held."""
    return task(*arguments), peak_mb()


def peak_mb() -> float | None:
    """Return the most memory this process has held, in MB; None where the system does not tell."""
    if sys.platform == "win32":
        return None
    status = Path("/proc/self/status")
    if status.exists():  # of this program alone; getrusage counts what the parent held when it was forked
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return round(int(lines["VmHWM"].split()[0]) / 2**10, 1)
    import resource  # noqa: PLC0415 - not on every system

    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2 ** (20 if sys.platform == "darwin" else 10), 1)
