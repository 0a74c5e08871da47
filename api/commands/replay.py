"""`termintreu replay`: what better plans would have changed on past days."""

import os
from datetime import date as Date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.options import Json, Lang, Profiles, Roads, Seed, Tolerance, Vehicles
from api.console import Console

if TYPE_CHECKING:
    from benchmarks.replay.run import Replay
    from benchmarks.replay.summary import PlanFigures, Summary

_COLUMNS = {
    "de": ("Plan", "spät", "fällig", "Quote", "95 %", "Minuten", "km"),
    "en": ("plan", "late", "due", "rate", "95 %", "minutes", "km"),
}
_NAMES = {
    "manual": ("von Hand, wie geplant", "by hand, as planned"),
    "optimised": ("termintreu", "termintreu"),
    "as_driven": ("von Hand, wie gefahren", "by hand, as driven"),
    "nearest_neighbour": ("immer zum Nächsten", "nearest neighbour"),
    "random_order": ("zufällige Folge", "random order"),
}


def replay(
    history: Annotated[Path, typer.Argument(metavar="HISTORY", help="Past days, CSV, Excel or Parquet.")],
    vehicles: Vehicles,
    roads: Roads,
    days: Annotated[
        str | None,
        typer.Option("--days", metavar="A..B", help="First and last day to replay.", show_default="the later half"),
    ] = None,
    scenarios: Annotated[
        int, typer.Option("--scenarios", metavar="N", min=10, max=10_000, help="Simulated days for each past day.")
    ] = 200,
    work_limit: Annotated[
        int | None, typer.Option("--work-limit", metavar="N", min=1, help="Work on the plan of each day.")
    ] = None,
    planned_at: Annotated[
        str | None,
        typer.Option(
            "--planned-at",
            metavar="HH:MM",
            help="When plans were made; later orders are left out.",
            show_default="an hour before the first departure",
        ),
    ] = None,
    tolerance: Tolerance = 0.0,
    buffer: Annotated[
        float, typer.Option("--buffer", metavar="MIN", min=0, max=60, help="Minutes by which plans aim early.")
    ] = 10.0,
    seed: Seed = 0,
    workers: Annotated[
        int | None, typer.Option("--workers", metavar="N", min=1, max=256, help="Processes.", show_default="all cores")
    ] = None,
    dask: Annotated[
        str | None,
        typer.Option("--dask", metavar="ADDRESS", help="Dask scheduler to use instead, in a private network only."),
    ] = None,
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Where everything goes; a second run resumes.")
    ] = Path("replay"),
    _profiles: Profiles = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Plan past days anew with what was known then, and compare delay rates with the manual plans on the same days.

    Example: termintreu replay history.csv --vehicles vehicles.csv --roads kl.roads --out replay
    """
    from api import replaying
    from api.past import read_past
    from benchmarks.replay.options import ReplayOptions
    from routing.files import prepare

    console = Console.of(lang, as_json=as_json)
    first, last = days_of(days)
    prepare(out / "days")
    past = read_past(console, history, vehicles, roads, planned_at=planned_at, tolerance_s=round(tolerance * 60))
    given = {} if work_limit is None else {"work_limit": work_limit}
    options = ReplayOptions(scenarios=scenarios, seed=seed, due_buffer_s=round(buffer * 60), **given)
    with console.progress("Tage nachspielen", "Replaying days") as say:
        found = replaying.run(
            past,
            options,
            first=first,
            last=last,
            store=out / "days",
            workers=workers or os.cpu_count() or 1,
            dask=dask,
            say=say,
        )
    with console.progress("Bericht schreiben", "Writing the report"):
        files = replaying.write(past, found, out, console.language)
    from benchmarks.replay.documents import document

    console.result(
        document(found, grade=replaying.grade_of(past)) | {"files": {name: str(path) for name, path in files.items()}}
    )
    tell(console, found, simulated=past.history.simulated)
    for path in files.values():
        console.say(f"geschrieben: {path}", f"written: {path}")


def days_of(text: str | None) -> tuple[Date | None, Date | None]:
    """Return the bounds of `A..B`; either side may be missing.

    Raises
    ------
    InputError
        If a side is no date, or the end lies before the start.
    """
    from routing.errors import InputError

    if text is None:
        return None, None
    begin, dots, end = text.partition("..")
    try:
        first, last = (Date.fromisoformat(side) if side else None for side in (begin, end if dots else begin))
    except ValueError as error:
        raise InputError.of("days_unreadable", value=text) from error
    if first is not None and last is not None and last < first:
        raise InputError.of("days_unreadable", value=text)
    return first, last


def tell(console: Console, found: "Replay", *, simulated: bool) -> None:
    """Print the plans, the verdict or the refusal, and what was left out."""
    from benchmarks.reasons import counted_reason
    from benchmarks.replay.documents import document, excluded_counts
    from benchmarks.replay.wording import claims, verdict

    summary = found.summary
    plans = {name: summary.plan(name) for name in ("manual", "optimised", "as_driven")} | summary.baselines()
    title = console.words(f"{len(summary.results)} Tage nachgespielt", f"{len(summary.results)} days replayed")
    if simulated:
        title += console.words(", simulierte Historie", ", simulated history")
    console.table(title, _COLUMNS[console.language], [_row(console, name, plan) for name, plan in plans.items()])
    result = document(found, grade="simulated history" if simulated else "replayed")
    console.say(verdict(result, "de"), verdict(result, "en"))
    if claims(result):
        _judges(console, summary)
    if result["limits_raised"]:
        console.say(
            f"! {result['limits_raised']} Touren waren von Hand über die Fahrzeugliste hinaus geplant; "
            "beide Pläne dürfen es.",
            f"! {result['limits_raised']} tours were planned by hand beyond the vehicle list; both plans may.",
        )
    for item in excluded_counts(found.excluded):
        console.say(
            f"– ausgenommen: {item['count']} × {counted_reason(item['reason'], 'de')}",
            f"– left out: {item['count']} × {counted_reason(item['reason'], 'en')}",
        )
    for failed in found.failed:
        console.say(f"! {failed.date}: {failed.reason}", f"! {failed.date}: {failed.reason}")


def _row(console: Console, name: str, plan: "PlanFigures") -> tuple[str, ...]:
    """Return a plan's line of the table."""
    from routing.numbers import decimal, per_cent

    language = console.language
    band = "–"
    if plan.delay_rate_low is not None and plan.delay_rate_high is not None:
        band = f"{per_cent(plan.delay_rate_low, language)}–{per_cent(plan.delay_rate_high, language)}"
    return (
        console.words(*_NAMES[name]),
        decimal(plan.late_stops, 1, language),
        str(plan.due_stops),
        "–" if plan.delay_rate is None else per_cent(plan.delay_rate, language),
        band,
        decimal(plan.lateness_min, 0, language),
        decimal(plan.distance_km, 0, language),
    )


def _judges(console: Console, summary: "Summary") -> None:
    """Name the worst judge and what adherence makes of the reduction."""
    from benchmarks.replay.wording import judge_text
    from routing.numbers import per_cent

    language, worst = console.language, summary.worst()
    low = summary.reduction(worst)
    adhered = summary.adhered()

    def span(value: float, below: float, above: float) -> str:
        ends = (per_cent(end, language).replace("-", "−") for end in (below, above))
        return f"{per_cent(value, language)} ({console.words(' bis ', ' to ').join(ends)})"

    console.say(
        f"Strengstes Urteil ({judge_text(worst.name, 'de')}): {span(low.value, low.low, low.high)} weniger",
        f"Worst judge ({judge_text(worst.name, 'en')}): {span(low.value, low.low, low.high)} fewer",
    )
    console.say(
        f"Wenn Fahrer tauschen wie bisher: {span(adhered.value, adhered.low, adhered.high)} weniger",
        f"With the drivers' usual swaps: {span(adhered.value, adhered.low, adhered.high)} fewer",
    )
