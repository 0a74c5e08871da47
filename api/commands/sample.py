"""`termintreu sample`: simulated input on real roads, to try things with."""

from pathlib import Path
from typing import Annotated

import typer

from api.commands.options import Date, Json, Lang, Roads, Seed
from api.console import Console

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def sample() -> None:
    """Write simulated orders or a simulated history at real addresses."""


@app.command()
def day(
    roads: Roads,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where orders.csv and vehicles.csv go.")],
    stops: Annotated[int, typer.Option("--stops", min=1, max=5000, help="How many orders.")] = 120,
    tours: Annotated[int, typer.Option("--tours", min=1, max=200, help="How many vehicles.")] = 6,
    rules: Annotated[
        bool, typer.Option("--rules", help="With breaks, reloads, a shipment and an optional order; 10 stops or more.")
    ] = False,
    seed: Seed = 0,
    date: Date = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Write a simulated day: orders with windows, service times and loads at the extract's own addresses.

    Example: termintreu sample day --roads kl.roads --stops 150 --tours 8 --out sample
    """
    from api.commands.plan import day_of
    from api.roads_of_day import open_roads
    from data.samples import deliverable_addresses, sample_day, with_rules, write_day
    from routing.roads import engine_of

    console = Console.of(lang, as_json=as_json)
    with console.progress("Straßen laden", "Loading roads") as say:
        network = open_roads(roads, say)
    addresses = deliverable_addresses(engine_of(network), "truck_7_5t" if rules else "van")
    sampled = sample_day(addresses, date=day_of(date), tours=tours, stops=stops, seed=seed)
    write_day(with_rules(sampled) if rules else sampled, out)
    files = [out / "orders.csv", out / "vehicles.csv"]
    console.result({"simulated": True, "stops": stops, "tours": tours, "files": [str(path) for path in files]})
    for path in files:
        console.say(f"simulierter Tag geschrieben: {path}", f"simulated day written: {path}")


@app.command()
def history(
    roads: Roads,
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Where history.csv, vehicles.csv and the folder truth go.")
    ],
    tours: Annotated[int, typer.Option("--tours", min=1, max=200, help="How many tours a day.")] = 8,
    stops: Annotated[int, typer.Option("--stops", min=1, max=200, help="How many stops a tour.")] = 20,
    days: Annotated[int, typer.Option("--days", min=1, max=1000, help="How many working days.")] = 60,
    date: Annotated[str, typer.Option("--date", metavar="YYYY-MM-DD", help="First day.")] = "2026-01-05",
    effort: Annotated[
        int,
        typer.Option("--effort", metavar="N", min=0, max=10_000, help="Improvement steps of the simulated dispatcher."),
    ] = 40,
    plan_share: Annotated[
        float | None,
        typer.Option(
            "--plan-share",
            metavar="X",
            min=0,
            max=0.9,
            help="About this share of late stops is due to planning; 0: none to gain. Instead of --effort.",
            show_default="what the effort gives",
        ),
    ] = None,
    traffic_noise: Annotated[
        float, typer.Option("--traffic-noise", metavar="X", min=0, max=10, help="Chance in traffic; 1 is ordinary.")
    ] = 1.0,
    service_noise: Annotated[
        float, typer.Option("--service-noise", metavar="X", min=0, max=10, help="Chance on site; 1 is ordinary.")
    ] = 1.0,
    departure_noise: Annotated[
        float, typer.Option("--departure-noise", metavar="X", min=0, max=10, help="Late departures; 1 is ordinary.")
    ] = 1.0,
    dirt: Annotated[
        float, typer.Option("--dirt", metavar="X", min=0, max=10, help="Errors in the file; 1 is ordinary, 0 none.")
    ] = 1.0,
    seed: Seed = 0,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Write a simulated history: weeks of tours planned by hand, and what became of them.

    Example: termintreu sample history --roads kl.roads --tours 8 --stops 20 --days 60 --out history
    """
    from api.commands.plan import day_of
    from api.roads_of_day import open_roads
    from benchmarks.known_truth.planted import Skill, planner_for
    from data.samples import Noise, World, history_of, working_days, write_history_sample
    from routing.files import prepare
    from routing.roads import engine_of

    console = Console.of(lang, as_json=as_json)
    first = day_of(date)
    day_of(working_days(first, days)[-1].isoformat())
    prepare(out)
    noise = Noise(traffic=traffic_noise, service=service_noise, departure=departure_noise, dirt=dirt)
    with console.progress("Straßen laden", "Loading roads") as say:
        engine = engine_of(open_roads(roads, say))
    with console.progress("Betrieb gründen", "Founding the firm") as say:
        world = World.of(engine, tours=tours, stops=stops, noise=noise, progress=say)
    manual = None
    if plan_share is not None:
        with console.progress("Anteil der Planung suchen", "Seeking the share of planning"):
            manual = planner_for(world, plan_share, Skill(seed=seed))
    with console.progress("Tage simulieren", "Simulating days") as say:
        sample = history_of(
            world,
            days=days,
            start=first,
            effort=effort,
            seed=seed,
            manual=manual,
            plan_share=plan_share,
            progress=say,
        )
    files = write_history_sample(sample, out)
    console.result(
        {"simulated": True, "days": days, "tours": tours, "stops": stops, "files": [str(path) for path in files]}
    )
    for path in files:
        console.say(f"simulierte Historie geschrieben: {path}", f"simulated history written: {path}")
