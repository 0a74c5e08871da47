"""`termintreu diagnose`: how late a firm's past days were, and why."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.options import Json, Lang, Profiles, Roads, Seed, Tolerance, Vehicles
from api.console import Console

if TYPE_CHECKING:
    from benchmarks.diagnose.diagnosis import Diagnosed

WORK_LIMIT = 20
"""Work on a reference plan: some seconds on a day of 150 stops."""


def diagnose(
    history: Annotated[Path, typer.Argument(metavar="HISTORY", help="Past days, CSV, Excel or Parquet.")],
    vehicles: Vehicles,
    roads: Roads,
    tolerance: Tolerance = 0.0,
    work_limit: Annotated[
        int, typer.Option("--work-limit", metavar="N", min=1, help="Work on the reference plan of each day.")
    ] = WORK_LIMIT,
    habit_days: Annotated[
        int, typer.Option("--habit-days", metavar="N", min=0, help="Days on which habits are priced; 0 for no prices.")
    ] = 10,
    seed: Seed = 0,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where the report and its tables go.")] = Path(
        "diagnosis"
    ),
    _profiles: Profiles = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Say how late past days were (measured), and why (replayed).

    Example: termintreu diagnose history.csv --vehicles vehicles.csv --roads kl.roads --out diagnosis
    """
    from api.past import read_past
    from benchmarks.diagnose.diagnosis import diagnose as run
    from benchmarks.diagnose.references import planner_of
    from benchmarks.diagnose.report import write_report
    from routing.files import prepare

    console = Console.of(lang, as_json=as_json)
    prepare(out)
    tolerance_s = round(tolerance * 60)
    read = read_past(console, history, vehicles, roads, tolerance_s=tolerance_s)
    past, tables = read.history, read.tables
    with console.progress("Ursachen nachspielen", "Replaying the causes") as say:
        found = run(
            past, tables, planner_of(work_limit), tolerance_s=tolerance_s, habit_days=habit_days, seed=seed, say=say
        )
        files = write_report(found, out, console.language)
    document = found.document.model_dump(mode="json")
    console.result(document | {"files": {name: str(path) for name, path in files.items()}})
    _tell(console, found)
    for path in files.values():
        console.say(f"geschrieben: {path}", f"written: {path}")


def _tell(console: Console, found: "Diagnosed") -> None:
    """Print the headline, the tables and what could not be computed."""
    from benchmarks.diagnose.report import exclusion_lines, headline, tables

    if not console.as_json:
        console.say(headline(found.document, "de"), headline(found.document, "en"))
    for table in tables(found.document, console.language):
        console.table(table.title, table.columns, table.rows)
    lines = (exclusion_lines(found.document, "de"), exclusion_lines(found.document, "en"))
    for german, english in zip(*lines, strict=True):
        console.say(f"– {german}", f"– {english}")
    for reason in found.document.not_computed:
        console.say(f"! {reason.text('de')}", f"! {reason.text('en')}")
