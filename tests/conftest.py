"""Settings for the whole suite.

Property tests repeat exactly and know no deadline (machines are noisy). On a
user's machine a test whose component is missing skips with its reason; where
CI=true, a skip is a failure, because CI installs everything. Only the real
towns beside the checkout (``../shared``) may be absent there too.
"""

import os
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import settings
from hypothesis.internal.conjecture import providers
from postgresql_server import PostgreSQL, programs

# Hypothesis also draws numbers that stand in the program, in whatever part of it is loaded by then: other tests that
# ran before, or an edit far away, would change what a property is tried on. There is no setting for it.
providers.is_local_module_file = lambda _file: False
settings.register_profile("steady", deadline=None, derandomize=True, max_examples=60, print_blob=True)
settings.load_profile("steady")

TOWNS = Path(__file__).parents[2] / "shared" / "towns"
ABSENT = "is not beside the project (../shared/towns)"
"""The one reason to skip that holds in CI too."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the one test that may be long, so that no process is left alone with it at the end."""
    items.sort(key=lambda item: item.path.name != "test_install.py")


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turn a skip into a failure where CI=true."""
    if os.environ.get("CI") != "true" or not report.skipped or hasattr(report, "wasxfail"):
        return
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    if ABSENT not in reason:
        report.outcome = "failed"
        report.longrepr = f"nothing may be missing in CI: {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, Any, Any]:
    """Judge a test that skipped itself."""
    report = yield
    _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, Any, Any]:
    """Judge a file that skipped as a whole."""
    report = yield
    _refuse_skip(report)
    return report


@pytest.fixture(scope="session")
def real_town() -> Callable[[str], Path]:
    """Return a function that finds a real extract, or skips the test where there is none."""

    def find(name: str) -> Path:
        path = TOWNS / name
        if not path.exists():
            pytest.skip(f"{name} {ABSENT}")
        return path

    return find


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """A private PostgreSQL server for this run of the suite, or a skip where none is installed."""
    if programs() is None:
        pytest.skip("PostgreSQL is not installed (Debian: postgresql)")
    # Not under pytest's own folder: that belongs to whoever runs the tests, and the server may need another account.
    with TemporaryDirectory(prefix="termintreu-postgresql-") as folder:
        server = PostgreSQL.start_in(Path(folder))
        yield server
        server.stop("immediate")


@pytest.fixture
def postgresql_url(postgresql: PostgreSQL) -> str:
    """Return the address of an empty database."""
    return postgresql.create(f"t{uuid4().hex}")


@pytest.fixture
def own_profiles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Return a function that writes a firm's own profiles and lets the program know them."""

    def write(text: str) -> Path:
        path = tmp_path / f"profiles_{uuid4().hex}.toml"
        path.write_text(text, encoding="utf-8")
        monkeypatch.setenv("TERMINTREU_PROFILES", str(path))
        return path

    return write
