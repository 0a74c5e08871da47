"""Options that several commands share."""

from pathlib import Path
from typing import Annotated, Literal

import typer

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout instead of tables.")]
Lang = Annotated[Literal["de", "en"] | None, typer.Option("--lang", metavar="de|en", help="Language of messages.")]
Roads = Annotated[
    Path,
    typer.Option(
        "--roads", metavar="FILE", help="Network from `roads build`, or an extract (.osm.pbf .osm .osm.gz .osm.bz2)."
    ),
]
Vehicles = Annotated[Path, typer.Option("--vehicles", metavar="FILE", help="Vehicle list, CSV or Excel.")]
Seed = Annotated[int, typer.Option("--seed", min=0, help="Same seed and work limit, same result.")]
Date = Annotated[
    str | None, typer.Option("--date", metavar="YYYY-MM-DD", help="Day to plan.", show_default="today at the depot")
]
Tolerance = Annotated[
    float,
    typer.Option(
        "--tolerance", metavar="MIN", min=0, max=240, help="Minutes after the window that still count as on time."
    ),
]
TimeLimit = Annotated[float, typer.Option("--time-limit", metavar="S", min=1, help="Seconds to search for the plan.")]
WorkLimit = Annotated[
    int | None,
    typer.Option(
        "--work-limit",
        metavar="N",
        min=1,
        max=1_000_000_000,
        help="Stop after N units of work: repeatable, unlike a time limit.",
    ),
]
Folder = Annotated[Path, typer.Option("--folder", metavar="DIR", help="Where the service keeps its data.")]
StoreAddress = Annotated[
    str | None,
    typer.Option(
        "--store", metavar="ADDRESS", help="postgresql+psycopg://… for PostgreSQL.", show_default="SQLite in the folder"
    ),
]
