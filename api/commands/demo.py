"""`termintreu demo`: the whole story on a real town that comes with the install."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.options import Json, Lang
from api.console import Console

if TYPE_CHECKING:
    from api.planning import PlannedDay

# Short heads: a terminal of 80 columns must hold them all.
_COLUMNS = {
    "de": ("Plan", "spät", "fällig", "Quote", "Minuten", "km", "Stunden"),
    "en": ("plan", "late", "due", "delay rate", "minutes", "km", "hours"),
}


def demo(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where everything is written.")] = Path("demo"),
    time_limit: Annotated[float, typer.Option("--time-limit", metavar="S", min=1, help="Seconds to search.")] = 20.0,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Plan a simulated day on Helsinki's real streets, by OR-Tools and by a simulated dispatcher.

    Example: termintreu demo --out demo
    """
    from api import demo as story
    from api.commands.plan import name_errors

    console = Console.of(lang, as_json=as_json)
    with console.progress("Tag in Helsinki planen", "Planning a day in Helsinki") as say:
        day = story.run(
            out,
            time_limit,
            say=say,
            progress=lambda news: say(
                f"3/3 {news.seconds:.0f} s, {news.late_stops} {console.words('verspätet', 'late')}"
            ),
        )
        files = story.write(day, out, console.language)
    plans = {story.MANUAL_NAME[console.language]: day.manual, "termintreu (OR-Tools)": day.optimised}
    console.result(
        {
            "simulated": True,
            "manual": day.manual.kpis.model_dump(mode="json"),
            "optimised": day.optimised.kpis.model_dump(mode="json"),
            "violations": [item.text(console.language) for item in day.optimised.violations],
            "manual_violations": [item.text(console.language) for item in day.manual.violations],
            "files": {name: str(path) for name, path in files.items()},
        }
    )
    title = console.words(
        "Ein Tag in Helsinki, zweimal geplant: simulierte Aufträge, echte Straßen",
        "A day in Helsinki, planned twice: simulated orders, real streets",
    )
    console.table(title, _COLUMNS[console.language], [_row(console, *named) for named in plans.items()])
    for name, planned in plans.items():
        name_errors(console, planned.violations, name)
    console.say(
        "Ein simulierter Tag zeigt, wie das Programm arbeitet, nicht was eine Firma gewinnt.",
        "A simulated day shows how the program works, not what a firm gains.",
    )
    console.say(f"Karte zum Öffnen: {files['map']}", f"Open the map: {files['map']}")


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
