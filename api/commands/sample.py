"""`termintreu sample`: simulated input on real roads, to try things with."""

from pathlib import Path
from typing import Annotated

import typer

from api.commands.options import Date, Json, Lang, Roads, Seed
from api.console import Console

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def sample() -> None:
    """Write simulated orders at real addresses."""


@app.command()
def day(
    roads: Roads,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where orders.csv and vehicles.csv go.")],
    stops: Annotated[int, typer.Option("--stops", min=1, max=5000, help="How many orders.")] = 120,
    tours: Annotated[int, typer.Option("--tours", min=1, max=200, help="How many vehicles.")] = 6,
    seed: Seed = 0,
    date: Date = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Write a simulated day: orders with windows, service times and loads at the extract's own addresses.

    Example: termintreu sample day --roads kl.roads --stops 150 --tours 8 --out sample
    """
    from api.commands.plan import day_of
    from api.planning import open_roads
    from data.samples import deliverable_addresses, sample_day, write_day
    from routing.roads import DijkstraEngine

    console = Console.of(lang, as_json=as_json)
    with console.progress("Straßen laden", "Loading roads") as say:
        network = open_roads(roads, say)
    addresses = deliverable_addresses(DijkstraEngine(network))
    sampled = sample_day(addresses, date=day_of(date), tours=tours, stops=stops, seed=seed)
    write_day(sampled, out)
    files = [out / "orders.csv", out / "vehicles.csv"]
    console.result({"simulated": True, "stops": stops, "tours": tours, "files": [str(path) for path in files]})
    for path in files:
        console.say(f"simulierte Aufträge geschrieben: {path}", f"simulated orders written: {path}")
