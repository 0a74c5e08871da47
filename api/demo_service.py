"""The demo's firm in a store: a depot, vehicles, tomorrow's orders, eight simulated weeks to look back on."""

import csv
from datetime import date as Date
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from api.analysis.history_runs import DiagnosisOptions, ReplayAsked
from api.analysis.history_uploads import Part, checked, summary_of
from api.console import Console
from api.demo import TIMEZONE, town
from api.media import JSON, ROADS, XLSX
from api.past import read_past
from data.calibrate import calibrate
from data.imports.mapping import suggested
from data.imports.sheet import read_sheet
from data.samples import SampleHistory, sample_history, working_days, write_history_sample
from data.store import Store, Transaction, depots, files, histories, order_lists, roads, runs, vehicles
from data.store.depots import Depot, DepotSettings
from routing.errors import OrderFileError
from routing.progress import Say
from routing.roads import RoadNetwork, engine_of, read_extract

TOURS: Final = 6
STOPS: Final = 20
DAYS: Final = 40
SEED: Final = 7

COLUMNS: Final = {
    "order_id": "Auftrag",
    "name": "Kunde",
    "street": "Straße",
    "house_number": "Hausnr.",
    "postcode": "PLZ",
    "city": "Ort",
    "window": "Lieferfenster",
    "service_min": "Entladezeit min",
    "demand_kg": "Gewicht (kg)",
    "demand_units": "Kisten",
    "lat": "Breite",
    "lon": "Länge",
    "customer_id": "Kd.-Nr.",
}
"""The order list as a firm's own table has it, after the columns of a sample."""


class _Lived(NamedTuple):
    """A simulated firm: its weeks as files, its next day's orders, what its stamps teach."""

    history: bytes
    fleet: bytes
    orders: bytes
    learned: str
    vehicles: list[dict[str, str]]


def fill(store: Store, console: Console, *, now: datetime, extract: Path | None = None) -> bool:
    """Put the demo's firm into a store that has no depot yet; return whether there was anything to do.

    Diagnosis and replay are left as jobs: they run while people look around.

    Parameters
    ----------
    extract
        The town, by default that of the demo.

    Raises
    ------
    NotFoundError
        If the package with the demo's town is not installed.
    """
    with store.read() as tx:
        if depots.list_(tx):
            return False
    extract = extract or town()
    today = now.astimezone(ZoneInfo(TIMEZONE)).date()
    tomorrow = working_days(today + timedelta(days=1), 1)[0]
    with console.progress("Straßen von Helsinki lesen", "Reading Helsinki's streets") as say:
        network = read_extract(extract, progress=say)
    with console.progress("Acht Wochen einer Firma simulieren", "Simulating eight weeks of a firm") as say:
        lived = _lived(network, console, tomorrow, say)
    with TemporaryDirectory() as folder:
        saved = Path(folder) / "helsinki.roads"
        network.save(saved)
        blob = saved.read_bytes()
    with store.write() as tx:
        depot = _depot(tx, network, blob, lived, now)
        _tomorrow(tx, depot, lived, tomorrow, now)
        _past(tx, depot, lived, now)
    return True


def _lived(network: RoadNetwork, console: Console, tomorrow: Date, say: Say) -> _Lived:
    """Let the firm live through the weeks before a day."""
    sample = sample_history(
        engine_of(network),
        tours=TOURS,
        stops=STOPS,
        days=DAYS,
        start=_start(tomorrow, DAYS),
        seed=SEED,
        timezone=TIMEZONE,
        progress=say,
    )
    with TemporaryDirectory() as folder:
        roads_file = Path(folder) / "town.roads"
        network.save(roads_file)
        history, fleet = write_history_sample(sample, Path(folder))
        past = read_past(console, history, fleet, roads_file)
        days = past.history.days_for("learning")
        learned = calibrate(days, past.tables, name=f"learned-{days[0].date}-{days[-1].date}")
        return _Lived(
            history=history.read_bytes(),
            fleet=fleet.read_bytes(),
            orders=_orders(sample, tomorrow),
            learned=learned.model_dump_json(),
            vehicles=_records(fleet),
        )


def _records(fleet: Path) -> list[dict[str, str]]:
    """Return a vehicle list's rows, cells as text."""
    with fleet.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _start(tomorrow: Date, days: int) -> Date:
    """Return the first of so many working days before a day."""
    enough = tomorrow - timedelta(weeks=days)  # every week has a working day
    before = working_days(enough, (tomorrow - enough).days)
    return [day for day in before if day < tomorrow][-days]


def _orders(sample: SampleHistory, date: Date) -> bytes:
    """Return a day's orders as an Excel file like those that firms have."""
    table = sample.world.orders(date, sample.truth.seed).fillna("").astype(str)
    start, end = table["window_start"], table["window_end"]
    table["window"] = [f"{a}-{b}" if a and b else "" for a, b in zip(start, end, strict=True)]
    own = table[[name for name in COLUMNS if name in table]].rename(columns=COLUMNS)
    out = BytesIO()
    own.to_excel(out, index=False, sheet_name="Aufträge")
    return out.getvalue()


def _depot(tx: Transaction, network: RoadNetwork, blob: bytes, lived: _Lived, now: datetime) -> Depot:
    file_id = files.put(tx, "helsinki.roads", ROADS, blob, now=now)
    kept = roads.add(
        tx,
        "Helsinki",
        content_hash=network.content_hash,
        file_id=file_id,
        statistics=network.statistics(),
        now=now,
    )
    depot = depots.create(
        tx, "Helsinki", timezone=TIMEZONE, roads_id=kept.roads_id, settings=DepotSettings(simulated=True), now=now
    )
    vehicles.replace_all(tx, depot.depot_id, lived.vehicles)
    learned = files.put(tx, "traffic.json", JSON, lived.learned.encode(), now=now)
    return depots.change(tx, depot.depot_id, depot.version, traffic_file_id=learned)


def _tomorrow(tx: Transaction, depot: Depot, lived: _Lived, date: Date, now: datetime) -> None:
    name = f"Aufträge {date:%d.%m.%Y}.xlsx"
    sheet = read_sheet(lived.orders, name, OrderFileError)
    order_lists.create(
        tx,
        depot_id=depot.depot_id,
        date=date,
        name=name,
        file_id=files.put(tx, name, XLSX, lived.orders, now=now),
        headers_hash=sheet.headers_hash,
        mapping=suggested(sheet),
        user_id=None,
        now=now,
    )


def _past(tx: Transaction, depot: Depot, lived: _Lived, now: datetime) -> None:
    """Keep the weeks, and let them be diagnosed and replayed."""
    history, fleet = Part(name="history.csv", content=lived.history), Part(name="vehicles.csv", content=lived.fleet)
    read = checked(history, fleet, depot)
    kept = histories.add(
        tx,
        depot.depot_id,
        history.name,
        file_id=files.put(tx, history.name, history.media_type, history.content, now=now),
        vehicles_file_id=files.put(tx, fleet.name, fleet.media_type, fleet.content, now=now),
        simulated=read.simulated,
        summary=summary_of(read),
        user_id=None,
        now=now,
        delete_after=now + timedelta(days=depot.settings.retention_days),
    )
    runs.begin(
        tx,
        depot.depot_id,
        kept.history_id,
        "diagnosis",
        DiagnosisOptions().model_dump(mode="json"),
        user_id=None,
        now=now,
    )
    runs.begin(
        tx,
        depot.depot_id,
        kept.history_id,
        "replay",
        ReplayAsked(seed=SEED).model_dump(mode="json"),
        user_id=None,
        now=now,
    )
