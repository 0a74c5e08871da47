"""A made-up town of 700 addresses, and days in it."""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from data.exports.history_csv import write_history
from data.imports import read_history, read_problem
from data.samples import habits_of, regular_customers, sample_day, write_day
from routing.matrix import Matrix, TimeSlots

DAY = date(2026, 3, 3)
GOLDEN = Path(__file__).parents[1] / "golden" / "lists"


@pytest.fixture(scope="session")
def golden():
    """Lists as an office writes them, and what they mean (``tag.json``)."""
    return GOLDEN


@pytest.fixture(scope="session")
def addresses():
    rng = np.random.default_rng(7)
    return pd.DataFrame(
        {
            "lon": 7.77 + rng.normal(0, 0.03, 700),
            "lat": 49.44 + rng.normal(0, 0.015, 700),
            "street": rng.choice(["Ährenweg", "Bahnhofstraße", "Steinstraße"], 700),
            "house_number": rng.integers(1, 80, 700).astype(str),
            "postcode": "67655",
            "city": "Kaiserslautern",
        }
    )


def crow_matrix(problem):
    """Travel at 25 km/h as the crow flies times 1.3, slower by a third from 07:00 to 09:00."""
    places = list(problem.places)
    at = np.radians([(place.lat, place.lon) for place in problem.places.values()])
    north = (at[:, None, 0] - at[None, :, 0]) * 6_371_000
    east = (at[:, None, 1] - at[None, :, 1]) * 6_371_000 * np.cos(at[0, 0])
    metres = np.rint(np.hypot(north, east) * 1.3).astype(np.int32)
    seconds = np.rint(metres / (25 / 3.6) + 30 * (metres > 0)).astype(np.int32)
    slots = TimeSlots((0, 7 * 3600, 9 * 3600))
    factors = np.array([1.0, 1.33, 1.1])[:, None, None]
    return Matrix(
        places=tuple(places),
        slots=slots,
        seconds=np.rint(seconds * factors).astype(np.int32),
        metres=np.repeat(metres[None], 3, axis=0),
    )


@pytest.fixture(scope="session")
def day_of(addresses, tmp_path_factory):
    """Return a function from seed to problem, matrix and habits of a sample day that was written and read back."""

    def make(seed=0, stops=60, tours=4):
        sample = sample_day(addresses, date=DAY, tours=tours, stops=stops, seed=seed)
        folder = tmp_path_factory.mktemp("day")
        write_day(sample, folder)
        problem, findings = read_problem(folder / "orders.csv", folder / "vehicles.csv", date=DAY)
        assert findings == ()
        return problem, crow_matrix(problem), habits_of(regular_customers(sample.customers), problem)

    return make


@pytest.fixture(scope="session")
def sample_town_day(day_of):
    return day_of()


VEHICLES = (
    "vehicle_id,shift_start,shift_end,depot_lat,depot_lon\nvan-1,07:00,16:00,49.44,7.77\nvan-2,07:30,16:30,49.44,7.77\n"
)


@pytest.fixture
def csv_file(tmp_path):
    """Return a function that writes text (or bytes) to a file and gives its path."""

    def write(content, name="orders.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.fixture
def vehicles_file(csv_file):
    return csv_file(VEHICLES, "vehicles.csv")


@pytest.fixture
def order_file(csv_file):
    """Return a function that writes one good order and then one with the given cells beside the needed ones."""

    def write(**cells):
        good = {"order_id": "1", "lat": "49.44", "lon": "7.77", "customer_id": "K1", "service_min": "5"}
        names = [*good, *(name for name in cells if name not in good)]
        second = good | {"order_id": "2"} | cells
        lines = [names, [good.get(name, "") for name in names], [second[name] for name in names]]
        return csv_file("\n".join(";".join(line) for line in lines))

    return write


def past_stop(tour, number, place):
    """A stop planned on the hour and reached ten minutes late."""
    hour = 8 + place
    return {
        "kind": "stop",
        "planned_sequence": str(place),
        "order_id": f"{tour}-{place}",
        "customer_id": f"K{number}{place}",
        "lat": f"{49.40 + 0.01 * place:.4f}",
        "lon": f"{7.70 + 0.01 * number:.4f}",
        "service_min": "5",
        "window_start": "08:00",
        "window_end": f"{hour:02d}:30",
        "planned_arrival": f"{hour:02d}:00",
        "planned_departure": f"{hour:02d}:05",
        "actual_arrival": f"{hour:02d}:10",
        "actual_departure": f"{hour:02d}:16",
        "status": "delivered",
    }


def past_rows(days=("2026-03-02",), tours=("T1", "T2"), stops=4):
    """Rows of clean past days: tour T1 on van-1, T2 on van-2, a stop an hour."""
    rows = []
    for day in days:
        for number, tour in enumerate(tours, start=1):
            base = {"date": day, "tour_id": tour, "vehicle_id": f"van-{number}"}
            rows.append(base | {"kind": "depot_start", "planned_departure": "08:00", "actual_departure": "08:05"})
            rows.extend(base | past_stop(tour, number, place) for place in range(1, stops + 1))
            rows.append(base | {"kind": "depot_end", "planned_arrival": "15:00", "actual_arrival": "15:20"})
    return rows


@pytest.fixture
def clean_rows():
    """Return the function that makes rows of clean past days."""
    return past_rows


@pytest.fixture
def read_rows(tmp_path, vehicles_file):
    """Return a function that writes rows as a history and reads it back."""

    def read(rows, name="history.csv", vehicles=vehicles_file, **options):
        write_history(tmp_path / name, pd.DataFrame(rows))
        return read_history(tmp_path / name, vehicles, **options)

    return read
