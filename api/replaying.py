"""A replay from lists to a report: what the command line and the demo share."""

from datetime import date as Date
from pathlib import Path

from api.past import Past
from benchmarks.over_time.places import with_suppression
from benchmarks.replay.documents import document, write_documents
from benchmarks.replay.frames import area_frame, customer_frame
from benchmarks.replay.options import ReplayOptions
from benchmarks.replay.page import headline_of, report_page
from benchmarks.replay.run import Replay, learn, replay
from benchmarks.replay.summary import Grade
from maps import K_TOURS, OfflineMap, delay_map, streets_frame
from routing.files import write_atomically
from routing.messages import Language
from routing.progress import Say, silent


def grade_of(past: Past) -> Grade:
    """Return what figures from this history are."""
    return "simulated history" if past.history.simulated else "replayed"


def run(
    past: Past,
    options: ReplayOptions,
    *,
    first: Date | None = None,
    last: Date | None = None,
    store: Path | None = None,
    workers: int = 1,
    dask: str | None = None,
    say: Say = silent,
) -> Replay:
    """Learn, pass the gate, and replay; see :mod:`benchmarks.replay.run`. Plans are kept beside ``store``."""
    learned = learn(past.history, past.tables, options, first=first, last=last, say=say)
    plans = None if store is None else store.with_name("plans")
    return replay(
        past.history, learned, past.tables, options, store=store, plans=plans, workers=workers, dask=dask, say=say
    )


def write(past: Past, found: Replay, out: Path, language: Language) -> dict[str, Path]:
    """Write replay.json, stops.parquet, the CSV files, report.html and the delay map."""
    grade = grade_of(past)
    files = write_documents(found, out, grade=grade)
    files |= {"report": out / "report.html", "map": out / "delays.html"}
    page = report_page(document(found, grade=grade), found.summary.days(), language)
    write_atomically(files["report"], page.encode())
    draw(past, found, language).save(files["map"])
    return files


def draw(past: Past, found: Replay, language: Language) -> OfflineMap:
    """Return the delay map: where stops would have been late, by hand and as planned anew."""
    visits, seed = found.summary.visits(), found.options.seed
    title = {"de": "Verspätungen auf der Karte", "en": "Delays on the map"}[language]
    note = {"de": "Simulierte Historie", "en": "Simulated history"}[language]
    return delay_map(
        with_suppression(customer_frame(visits, seed), visits, "customer_id", K_TOURS),
        with_suppression(area_frame(visits, seed), visits, "area", K_TOURS),
        streets_frame(past.network.streets()),
        title=title,
        language=language,
        note=note if past.history.simulated else None,
        headline=headline_of(document(found, grade=grade_of(past)), language),
    )
