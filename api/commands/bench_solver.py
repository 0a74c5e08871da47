"""`termintreu bench solver` and its kin: measure the solver, beside others too, print JSON, and keep the result."""

import inspect
import os
from collections.abc import Callable
from functools import wraps
from inspect import Parameter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from api.commands.options import Json, Lang, Results, Seed, TimeLimit
from api.console import Console

if TYPE_CHECKING:
    from benchmarks.solver.suite import Folders

app = typer.Typer(rich_markup_mode=None)

Names = Annotated[
    list[str] | None,
    typer.Option(
        "--only", metavar="NAME", help="An instance or a part (200, 1000, road, solomon); repeatable.",
        show_default="all parts",
    ),
]  # fmt: skip
Short = Annotated[bool, typer.Option("--short", help="The eight instances that take half an hour.")]
InstanceFolder = Annotated[
    Path, typer.Option("--instances", metavar="DIR", help="Folder of Solomon's and Homberger's instances.")
]
TownFolder = Annotated[Path, typer.Option("--towns", metavar="DIR", help="Folder of the towns' extracts.")]
Cache = Annotated[
    Path, typer.Option("--cache", metavar="DIR", help="Where built instances and records of runs are kept.")
]
Cores = Annotated[
    int | None, typer.Option("--cores", metavar="N", min=1, help="Cores of each solver.", show_default="all")
]
Seeds = Annotated[int, typer.Option("--seeds", metavar="N", min=1, help="Runs of each solver that takes a seed.")]
Peer = Annotated[
    list[str] | None,
    typer.Option(
        "--peer", metavar="pyvrp|vroom|or_tools", help="Solver to compare with; repeatable.", show_default="all three"
    ),
]
Resume = Annotated[bool, typer.Option("--resume", help="Keep the runs of a comparison that was broken off.")]
VRPTW = Path("../shared/vrptw")
TOWNS = Path("../shared/towns")
CACHE = Path("var/solver-instances")


def on_instances(measure: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of folders and cores; it takes what they say as ``folders`` and ``cores``."""

    def command(
        *,
        cores: Cores = None,
        instances: InstanceFolder = VRPTW,
        towns: TownFolder = TOWNS,
        cache: Cache = CACHE,
        **own: object,
    ) -> None:
        from benchmarks.solver.suite import Folders

        measure(folders=Folders(instances, towns, cache), cores=_cores(cores), **own)

    shared = list(inspect.signature(command).parameters.values())[:-1]
    asked = inspect.signature(measure).parameters.values()
    own = [option.replace(kind=Parameter.KEYWORD_ONLY) for option in asked if option.name not in {"folders", "cores"}]
    told: Any = wraps(measure)(command)  # typer asks the signature and the annotations
    told.__signature__ = inspect.Signature([*own, *shared])
    told.__annotations__ = {option.name: option.annotation for option in (*own, *shared)}
    return cast("Callable[..., None]", told)


@app.command()
def solver(
    instances: Annotated[list[Path], typer.Argument(metavar="INSTANCE…", help="Solomon, Homberger or VRPLIB files.")],
    time_limit: TimeLimit = 20.0,
    seed: Seed = 0,
    out: Results = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Solve literature instances: distance objective, distances ×10 and truncated.

    Example: termintreu bench solver r1_2_1.txt --time-limit 20 --json
    """
    from benchmarks.results import write_result
    from benchmarks.solver.bench import bench_solver, result_name

    console = Console.of(lang, as_json=as_json)
    with console.progress("Instanzen rechnen", "Solving instances"):
        measured = bench_solver(instances, time_limit_s=time_limit, seed=seed)
    path = write_result(result_name(instances), measured, inputs=instances, out=out)
    console.result(measured)
    columns = ("instance", "stops", "cost", "vehicles", "feasible", "seconds")
    console.table("solver", columns, [tuple(str(row[column]) for column in columns) for row in measured])
    console.say(f"geschrieben: {path}", f"written: {path}")


@app.command("solvers")
@on_instances
def compare_solvers(
    only: Names = None,
    short: Short = False,
    peer: Peer = None,
    time_limit: TimeLimit = 20.0,
    seeds: Seeds = 5,
    *,
    folders: "Folders",
    cores: int,
    resume: Resume = False,
    out: Results = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Compare with other solvers on the same instances: equal time and cores, gaps to the best known plans, losses too.

    Example: termintreu bench solvers --short --resume
    """
    from benchmarks.results import write_result
    from benchmarks.solver.best_known import BestKnown
    from benchmarks.solver.comparison import Terms, compare, estimated_s, runs_of
    from benchmarks.solver.gap_chart import gap_svg
    from benchmarks.solver.runs import Record, playing
    from benchmarks.solver.suite import chosen, files
    from routing.files import write_atomically

    console = Console.of(lang, as_json=as_json)
    entries = chosen(only, short=short)
    terms, solvers = Terms(time_limit, cores, seeds), playing(peer)
    least = estimated_s(runs_of(entries, solvers, terms)) / 60
    console.say(f"Ohne Fortsetzung etwa {least:.0f} min", f"about {least:.0f} min if nothing is resumed")
    name = "solvers"
    record = Record((folders.cache or CACHE) / f"{out.stem if out else name}.runs.jsonl", resume=resume)
    with console.progress("Löser vergleichen", "Comparing solvers") as say:
        measured = compare(entries, folders, solvers, terms, record, BestKnown(), say=say)
    path = write_result(name, measured, inputs=files(entries, folders), out=out)
    write_atomically(path.with_suffix(".svg"), gap_svg(measured).encode())
    console.result(measured)
    _table(console, measured, solvers)
    console.say(f"geschrieben: {path}", f"written: {path}")


@app.command("best-known")
@on_instances
def best_known(
    only: Names = None,
    short: Short = False,
    peer: Peer = None,
    time_limit: TimeLimit = 120.0,
    seed: Seed = 1,
    *,
    folders: "Folders",
    cores: int,
    out: Results = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Lower the best known costs by long runs of all solvers; published plans are taken too.

    Example: termintreu bench best-known --only 200 --time-limit 300 --seed 7
    """
    from benchmarks.results import write_result
    from benchmarks.solver.best_known import BestKnown
    from benchmarks.solver.long_runs import lower
    from benchmarks.solver.runs import playing
    from benchmarks.solver.suite import chosen, files

    console = Console.of(lang, as_json=as_json)
    entries, solvers = chosen(only, short=short), playing(peer)
    with console.progress("Lange rechnen", "Running for long") as say:
        measured = lower(entries, folders, solvers, BestKnown(), seconds=time_limit, cores=cores, seed=seed, say=say)
    path = write_result("solvers-best-known", measured, inputs=files(entries, folders), out=out)
    console.result(measured)
    rows = [tuple(str(row[key]) for key in ("instance", "before", "cost", "origin")) for row in measured]
    console.table(console.words("Beste bekannte", "Best known"), ("", "before", "cost", "origin"), rows)
    console.say(f"geschrieben: {path}", f"written: {path}")


@app.command()
def scale(
    extract: Annotated[Path, typer.Argument(metavar="EXTRACT", help="A town's extract, large enough for the stops.")],
    stops: Annotated[
        list[int] | None,
        typer.Option("--stops", metavar="N", min=30, help="Size of a day; repeatable.", show_default="1000, 5000"),
    ] = None,
    time_limit: TimeLimit = 20.0,
    seed: Seed = 1,
    cores: Cores = None,
    out: Results = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Measure large days: seconds to the first feasible plan, and memory.

    Example: termintreu bench scale porto.osm.pbf --stops 1000 --stops 5000
    """
    from benchmarks.results import write_result
    from benchmarks.solver.scale import bench_scale

    console = Console.of(lang, as_json=as_json)
    with console.progress("Große Tage planen", "Planning large days") as say:
        measured = bench_scale(
            extract, stops or [1000, 5000], time_limit_s=time_limit, cores=_cores(cores), seed=seed, say=say
        )
    path = write_result("solver-scale", measured, inputs=[extract], out=out)
    console.result(measured)
    columns = ("stops", "first_s", "first_cost", "cost", "feasible", "seconds", "peak_mb")
    console.table("scale", columns, [tuple(str(row[column]) for column in columns) for row in measured])
    console.say(f"geschrieben: {path}", f"written: {path}")


@app.command()
@on_instances
def ablation(
    only: Names = None,
    time_limit: TimeLimit = 5.0,
    seeds: Seeds = 5,
    *,
    folders: "Folders",
    cores: int,
    out: Results = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Switch off one part of the search at a time: what does each earn? Two instances unless --only names others.

    Example: termintreu bench ablation --time-limit 5 --seeds 5
    """
    from benchmarks.results import write_result
    from benchmarks.solver.ablation import INSTANCES, ablate, estimated_s
    from benchmarks.solver.suite import chosen, files

    console = Console.of(lang, as_json=as_json)
    entries = chosen(only or INSTANCES)
    minutes = estimated_s(len(entries), seeds, time_limit) / 60
    console.say(f"etwa {minutes:.0f} min", f"about {minutes:.0f} min")
    with console.progress("Teile abschalten", "Switching off parts") as say:
        measured = ablate(entries, folders, time_limit_s=time_limit, cores=cores, seeds=seeds, say=say)
    path = write_result("solver-ablation", measured, inputs=files(entries, folders), out=out)
    console.result(measured)
    rows = [
        (row["variant"], *(_percent(row["change_pct"][key]) for key in ("value", "low", "high")), str(row["pairs"]))
        for row in measured["variants"]
    ]
    columns = (console.words("Ohne diesen Teil", "Without this part"), "%", "low", "high", "n")
    console.table(console.words("Was jeder Teil beiträgt", "What each part earns"), columns, rows)
    console.say(f"geschrieben: {path}", f"written: {path}")


def _cores(asked: int | None) -> int:
    """Return the cores asked for, else all."""
    return asked or os.cpu_count() or 1


def _table(console: Console, measured: dict[str, Any], playing: tuple[str, ...]) -> None:
    """Print mean gaps of families and groups, and every loss."""
    rows = [
        (item.get("family") or item["group"], item["gap_pct"]) for item in measured["families"] + measured["groups"]
    ]
    written = [(name, *(_percent(gaps[solver]) for solver in playing)) for name, gaps in rows]
    console.table(console.words("Abstand in %", "Gap in %"), ("", *playing), written)
    lost = [
        (row["instance"], row["peer"], _percent(row["ours_pct"]), _percent(row["peer_pct"]))
        for row in measured["losses"]
    ]
    console.table(console.words("Rückstände", "Losses"), ("", "", "termintreu", ""), lost)


def _percent(value: float | None) -> str:
    """Write a gap."""
    return "–" if value is None else f"{value:.2f}"
