"""The service as its users meet it: processes of its own, asked over HTTP."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, Final, NamedTuple

from data.store import Store
from data.store.accounts import Role, create_user
from data.store.sessions import open_session

HOST: Final = "127.0.0.1"

START_S: Final = 60.0
"""How long a service may take to answer."""

REVIVED: Final = 10
"""How often processes may end by themselves."""

ANSWER_S: Final = 30.0
"""How long an answer may take."""


class Session(NamedTuple):
    """Who asks."""

    token: str
    csrf_token: str


class Answer(NamedTuple):
    """What the service said."""

    status: int
    body: Any
    seconds: float


class Processes:
    """A server and, if wanted, a worker beside it, on one store; each can be killed and started anew.

    Parameters
    ----------
    folder
        Where store and logs lie.
    store
        Address of a PostgreSQL store; ``None`` for SQLite in the folder.
    options
        Further words of the server's command line.
    """

    def __init__(self, folder: Path, store: str | None = None, options: tuple[str, ...] = ()) -> None:
        self.folder = folder
        self.port = _free_port()
        self._common = ["--folder", str(folder), *(["--store", store] if store else []), *options]
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._words: dict[str, tuple[str, ...]] = {}
        self.revived = 0

    def start(self, name: str, *words: str) -> None:
        """Start ``serve`` or ``worker``; what it logs goes into the folder."""
        self._words[name] = words
        command = [sys.executable, "-m", "api.cli", name, *self._common, *words]
        command += ["--port", str(self.port)] if name == "serve" else []
        with (self.folder / f"{name}.log").open("ab") as log:
            self._running[name] = subprocess.Popen(command, stdout=log, stderr=log)  # noqa: S603 - our own program

    def kill(self, name: str) -> None:
        """End a process as a power cut would, without a word."""
        self._running[name].kill()
        self._running[name].wait()

    def revive(self) -> None:
        """Start again what has ended by itself; :attr:`revived` counts it, and should be none.

        Raises
        ------
        ChildProcessError
            If that has happened too often: the program does not start.
        """
        ended = [name for name, process in self._running.items() if process.poll() is not None]
        for name in ended:
            self.start(name, *self._words[name])
        self.revived += len(ended)
        if self.revived > REVIVED:
            raise ChildProcessError((self.folder / f"{ended[0]}.log").read_text("utf-8")[-2000:])

    def stop(self) -> None:
        """End all in good order."""
        for process in self._running.values():
            process.send_signal(signal.SIGTERM)
        for process in self._running.values():
            process.wait(START_S)

    def kill_job(self, name: str) -> bool:
        """End a process that a process has begun; tell whether there was one."""
        for pid in _children(self._running[name].pid):
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
                return True
        return False

    def cpu_s(self, name: str) -> float:
        """Return the processor's seconds that a process has taken so far, Linux only."""
        fields = Path(f"/proc/{self._running[name].pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def await_ready(self) -> None:
        """Wait until the server answers.

        Raises
        ------
        TimeoutError
            If it does not in a minute.
        """
        ends = time.monotonic() + START_S
        while time.monotonic() < ends:
            with suppress(OSError, HTTPException):
                if self.ask("GET", "/health").status == 200:  # noqa: PLR2004 - HTTP's own number
                    return
            time.sleep(0.1)
        raise TimeoutError((self.folder / "serve.log").read_text("utf-8")[-2000:])

    def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        session: Session | None = None,
        key: str | None = None,
        connection: HTTPConnection | None = None,
    ) -> Answer:
        """Make one request, over a connection of its own unless one is given.

        Raises
        ------
        OSError, HTTPException
            If the server is away, or goes away before it has answered.
        """
        content = None if body is None else json.dumps(body).encode()
        return self.send(method, path, content, "application/json", session, key, connection)

    def send(
        self,
        method: str,
        path: str,
        content: bytes | None,
        media_type: str,
        session: Session | None = None,
        key: str | None = None,
        connection: HTTPConnection | None = None,
    ) -> Answer:
        """Make one request with a body as it is; raises what :meth:`ask` raises."""
        headers = {"Content-Type": media_type} if content is not None else {}
        if session is not None:
            headers |= {"Cookie": f"termintreu={session.token}", "X-CSRF-Token": session.csrf_token}
        if key is not None:
            headers["Idempotency-Key"] = key
        line = connection or self.connect()
        asked_at = time.perf_counter()
        try:
            line.request(method, path, content, headers)
            response = line.getresponse()
            answered = response.read()
        finally:
            if connection is None:
                line.close()
        seconds = time.perf_counter() - asked_at
        is_json = "json" in (response.headers.get("Content-Type") or "")
        return Answer(response.status, json.loads(answered) if is_json else answered, seconds)

    def connect(self) -> HTTPConnection:
        """Return a connection to the server."""
        return HTTPConnection(HOST, self.port, timeout=ANSWER_S)


def signed_in(store: Store, *roles: Role, name: str) -> Session:
    """Return a session of a new person."""
    now = datetime.now(UTC)
    with store.write() as tx:
        user = create_user(tx, name, roles, now=now)
        session = open_session(tx, user.user_id, now=now)
    return Session(session.token, session.csrf_token)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    return port


def _children(parent: int) -> list[int]:
    """Return the processes that a process has begun, Linux only; Python's own helper left out."""
    found = []
    for entry in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
            if int(fields[1]) == parent and b"resource_tracker" not in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
    return sorted(found)
