"""A private PostgreSQL of the tests: its own folder, its own port on loopback, stopped by its own process id."""

import os
import random
import shutil
import socket
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

DEBIAN = Path("/usr/lib/postgresql")
ACCOUNT = "postgres"


def programs() -> Path | None:
    """Return the folder of the newest installed server's programs."""
    found = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


def free_port() -> int:
    """Return a port below those that systems hand out by themselves, so that nobody takes it during a restart."""
    for port in random.SystemRandom().sample(range(20_000, 32_000), 50):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise OSError("no free port")


@dataclass(frozen=True)
class PostgreSQL:
    """A server in a folder. PostgreSQL refuses to run as root, so its account runs it then."""

    bin: Path
    folder: Path
    port: int

    @classmethod
    def start_in(cls, folder: Path) -> "PostgreSQL":
        """Make a server in an empty folder and start it."""
        bin_ = programs()
        assert bin_ is not None
        if os.getuid() == 0:
            shutil.chown(folder, ACCOUNT, ACCOUNT)
        server = cls(bin_, folder, free_port())
        server._run(
            "initdb", "-D", server.data, "-A", "trust", "-U", "termintreu", "-E", "UTF8", "--no-sync", "--no-locale"
        )
        server.start()
        return server

    @property
    def data(self) -> str:
        return str(self.folder / "data")

    def url(self, database: str = "postgres") -> str:
        return f"postgresql+psycopg://termintreu@127.0.0.1:{self.port}/{database}"

    def create(self, database: str, template: str = "template1") -> str:
        """Make a database, empty or as a copy of another, and return its address."""
        from psycopg import connect

        with connect(host="127.0.0.1", port=self.port, user="termintreu", dbname="postgres", autocommit=True) as server:
            server.execute(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')
        return self.url(database)

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=60"
        options += " -c fsync=off"  # a killed server loses nothing by it, only a machine without power does
        self._run("pg_ctl", "-D", self.data, "-w", "-t", "90", "-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self, mode: str = "fast") -> None:
        """Stop it: ``fast`` ends all connections, ``immediate`` is like pulling the plug."""
        self._run("pg_ctl", "-D", self.data, "-w", "-t", "90", "-m", mode, "stop")

    def _run(self, program: str, *arguments: str) -> None:
        before = ["runuser", "-u", ACCOUNT, "--"] if os.getuid() == 0 else []
        # Not captured through a pipe: the server that pg_ctl starts would keep it open.
        with (self.folder / "output").open("a") as output:
            command = [*before, str(self.bin / program), *arguments]
            done = subprocess.run(
                command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False
            )
        assert done.returncode == 0, (self.folder / "output").read_text()

    def runs(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0
