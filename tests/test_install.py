"""What the installation promises: every kernel compiled, nothing left half done, an answer at once."""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("routing", "data", "maps", "benchmarks", "api")

COMPILED = """
import json, sys
from api.warm import warm
warm()
from numba.core.dispatcher import Dispatcher
found = {}
for module in [module for name, module in sys.modules.items() if name.split(".")[0] in PACKAGES]:
    for name, kernel in vars(module).items():
        if isinstance(kernel, Dispatcher) and kernel.py_func.__module__.split(".")[0] in PACKAGES:
            found[f"{kernel.py_func.__module__}.{kernel.py_func.__name__}"] = len(kernel.signatures)
print(json.dumps(found))
"""


def _python(source: str) -> str:
    """Run source in a fresh interpreter; nothing that other tests loaded is there."""
    command = [sys.executable, "-c", f"PACKAGES = {PACKAGES!r}\n{source}"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def _is_njit(node: ast.AST) -> bool:
    """Tell whether an expression is ``njit`` or ``njit(...)``, under either name."""
    called = node.func if isinstance(node, ast.Call) else node
    return (called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")) == "njit"


def _functions() -> Iterator[tuple[str, ast.FunctionDef]]:
    """Yield module.function and its syntax, for every function in the source."""
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.FunctionDef):
                    yield f"{module}.{node.name}", node


def _calls(function: ast.FunctionDef) -> set[str]:
    """Return the plain names that a function calls."""
    nodes = ast.walk(function)
    return {node.func.id for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}


def test_the_warm_up_compiles_every_kernel_that_python_calls():
    """So that no user waits for numba; kernels that only kernels call are compiled along with their callers."""
    functions = dict(_functions())
    kernels = {name for name, function in functions.items() if any(map(_is_njit, function.decorator_list))}
    called = {name for other in functions.keys() - kernels for name in _calls(functions[other])}
    entries = {name for name in kernels if functions[name].name in called}
    signatures = json.loads(_python(COMPILED))
    assert {"routing.timing.time_route", "routing.roads.dijkstra.fill_rows"} <= entries
    assert sorted(kernels - signatures.keys()) == []
    assert sorted(name for name in entries if signatures[name] == 0) == []


@pytest.mark.parametrize("library", ["numba", "pandas", "ortools", "geopandas", "folium", "osmium", "fastapi", "scipy"])
def test_the_command_line_loads_no_heavy_library_before_a_command_runs(library: str):
    """`termintreu --help` answers in under half a second only while this holds."""
    assert _python(f"import sys, api.cli; print({library!r} in sys.modules)").strip() == "False"
