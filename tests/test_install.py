"""What the installation promises: every kernel compiled, also in the solver's own process."""

import ast
import os
import subprocess
import sys
from pathlib import Path

from source_tree import ROOT, sources


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


def test_the_warm_up_compiles_every_kernel(tmp_path: Path):
    """So that no user waits for numba in the middle of a plan; the solver's own process counts too."""
    _python("from api.warm import warm; warm()", NUMBA_CACHE_DIR=str(tmp_path))
    compiled = {path.name.split("-")[0] for path in tmp_path.rglob("*.nbi")}
    assert {"timing.time_route", "dijkstra.fill_rows", "annealing.annealed"} <= _kernels()
    assert sorted(_kernels() - compiled) == []
