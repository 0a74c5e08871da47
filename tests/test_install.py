"""What the installation promises: every kernel compiled, also in the solver's own process."""

import ast
import os
import subprocess
import sys
from pathlib import Path

from source_tree import ROOT, source_files, sources


def _python(source: str, **environment: str) -> str:
    """Run source in a fresh interpreter; nothing that other tests loaded is there."""
    command = [sys.executable, "-c", source]
    environ = os.environ | environment
    return subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=True).stdout


def _is_njit(node: ast.AST) -> bool:
    """Tell whether an expression is ``njit`` or ``njit(...)``, under either name, or our own ``kernel(...)``."""
    called = node.func if isinstance(node, ast.Call) else node
    return (called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")) in {"njit", "kernel"}


def _kernels() -> set[str]:
    """Return file.function of every compiled function in the source, as numba names its cache files."""
    return {
        f"{Path(file).stem}.{node.name}"
        for file, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and any(map(_is_njit, node.decorator_list))
    }


def _installed() -> set[str]:
    """Return what this installation's warm-up noted to have compiled; nothing if the source has changed since."""
    note = ROOT / ".venv" / ".warmed"
    if Path(sys.prefix) != note.parent or not note.exists():
        return set()
    edited = max(file.stat().st_mtime for file in source_files())
    return set(note.read_text("utf-8").split()) if note.stat().st_mtime >= edited else set()


def _compiled_in(folder: Path) -> set[str]:
    """Return what a warm-up compiles that finds nothing compiled."""
    _python("from api.warm import warm; warm()", NUMBA_CACHE_DIR=str(folder))
    return {path.name.split("-")[0] for path in folder.rglob("*.nbi")}


def test_the_warm_up_compiles_every_kernel(tmp_path: Path):
    """So that no user waits for numba in the middle of a plan; the solver's own process counts too."""
    compiled = _installed() or _compiled_in(tmp_path)
    assert {"timing.time_route", "dijkstra.fill_rows", "annealing.annealed"} <= _kernels()
    assert sorted(_kernels() - compiled) == []
