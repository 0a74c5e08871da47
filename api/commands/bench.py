"""`termintreu bench`: measure, print JSON, and keep the result."""

from pathlib import Path
from typing import Annotated

import typer

from api.commands import bench_punctuality, bench_roads, bench_solver
from api.commands.options import Json, Lang, Results, Seed, StoreAddress, TimeLimit
from api.console import Console

app = typer.Typer(no_args_is_help=True, help="Measurements, written to benchmarks/results/.", rich_markup_mode=None)

app.add_typer(bench_roads.app)
app.add_typer(bench_solver.app)
app.add_typer(bench_punctuality.app)


@app.command()
def days(
    extract: Annotated[Path, typer.Argument(metavar="EXTRACT", help="A town's extract, for example Kaiserslautern.")],
    stops: Annotated[int, typer.Option("--stops", min=1, help="Orders a day.")] = 150,
    tours: Annotated[int, typer.Option("--tours", min=1, help="Vehicles.")] = 8,
    count: Annotated[int, typer.Option("--days", min=1, help="Seeded days.")] = 5,
    time_limit: TimeLimit = 20.0,
    out: Results = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Compare termintreu with the simulated dispatcher on simulated days, losses listed too.

    Example: termintreu bench days kaiserslautern.osm.gz --days 5 --json
    """
    from api.roads_of_day import open_roads
    from benchmarks.results import write_result
    from benchmarks.solver.days import bench_days

    console = Console.of(lang, as_json=as_json)
    with console.progress("Tage planen", "Planning days") as say:
        network = open_roads(extract, say)
        measured = bench_days(network, stops=stops, tours=tours, days=count, time_limit_s=time_limit, say=say)
    path = write_result(f"days-{extract.name.split('.')[0]}", measured, inputs=[extract], out=out)
    console.result(measured)
    keys = ("day", "due_stops", "manual_late", "optimised_late", "manual_km", "optimised_km", "violations")
    rows = [tuple(str(row[key]) for key in keys) for row in measured["days"]]
    german = ("Tag", "fällig", "spät: Hand", "termintreu", "km: Hand", "termintreu", "Verstöße")
    english = ("day", "due", "late: manual", "termintreu", "km: manual", "termintreu", "violations")
    columns = german if console.language == "de" else english
    console.table(console.words("Simulierte Tage", "Simulated days"), columns, rows)
    console.say(f"geschrieben: {path}", f"written: {path}")


@app.command()
def replay(
    extract: Annotated[Path, typer.Argument(metavar="EXTRACT", help="A town's extract, for example Kaiserslautern.")],
    per_share: Annotated[int, typer.Option("--per-share", metavar="N", min=0, help="Histories a planted share.")] = 20,
    zeros: Annotated[int, typer.Option("--zeros", metavar="N", min=0, help="Histories with nothing to gain.")] = 40,
    dispatched: Annotated[int, typer.Option("--dispatched", metavar="N", min=0, help="Histories of dispatchers.")] = 40,
    shards: Annotated[
        Path, typer.Option("--shards", metavar="DIR", help="One file a history; a second run makes the missing ones.")
    ] = Path("var/known-truth"),
    workers: Annotated[int, typer.Option("--workers", metavar="N", min=1, help="Processes.")] = 2,
    out: Results = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Replay simulated histories whose truth is known: coverage, claims at zero, the gate, the attribution.

    Example: termintreu bench replay kaiserslautern.osm.gz --per-share 20 --zeros 40 --dispatched 40
    """
    from benchmarks.known_truth.run import run, specs, summarise
    from benchmarks.results import write_result

    console = Console.of(lang, as_json=as_json)
    with console.progress("Historien nachspielen", "Replaying histories") as say:
        histories = run(extract, specs(per_share, zeros, dispatched), shards, workers=workers, say=say)
    measured = summarise(histories)
    path = write_result("replay-known-truth", measured | {"each": histories}, inputs=[extract], out=out)
    console.result(measured)
    rows = [(name, str(figures)) for name, figures in measured.items()]
    console.table(console.words("Simulierte Historien", "Simulated histories"), ("", ""), rows)
    console.say(f"geschrieben: {path}", f"written: {path}")


@app.command()
def efforts(
    extract: Annotated[Path, typer.Argument(metavar="EXTRACT", help="A town's extract, for example Kaiserslautern.")],
    days: Annotated[int, typer.Option("--days", min=1, help="Replayed days.")] = 60,
    tours: Annotated[int, typer.Option("--tours", min=1, help="Vehicles.")] = 8,
    stops: Annotated[int, typer.Option("--stops", min=1, help="Stops a tour.")] = 20,
    work_limit: Annotated[int, typer.Option("--work-limit", metavar="N", min=1, help="Work on each day's plan.")] = 150,
    seed: Seed = 0,
    workers: Annotated[int, typer.Option("--workers", metavar="N", min=1, help="Processes.")] = 2,
    out: Results = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Replay simulated weeks once for each effort of the dispatcher, and time how a replay grows with its days.

    Example: termintreu bench efforts kaiserslautern.osm.gz --days 60
    """
    from api.roads_of_day import open_roads
    from benchmarks.replay.efforts import bench_efforts
    from benchmarks.replay.growth import growth_svg
    from benchmarks.results import write_result
    from routing.files import write_atomically

    console = Console.of(lang, as_json=as_json)
    with console.progress("Wochen nachspielen", "Replaying weeks") as say:
        network = open_roads(extract, say)
        measured = bench_efforts(
            network, days=days, tours=tours, stops=stops, work_limit=work_limit, seed=seed, workers=workers, say=say
        )
    path = write_result(f"replay-efforts-{extract.name.split('.')[0]}", measured, inputs=[extract], out=out)
    picture = growth_svg(measured["growth"]["parts"], "seconds of a replay by its days, simulated history")
    write_atomically(path.with_suffix(".svg"), picture.encode())
    console.result(measured)
    rows = [
        (
            str(item["effort"]),
            str(item["km_change"]),
            str(item["manual"]["late_stops"]),
            str(item["optimised"]["late_stops"]),
            str(item["reduction"]),
        )
        for item in measured["efforts"]
    ]
    columns = ("effort", "km", "manual late", "optimised late", "reduction")
    console.table(console.words("Nach Mühe des Disponenten", "By the dispatcher's effort"), columns, rows)
    console.say(f"geschrieben: {path}", f"written: {path}")


@app.command("service-faults")
def service_faults(
    kills: Annotated[int, typer.Option("--kills", metavar="N", min=1, help="How often something is killed.")] = 50,
    seed: Seed = 0,
    store: StoreAddress = None,
    out: Results = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Kill server, worker and jobs under load, and count what is lost or done twice; Linux only.

    Example: termintreu bench service-faults --kills 50
    """
    from tempfile import TemporaryDirectory

    from benchmarks.results import write_result
    from benchmarks.service.faults import bench_faults

    console = Console.of(lang, as_json=as_json)
    with console.progress("Abschießen", "Killing"), TemporaryDirectory() as folder:
        measured = bench_faults(Path(folder), kills=kills, seed=seed, address=store)
    path = write_result("service-faults" if store is None else "service-faults-postgresql", measured, out=out)
    console.result(measured)
    console.table("service-faults", ("", ""), [(key, str(value)) for key, value in measured.items()])
    console.say(f"geschrieben: {path}", f"written: {path}")


@app.command("service-load")
def service_load(
    extract: Annotated[
        Path | None, typer.Argument(metavar="EXTRACT", help="A town's extract.", show_default="the demo's town")
    ] = None,
    readers: Annotated[int, typer.Option("--readers", metavar="N", min=1, help="Who read at the same time.")] = 50,
    seconds: Annotated[float, typer.Option("--seconds", metavar="S", min=1, help="For so long at least.")] = 20.0,
    pause: Annotated[
        float,
        typer.Option("--pause", metavar="S", min=0, help="Of each reader between an answer and the next request."),
    ] = 1.0,
    seed: Seed = 0,
    out: Results = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Let many read while five plans are made, and measure how long they wait; also from a file to its plan on the map.

    Example: termintreu bench service-load kaiserslautern.osm.gz --readers 50
    """
    from tempfile import TemporaryDirectory

    from api.demo import town
    from benchmarks.results import write_result
    from benchmarks.service.load import bench_load

    console = Console.of(lang, as_json=as_json)
    roads = extract or town()
    with console.progress("Lesen lassen", "Reading"), TemporaryDirectory() as folder:
        measured = bench_load(Path(folder), roads, readers=readers, seconds=seconds, pause_s=pause, seed=seed)
    path = write_result("service-load", measured, inputs=[roads], out=out)
    console.result(measured)
    waits = {"all": measured["reads"], **measured["reads"]["by_path"]}
    keys = ("count", "p50_ms", "p95_ms", "max_ms")
    rows = [(name, *(str(found[key]) for key in keys)) for name, found in waits.items()]
    console.table("service-load", ("", *keys), rows)
    figures = ("file_to_map_s", "places", "most_running", "planned_s", "cpu_ms", "failures")
    console.table("", ("", ""), [(key, str(measured[key])) for key in figures])
    console.say(f"geschrieben: {path}", f"written: {path}")
