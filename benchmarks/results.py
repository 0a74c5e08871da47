"""Keep a measurement: one JSON file with commit, data hash, machine and command."""

import hashlib
import json
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from routing.files import write_atomically

RESULTS = Path(__file__).parent / "results"

LIBRARIES = ("numba", "numpy", "ortools", "osmium", "osmnx")


def write_result(name: str, measured: object, *, inputs: Sequence[Path] = (), out: Path | None = None) -> Path:
    """Write one measurement with all it takes to repeat it.

    Parameters
    ----------
    name
        Stem of the file in `benchmarks/results/`.
    measured
        What was measured; JSON-able.
    inputs
        Files that were read; their names and SHA-256 go into the result.
    out
        Another file to write instead.

    Returns
    -------
    Path
        The file written.
    """
    target = out or RESULTS / f"{name}.json"
    document = {
        "name": name,
        "date": datetime.now(UTC).date().isoformat(),
        "commit": commit(),
        "command": " ".join(["termintreu", *(_public(word) for word in sys.argv[1:])]),
        "machine": {
            "cores": os.cpu_count(),
            "system": platform.system(),
            "processor": platform.machine(),
            "python": platform.python_version(),
            **{library: version(library) for library in LIBRARIES},
        },
        "inputs": {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in inputs},
        "measured": measured,
    }
    text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    write_atomically(target, text.encode())
    return target


def _public(word: str) -> str:
    """Name files, not where they lie on this machine."""
    return Path(word).name if os.sep in word else word


def commit() -> str:
    """Return the checkout's commit, marked when files differ from it; `unknown` outside a checkout."""
    here = Path(__file__).parent
    asked = ["git", "-C", str(here), "describe", "--always", "--dirty", "--abbrev=12"]
    try:
        return subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip()  # noqa: S603 - a fixed command of our own
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
