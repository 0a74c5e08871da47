"""`termintreu roads`: build, look at and fetch road networks."""

from pathlib import Path
from shutil import get_terminal_size
from textwrap import fill
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.options import Json, Lang, Profiles
from api.console import Console

if TYPE_CHECKING:
    from routing.roads import RoadNetwork
    from routing.roads.reading.areas import Area
    from routing.roads.statistics import Health

app = typer.Typer(no_args_is_help=True, help="Road networks from OpenStreetMap extracts.", rich_markup_mode=None)


Around = Annotated[str | None, typer.Option("--around", metavar="LON,LAT", help="Only the circle around a place.")]
Km = Annotated[float | None, typer.Option("--km", metavar="KM", help="Radius of the circle.")]
Box = Annotated[str | None, typer.Option("--bbox", metavar="W,S,E,N", help="Only a rectangle, in degrees.")]
Shape = Annotated[Path | None, typer.Option("--area", metavar="FILE", help="Only the polygons of a GeoJSON file.")]


@app.command()
def build(
    extract: Annotated[Path, typer.Argument(metavar="EXTRACT", help=".osm.pbf, .osm, .osm.gz or .osm.bz2")],
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="FILE", help="Default: EXTRACT with .roads")
    ] = None,
    around: Around = None,
    km: Km = None,
    bbox: Box = None,
    area: Shape = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Import an extract, or the part of it that a firm serves, into a road network file.

    Example: termintreu roads build rheinland-pfalz.osm.pbf --around 7.77,49.44 --km 30 -o kl.roads
    """
    from routing.errors import RoadsError
    from routing.roads import read_extract

    console = Console.of(lang, as_json=as_json)
    wanted = _area(around, km, bbox, area)
    target = out or extract.with_name(extract.name.split(".")[0] + ".roads")
    if target.resolve() == extract.resolve():
        raise RoadsError.of("extract_overwritten", column="-o", value=str(target))
    with console.progress("Straßen lesen", "Reading roads") as say:
        network = read_extract(extract, area=wanted, progress=say)
        network.save(target)
    _describe(console, network.statistics(), target)


@app.command()
def info(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A network from `roads build`, or an extract.")],
    drawn: Annotated[
        Path | None,
        typer.Option("--map", metavar="FILE", help="Draw it: a map in one HTML file, nothing from outside."),
    ] = None,
    _profiles: Profiles = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Say what a road network holds and what its import left out.

    Example: termintreu roads info kl.roads --map kl.html
    """
    from api.roads_of_day import open_roads
    from routing.roads.statistics import examine

    console = Console.of(lang, as_json=as_json)
    with console.progress("Straßen lesen", "Reading roads") as say:
        network = open_roads(file, say)
        health = examine(network)
    if drawn is not None:
        with console.progress("Karte zeichnen", "Drawing the map"):
            _draw(console, network, health, drawn)
    _describe(console, health.figures, file)


@app.command()
def fetch(
    place: Annotated[str, typer.Argument(metavar="PLACE", help="A place that OpenStreetMap knows by name.")],
    out: Annotated[Path | None, typer.Option("-o", "--out", metavar="FILE", help="Default: PLACE.roads")] = None,
    overpass_url: Annotated[str | None, typer.Option("--overpass-url", metavar="URL", help="Own Overpass.")] = None,
    geocoder_url: Annotated[str | None, typer.Option("--geocoder-url", metavar="URL", help="Own Nominatim.")] = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Download a place's roads by name (the only command that uses the internet).

    Turn restrictions, time rules and addresses come along. For more than a
    town, take an extract and `roads build`.

    Example: termintreu roads fetch "Kaiserslautern, Deutschland"
    """
    from routing.roads.reading.fetch import fetch_place

    console = Console.of(lang, as_json=as_json)
    target = out or Path(place.split(",")[0].strip().lower().replace(" ", "-") + ".roads")
    with console.progress("Straßen herunterladen", "Downloading roads") as say:
        network = fetch_place(place, overpass_url=overpass_url, geocoder_url=geocoder_url, progress=say)
        network.save(target)
    _describe(console, network.statistics(), target)


def _area(around: str | None, km: float | None, bbox: str | None, file: Path | None) -> "Area | None":
    """Return the area that the options name, ``None`` without any.

    Raises
    ------
    RoadsError
        If they contradict each other, lack a part, or are no areas.
    """
    from routing.errors import RoadsError
    from routing.roads.reading.areas import Area

    given = {"--around": around, "--bbox": bbox, "--area": file}
    named = [option for option, value in given.items() if value is not None]
    if len(named) > 1 or (km is not None) != (around is not None):
        said = " ".join([*named, *(["--km"] if km is not None else [])])
        raise RoadsError.of("area_options", value=said, detail="--around LON,LAT --km KM, --bbox W,S,E,N, --area FILE")
    if file is not None:
        return Area.read(file)
    if bbox is not None:
        west, south, east, north = _numbers(bbox, "--bbox", "W,S,E,N")
        return Area.box(west, south, east, north)
    if around is not None and km is not None:
        lon, lat = _numbers(around, "--around", "LON,LAT")
        return Area.around(lon, lat, km)
    return None


def _numbers(text: str, option: str, form: str) -> list[float]:
    """Return as many numbers as ``form`` names."""
    from routing.errors import RoadsError

    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) != len(form.split(",")):
        raise RoadsError.of("area_unreadable", column=option, value=text, detail=form)
    return numbers


def _draw(console: Console, network: "RoadNetwork", health: "Health", path: Path) -> None:
    """Write the map of a network."""
    from api.road_health import roads_frame, rules_frame
    from maps import roads_map

    title = console.words("Straßennetz", "Road network") + f" {network.source}"
    frames = roads_frame(network, health), rules_frame(health)
    roads_map(*frames, health.figures, title=title, language=console.language).save(path)


def _describe(console: Console, figures: dict[str, object], file: Path) -> None:
    """Print what is known of a network."""
    from maps.roads_verdict import verdict_of
    from maps.roads_words import figure_groups

    console.result({"file": str(file)} | figures)
    verdict = verdict_of(figures, console.language)
    for sentence in filter(None, (verdict.lead, *verdict.reasons)):
        lines = fill(sentence, get_terminal_size().columns)
        console.say(lines, lines)
    title = console.words(f"Straßennetz {file.name}", f"Road network {file.name}")
    value = console.words("Wert", "value")
    for number, group in enumerate(figure_groups(figures, console.language)):
        console.table("" if number else title, (group.title, value), group.rows)
    console.say("© OpenStreetMap-Mitwirkende (ODbL)", "© OpenStreetMap contributors (ODbL)")
