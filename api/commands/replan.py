"""`termintreu replan`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.options import Json, Lang, Profiles, Roads, Seed, TimeLimit, Vehicles, WorkLimit
from api.commands.plan import Traffic, compile_first, name_errors, summary
from api.commands.stopping import stoppable
from api.console import Console

if TYPE_CHECKING:
    from api.replanned_day import ReplannedDay


def replan(
    file: Annotated[Path, typer.Argument(metavar="PLAN.json", help="The plan that is being driven.")],
    orders: Annotated[
        Path, typer.Option("--orders", metavar="FILE", help="The order list as it is now; new orders are new rows.")
    ],
    vehicles: Vehicles,
    roads: Roads,
    at: Annotated[str, typer.Option("--at", metavar="HH:MM", help="Until when the state tells.")],
    state: Annotated[
        Path | None,
        typer.Option(
            "--state",
            metavar="FILE",
            help="What has happened: columns event (done, late, out, cancelled), vehicle_id, order_id, arrival, "
            "departure, late_min.",
            show_default="all as planned",
        ),
    ] = None,
    traffic: Traffic = None,
    time_limit: TimeLimit = 10.0,
    work_limit: WorkLimit = None,
    seed: Seed = 0,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where plan.json, plan.csv, map.html go.")] = Path(
        "replan"
    ),
    _profiles: Profiles = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Plan the rest of a day: visits done stay, loaded goods stay in their van, few stops move.

    Example: termintreu replan monday/plan.json --orders orders.csv --vehicles vehicles.csv --roads kl.roads
    --state state.csv --at 10:30
    """
    from api import planning, replanned_day
    from api.roads_of_day import buffer_s, open_roads, read_traffic
    from routing.files import prepare
    from routing.solvers import SolveOptions

    console = Console.of(lang, as_json=as_json)
    begun = replanned_day.begun_day(file, orders, vehicles, state, at)
    console.findings(begun.findings)
    factors = read_traffic(traffic)
    with console.progress("Straßen laden", "Loading roads") as say:
        network = open_roads(roads, say)
    prepare(out)
    compile_first(console)
    options = SolveOptions(time_limit_s=time_limit, work_limit=work_limit, seed=seed, due_buffer_s=buffer_s(factors))
    with console.progress("Umplanen", "Replanning") as say, stoppable(console) as cancel:
        again = replanned_day.replan_day(
            begun,
            network,
            factors,
            options,
            progress=lambda news: say(f"{news.seconds:.0f} s, {console.words('verspätet', 'late')} {news.late_stops}"),
            say=say,
            cancel=cancel,
        )
    with console.progress("Karte zeichnen", "Drawing the map"):
        files = planning.write_day(again.day, out, console.language)
    console.result(
        again.day.document.model_dump(mode="json")
        | {
            "moved": [moved.model_dump() for moved in again.moved],
            "unchanged": again.unchanged.kpis.model_dump(mode="json"),
            "files": {name: str(path) for name, path in files.items()},
        }
    )
    _say_moves(console, again)
    summary(console, again.day)
    name_errors(console, again.day.violations)
    for path in files.values():
        console.say(f"geschrieben: {path}", f"written: {path}")
    if again.day.violations:
        raise typer.Exit(1)


def _say_moves(console: Console, again: "ReplannedDay") -> None:
    """Say what becomes of the day without a new plan, and which stops change their vehicle."""
    before, after = again.unchanged.kpis, again.day.kpis
    console.say(
        f"Ohne Umplanung: {before.late_stops} verspätet, {before.unassigned} offen; "
        f"jetzt {after.late_stops} verspätet, {after.unassigned} offen.",
        f"Driving on: {before.late_stops} late, {before.unassigned} unassigned; "
        f"now {after.late_stops} late, {after.unassigned} unassigned.",
    )
    if not again.moved:
        console.say("Kein Stopp wechselt das Fahrzeug.", "No stop changes its vehicle.")
    for moved in again.moved:
        console.say(
            f"{moved.stop_id}: {moved.before or 'offen'} → {moved.after or 'offen'}",
            f"{moved.stop_id}: {moved.before or 'unassigned'} → {moved.after or 'unassigned'}",
        )
