"""`termintreu demo`: the whole story on a real town that comes with the install."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.options import Json, Lang
from api.console import Console

if TYPE_CHECKING:
    from api.demo import Demo
    from api.planning import PlannedDay
    from routing.progress import Say

# Short heads: a terminal of 80 columns must hold them all.
_COLUMNS = {
    "de": ("Plan", "spät", "fällig", "Quote", "Minuten", "km", "Stunden"),
    "en": ("plan", "late", "due", "delay rate", "minutes", "km", "hours"),
}
# Reading the history announces its own steps.
_STEPS = {
    "roads": ("Straßen von Helsinki bauen", "Building Helsinki's roads"),
    "history": ("Acht Wochen einer Firma simulieren", "Simulating eight weeks of a firm"),
    "diagnosis": ("Verspätungen diagnostizieren", "Diagnosing delays"),
    "learning": ("Fahr- und Standzeiten lernen", "Learning travel and service times"),
    "tomorrow": ("Morgen planen", "Planning tomorrow"),
    "map": ("Karte zeichnen", "Drawing the map"),
    "replay": ("Tage nachspielen", "Replaying days"),
    "report": ("Bericht schreiben", "Writing the report"),
}


def demo(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where everything is written.")] = Path("demo"),
    time_limit: Annotated[
        float, typer.Option("--time-limit", metavar="S", min=1, help="Seconds to search for tomorrow's plan.")
    ] = 10.0,
    full: Annotated[
        bool, typer.Option("--full", help="Replay all four weeks whatever the time, and price habits.")
    ] = False,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Diagnose eight simulated weeks on Helsinki's real streets, plan tomorrow, replay the last four weeks.

    Takes three minutes at most on two idle cores; where time is short it replays fewer days.

    Example: termintreu demo --out demo
    """
    from api import demo as story
    from routing.progress import silent

    console = Console.of(lang, as_json=as_json)

    @contextmanager
    def step(name: str) -> "Iterator[Say]":
        if name not in _STEPS:
            yield silent
            return
        with console.progress(*_STEPS[name]) as say:
            yield say

    told = story.run(out, console, extract=story.town(), time_limit_s=time_limit, full=full, step=step)
    console.result(document(console, told))
    _diagnosis(console, told)
    _tomorrow(console, told)
    _replay(console, told)
    _open(console, told)


def document(console: Console, told: "Demo") -> dict[str, object]:
    """Return the command's JSON."""
    from benchmarks.replay.documents import document as replay_document

    def broken(day: "PlannedDay") -> list[str]:
        return [item.text(console.language) for item in day.violations]

    tomorrow = told.tomorrow
    return {
        "simulated": True,
        "diagnosis": told.diagnosed.document.model_dump(mode="json"),
        "tomorrow": {
            "date": str(tomorrow.optimised.problem.date),
            "manual": tomorrow.manual.kpis.model_dump(mode="json"),
            "optimised": tomorrow.optimised.kpis.model_dump(mode="json"),
            "violations": broken(tomorrow.optimised),
            "manual_violations": broken(tomorrow.manual),
        },
        "replay": replay_document(told.replay, grade="simulated history"),
        "files": {part: {name: str(path) for name, path in files.items()} for part, files in told.files.items()},
        "seconds": told.seconds,
    }


def _diagnosis(console: Console, told: "Demo") -> None:
    """Print how late the simulated weeks were, and why."""
    from benchmarks.diagnose.report import causes, headline

    found = told.diagnosed.document
    if not console.as_json:  # its JSON says the same
        console.say(headline(found, "de"), headline(found, "en"))
    table = causes(found, console.language)
    if table.rows:
        console.table(*table)
    for reason in found.not_computed:
        console.say(f"! {reason.text('de')}", f"! {reason.text('en')}")


def _tomorrow(console: Console, told: "Demo") -> None:
    """Print both plans of tomorrow, and what a check found in them."""
    from api.commands.plan import name_errors
    from api.demo_tomorrow import MANUAL_NAME

    day = told.tomorrow
    plans = {MANUAL_NAME[console.language]: day.manual, "termintreu": day.optimised}
    date = day.optimised.problem.date
    title = console.words(
        f"Morgen, {date:%d.%m.%Y}, zweimal geplant mit gelernten Zeiten (simulierte Aufträge)",
        f"Tomorrow, {date}, planned twice with learned times (simulated orders)",
    )
    console.table(title, _COLUMNS[console.language], [_row(console, *named) for named in plans.items()])
    for name, planned in plans.items():
        left = planned.kpis.unassigned
        if left:
            console.say(
                f"{name}: {left} Stopps offen, gezählt als spät", f"{name}: {left} stops unassigned, counted as late"
            )
        name_errors(console, planned.violations, name)


def _row(console: Console, name: str, day: "PlannedDay") -> tuple[str, ...]:
    """Return a plan's line of the table."""
    from routing.numbers import decimal, per_cent

    kpis, language = day.kpis, console.language
    return (
        name,
        str(kpis.late_stops),
        str(kpis.due_stops),
        per_cent(kpis.delay_rate, language),
        decimal(kpis.lateness_min, 0, language),
        decimal(kpis.distance_km, 1, language),
        decimal(kpis.duration_h, 1, language),
    )


def _replay(console: Console, told: "Demo") -> None:
    """Print what the replay shows; how to replay more where time was short."""
    from api.commands.replay import tell

    tell(console, told.replay, simulated=True)
    short = sum(item.reason == "demo_short_of_time" for item in told.replay.excluded)
    if short:
        console.say(
            f"{short} Tage fehlen: Die Zeit war knapp. Ein zweiter Lauf behält die fertigen und spielt weitere nach; "
            "mit --full werden es alle.",
            f"{short} days are missing because time was short. A second run replays more and keeps what is done; "
            "with --full all are replayed.",
        )


def _open(console: Console, told: "Demo") -> None:
    """Print which pages to open, and that the firm is made up."""
    pages = [
        ("Bericht", "report", told.files["replay"]["report"]),
        ("Karte der Verspätungen", "delay map", told.files["replay"]["map"]),
        ("Karte von morgen", "map of tomorrow", told.files["plan"]["map"]),
        ("Diagnose", "diagnosis", told.files["diagnosis"]["report"]),
    ]
    console.say(
        "Simulierte Historie: Sie zeigt, wie das Programm arbeitet, nicht was eine Firma gewinnt.",
        "Simulated history: it shows how the program works, not what a firm gains.",
    )
    seconds = told.seconds["total"]
    console.say(f"Fertig in {seconds:.0f} s. Zum Öffnen:", f"Done in {seconds:.0f} s. Open these:")
    for german, english, path in pages:
        console.say(f"  {path}  ({german})", f"  {path}  ({english})")
