"""A firm's morning over HTTP: roads, a depot, vehicles, order lists, plans."""

import time
from datetime import date as Date
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from benchmarks.sampled_days import sampled_day
from benchmarks.service.running import Answer, Processes, Session, signed_in
from data.store import Store
from routing.roads import engine_of, read_extract

TIMEZONE: Final = "Europe/Berlin"
FIRST_DAY: Final = Date(2026, 3, 2)
PATIENCE_S: Final = 300.0


class Office:
    """A running service with a depot, and who works there.

    Parameters
    ----------
    extract
        Where the addresses and the roads come from.
    stops, tours, days
        Of the simulated order lists.
    """

    def __init__(
        self, service: Processes, store: Store, extract: Path, *, stops: int, tours: int, days: int, seed: int
    ) -> None:
        self.service = service
        self.admin = signed_in(store, "admin", name="bench-admin")
        self.dispatcher = signed_in(store, "dispatcher", name="bench-dispatcher")
        self._folders = _lists(service.folder / "lists", extract, stops=stops, tours=tours, days=days, seed=seed)
        job = self._ok(self._upload("POST", "/api/v1/roads", extract, self.admin))["job_id"]
        self.finished(job)
        roads_id = self.read("/api/v1/roads", self.admin)["items"][0]["roads_id"]
        depot = {"name": "Nord", "timezone": TIMEZONE, "roads_id": roads_id}
        self.depot_id: str = self._ok(service.ask("POST", "/api/v1/depots", depot, self.admin))["depot_id"]
        vehicles = self._folders[0] / "vehicles.csv"
        self._ok(self._upload("PUT", f"/api/v1/depots/{self.depot_id}/vehicles", vehicles, self.dispatcher))
        listed = self.read(f"/api/v1/depots/{self.depot_id}/vehicles", self.dispatcher)["items"]
        self.vehicles = [vehicle["vehicle_id"] for vehicle in listed]

    def hand_in(self, day: int) -> str:
        """Hand in the orders of a day and return the list's id."""
        fields = {"depot_id": self.depot_id, "date": (FIRST_DAY + timedelta(days=day)).isoformat()}
        answer = self._upload("POST", "/api/v1/imports", self._folders[day] / "orders.csv", self.dispatcher, **fields)
        list_id: str = self._ok(answer)["list_id"]
        return list_id

    def plan(self, list_id: str, time_limit_s: float | None) -> tuple[str, str]:
        """Ask for a plan; return its id and its job's."""
        body = {"depot_id": self.depot_id, "list_id": list_id, "vehicles": self.vehicles, "time_limit_s": time_limit_s}
        made = self._ok(self.service.ask("POST", "/api/v1/plans", body, self.dispatcher, key=uuid4().hex))
        return made["plan_id"], made["job_id"]

    def finished(self, job_id: str) -> dict[str, Any]:
        """Wait until a job is done.

        Raises
        ------
        RuntimeError
            If it ends in another way, or not within minutes.
        """
        ends = time.monotonic() + PATIENCE_S
        while time.monotonic() < ends:
            job: dict[str, Any] = self.read(f"/api/v1/jobs/{job_id}", self.admin)
            if job["state"] == "done":
                return job
            if job["state"] in {"failed", "cancelled"}:
                break
            time.sleep(0.05)
        raise RuntimeError(str(job))

    def read(self, path: str, session: Session, connection: HTTPConnection | None = None) -> Any:
        """Return what a path answers."""
        return self._ok(self.service.ask("GET", path, session=session, connection=connection))

    def _upload(self, method: str, path: str, file: Path, session: Session, **fields: str) -> Answer:
        """Hand in a form with one file."""
        border = uuid4().hex
        parts = [f'--{border}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
                 for name, value in fields.items()]  # fmt: skip
        head = f'--{border}\r\nContent-Disposition: form-data; name="file"; filename="{file.name}"\r\n\r\n'
        form = "".join([*parts, head]).encode() + file.read_bytes() + f"\r\n--{border}--\r\n".encode()
        return self.service.send(method, path, form, f"multipart/form-data; boundary={border}", session)

    @staticmethod
    def _ok(answer: Answer) -> Any:
        """Return what was answered; RuntimeError unless it was what was asked for."""
        if answer.status >= 300:  # noqa: PLR2004 - HTTP's own number
            raise RuntimeError(f"{answer.status}: {answer.body}")
        return answer.body


def _lists(folder: Path, extract: Path, *, stops: int, tours: int, days: int, seed: int) -> list[Path]:
    """Write simulated lists, a folder a day."""
    engine = engine_of(read_extract(extract))
    folders = [folder / str(day) for day in range(days)]
    for number, target in enumerate(folders):
        target.mkdir(parents=True)
        day = FIRST_DAY + timedelta(days=number)
        sampled_day(engine, target, day, stops=stops, tours=tours, seed=seed + number, timezone=TIMEZONE)
    return folders
