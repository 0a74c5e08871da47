"""`termintreu bench punctuality`: whether plans hold when the day goes wrong, beside those of other solvers."""

from pathlib import Path
from typing import Annotated

import typer

from api.commands.options import Json, Lang, Results, TimeLimit
from api.console import Console

app = typer.Typer(rich_markup_mode=None)


@app.command()
def punctuality(
    extract: Annotated[Path, typer.Argument(metavar="EXTRACT", help="A town's extract, for example Kaiserslautern.")],
    days: Annotated[int, typer.Option("--days", min=1, help="Days that are planned.")] = 10,
    seeds: Annotated[int, typer.Option("--seeds", metavar="N", min=1, help="Runs of each solver with a seed.")] = 3,
    tours: Annotated[int, typer.Option("--tours", min=1, help="Vehicles.")] = 8,
    stops: Annotated[int, typer.Option("--stops", min=1, help="Stops a tour.")] = 20,
    time_limit: TimeLimit = 10.0,
    cores: Annotated[
        int | None, typer.Option("--cores", metavar="N", min=1, help="Cores of each solver.", show_default="all")
    ] = None,
    peer: Annotated[
        list[str] | None,
        typer.Option(
            "--peer",
            metavar="pyvrp|vroom|or_tools",
            help="Solver to compare with; repeatable.",
            show_default="all three",
        ),
    ] = None,
    world: Annotated[int, typer.Option("--world", metavar="N", min=0, help="Which simulated firm.")] = 1,
    out: Results = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Count late stops of our plans and of deterministic ones on the same learned times, under judges of other weeks.

    Example: termintreu bench punctuality kaiserslautern.osm.gz --days 10 --seeds 3
    """
    from api.roads_of_day import open_roads
    from benchmarks.punctuality.bench import OURS, bench_punctuality
    from benchmarks.results import write_result
    from benchmarks.solver.peers import known_peers

    peers = known_peers(peer)
    console = Console.of(lang, as_json=as_json)
    with console.progress("Tage planen", "Planning days") as say:
        measured = bench_punctuality(
            open_roads(extract, say),
            tours=tours,
            stops=stops,
            days=days,
            seeds=seeds,
            time_limit_s=time_limit,
            cores=cores,
            peers=peers,
            pool_seed=world,
            say=say,
        )
    path = write_result(f"punctuality-{extract.name.split('.')[0]}", measured, inputs=[extract], out=out)
    console.result(measured)
    rows = []
    for name, total in measured["totals"].items():
        ratio = {} if name == OURS else measured["against"][name]
        rows.append(
            (
                name,
                str(total["km"]),
                *(str(late) for late in total["late"].values()),
                str(ratio.get("km", "")),
                str(max(ratio["late"].values()) if ratio else ""),
                str(ratio.get("passed", "")),
            )
        )
    german = ("Löser", "km", "verspätet: andere Wochen", "verspätet: Wahrheit", "km-Verhältnis", "Verspätungen", "Ziel")
    english = ("solver", "km", "late: other weeks", "late: truth", "km ratio", "late ratio", "bar kept")
    columns = german if console.language == "de" else english
    console.table(console.words("Je Tag, simulierte Historie", "A day, simulated history"), columns, rows)
    console.say(f"geschrieben: {path}", f"written: {path}")
