"""`termintreu bench roads` and its kin: measure the road engine, print JSON, and keep the result."""

from pathlib import Path
from typing import Annotated

import typer

from api.commands.options import Json, Lang, Profiles, Results, Seed
from api.console import Console

app = typer.Typer(rich_markup_mode=None)

Extract = Annotated[Path, typer.Argument(metavar="EXTRACT", help="An OpenStreetMap extract.")]
Extracts = Annotated[list[Path], typer.Argument(metavar="EXTRACT…", help="OpenStreetMap extracts.")]
Vehicle = Annotated[str, typer.Option("--profile", metavar="NAME", help="Vehicle whose roads and times count.")]


@app.command()
def roads(
    extract: Extract,
    stops: Annotated[int, typer.Option("--stops", min=2, help="Places per side of the matrix.")] = 2000,
    profile: Vehicle = "van",
    dijkstra_rows: Annotated[
        int | None,
        typer.Option(
            "--dijkstra-rows",
            metavar="N",
            min=1,
            help="Compare with Dijkstra's algorithm on so many places only and scale its time.",
            show_default="all places",
        ),
    ] = None,
    warm_only: Annotated[
        bool, typer.Option("--warm-only", help="Leave out what it takes with nothing compiled: a minute less.")
    ] = False,
    seed: Seed = 0,
    out: Results = None,
    _profiles: Profiles = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Build a network, time its matrices, and compare every second with Dijkstra's algorithm.

    Example: termintreu bench roads porto.osm.pbf --stops 2000 --json
    """
    from benchmarks.results import write_result
    from benchmarks.roads.bench import bench_roads

    console = Console.of(lang, as_json=as_json)
    with console.progress("Straßen messen", "Measuring roads") as say:
        measured = bench_roads(
            extract, stops=stops, seed=seed, profile=profile, dijkstra_rows=dijkstra_rows, cold=not warm_only, say=say
        )
    name = f"roads-{extract.name.split('.')[0]}-{stops}"
    path = write_result(name, measured, inputs=[extract], out=out)
    console.result(measured)
    console.table(name, ("", ""), [(key, str(value)) for key, value in measured.items()])
    console.say(f"geschrieben: {path}", f"written: {path}")


@app.command("roads-growth")
def roads_growth(
    extract: Extract,
    copies: Annotated[
        list[int] | None,
        typer.Option(
            "--copies", metavar="N", min=1, help="Copies in a network; repeatable.", show_default="1, 2, 4, 8, 12"
        ),
    ] = None,
    stops: Annotated[int, typer.Option("--stops", min=2, help="Places per side of the matrix.")] = 1000,
    profile: Vehicle = "van",
    seed: Seed = 0,
    out: Results = None,
    _profiles: Profiles = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Join copies of a town to larger and larger networks and measure how building, memory and matrices grow.

    Example: termintreu bench roads-growth porto.osm.pbf --copies 1 --copies 12
    """
    from benchmarks.results import write_result
    from benchmarks.roads.growth import SIZES, picture, road_growth
    from routing.files import write_atomically

    console = Console.of(lang, as_json=as_json)
    with console.progress("Wachsende Netze messen", "Measuring growing networks") as say:
        measured = road_growth(extract, sorted(copies or SIZES), stops, seed, profile, say=say)
    path = write_result("roads-tiled-growth", measured, inputs=[extract], out=out)
    write_atomically(path.with_suffix(".svg"), picture(measured).encode())
    console.result(measured)
    keys = ("copies", "edges", "build_s", "slot_s", "peak_mb", "matrix_s", "ratio")
    columns = ("copies", "edges", "build s", "slot s", "peak MB", "matrix s", "× Dijkstra")
    console.table(
        console.words("Gekachelte Netze", "Tiled networks"),
        columns,
        [tuple(str(part[key]) for key in keys) for part in measured["parts"]],
    )
    console.say(f"geschrieben: {path}", f"written: {path}")


@app.command("roads-oracle")
def roads_oracle(
    extracts: Extracts,
    stops: Annotated[int, typer.Option("--stops", min=2, help="Places for each town and vehicle.")] = 300,
    seed: Seed = 0,
    out: Results = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Compare whole matrices of several towns with Dijkstra's: all vehicles, two slots, a day's time rules.

    Example: termintreu bench roads-oracle kaiserslautern.osm.gz porto.osm.pbf --stops 300
    """
    from benchmarks.results import write_result
    from benchmarks.roads.sweep import sweep

    console = Console.of(lang, as_json=as_json)
    with console.progress("Matrizen vergleichen", "Comparing matrices") as say:
        measured = sweep(extracts, stops, seed, say=say)
    path = write_result("roads-oracle", measured, inputs=extracts, out=out)
    console.result(measured)
    keys = ("extract", "profile", "day", "pairs", "max_abs_error_s", "unreachable_mismatches")
    columns = ("extract", "profile", "day", "pairs", "max s", "mismatches")
    rows = [tuple("–" if part[key] is None else str(part[key]) for key in keys) for part in measured["each"]]
    console.table(console.words("Gegen Dijkstra", "Against Dijkstra"), columns, rows)
    console.say(f"geschrieben: {path}", f"written: {path}")


@app.command()
def ways(
    extracts: Extracts,
    stops: Annotated[int, typer.Option("--stops", min=2, help="Places per side of the matrix.")] = 150,
    seed: Seed = 0,
    out: Results = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Measure what it costs that learned times keep free flow's ways at every hour.

    Example: termintreu bench ways kaiserslautern.osm.gz liechtenstein.osm.pbf
    """
    from benchmarks.results import write_result
    from benchmarks.roads.fixed_ways import fixed_ways

    console = Console.of(lang, as_json=as_json)
    with console.progress("Wege vergleichen", "Comparing ways"):
        measured = [fixed_ways(extract, stops, seed) for extract in extracts]
    path = write_result("fixed-ways", measured, inputs=extracts, out=out)
    console.result(measured)
    columns = ("extract", "traffic", "mean %", "p95 %", "max %", "max s")
    rows = [
        (town["extract"], name, *(str(errors[key]) for key in ("mean_pct", "p95_pct", "max_pct", "max_s")))
        for town in measured
        for name, errors in town["errors"].items()
    ]
    console.table(console.words("Feste Wege", "Fixed ways"), columns, rows)
    console.say(f"geschrieben: {path}", f"written: {path}")
