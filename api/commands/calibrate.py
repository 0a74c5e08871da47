"""`termintreu calibrate`: learn expected times from a firm's own stamps."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.options import Json, Lang, Profiles, Roads, Vehicles
from api.console import Console

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from data.history import History
    from routing.traffic import LearnedTimes

History_ = Annotated[
    Path, typer.Argument(metavar="HISTORY", help="Past days as planned and driven: CSV, Excel or Parquet.")
]

_ERRORS = {
    "legs_median_abs_pct": ("Fahrten, mittlerer Fehler (Median)", "legs, median error"),
    "legs_mean_abs_pct": ("Fahrten, mittlerer Fehler", "legs, mean error"),
    "legs_bias_pct": ("Fahrten insgesamt länger als erwartet", "all legs longer than expected by"),
    "service_median_abs_pct": ("Standzeiten, mittlerer Fehler (Median)", "service, median error"),
    "service_mean_abs_pct": ("Standzeiten, mittlerer Fehler", "service, mean error"),
    "service_bias_pct": ("Standzeiten insgesamt länger als erwartet", "all service longer than expected by"),
    "arrival_mean_abs_s": ("Ankunft, mittlerer Fehler", "arrival, mean error"),
    "arrival_bias_s": ("Ankunft im Mittel später als simuliert", "arrival later than simulated by"),
}


def calibrate(
    history: History_,
    vehicles: Vehicles,
    roads: Roads,
    out: Annotated[
        Path, typer.Option("-o", "--out", metavar="FILE", help="Where the learned times go, for `plan --traffic`.")
    ] = Path("traffic.json"),
    _profiles: Profiles = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Learn from stamps how long legs and service take, by hour, road class, area and customer.

    Needs at least ten days; four weeks or more make it reliable.

    Example: termintreu calibrate history.csv --vehicles vehicles.csv --roads kl.roads -o traffic.json
    """
    from api.past import read_past
    from data.calibrate import calibrate as learn
    from data.calibrate import pace
    from routing.files import write_atomically

    console = Console.of(lang, as_json=as_json)
    read = read_past(console, history, vehicles, roads)
    past, tables = read.history, read.tables
    with console.progress("Lernen", "Learning") as say:
        days = past.days_for("learning")
        name = f"learned-{past.days[0].date}-{past.days[-1].date}"
        times = learn(days, tables, name=name, progress=say)
        by_hour = pace(days, tables, times)
    write_atomically(out, (times.model_dump_json(indent=1) + "\n").encode())
    console.result(_document(past, times, by_hour) | {"file": str(out)})
    _tables(console, past, times, by_hour)
    console.say(f"geschrieben: {out}", f"written: {out}")


def _document(past: "History", times: "LearnedTimes", by_hour: "NDArray[np.float64]") -> dict[str, object]:
    """Return the command's JSON: what was learned, from which days, with which error."""
    return {
        "name": times.name,
        "source": times.source,
        "days": [str(day) for day in times.days],
        "rows": past.rows,
        "left_out": _left_out(past),
        "pace": [
            {"from_s": start, "pace": round(float(value), 4), "legs": int(legs)}
            for start, (value, legs) in zip(times.travel.starts_s, by_hour, strict=True)
        ],
        "zone_factors": times.zone_factors,
        "day_log_sd": times.day_log_sd,
        "tour_log_sd": times.tour_log_sd,
        "service_factor": times.service.factor,
        "customers": len(times.service.mean_s),
        "held_out": times.held_out,
    }


def _left_out(past: "History") -> dict[str, int]:
    """Count what was not learned from by reason."""
    reasons = [item.reason for item in past.excluded if item.of in {"everything", "learning"}]
    return {reason: reasons.count(reason) for reason in sorted(set(reasons))}


def _tables(console: Console, past: "History", times: "LearnedTimes", by_hour: "NDArray[np.float64]") -> None:
    """Print the pace by hour, then everything else."""
    from data.calibrate import FEW_WEEKS
    from data.history import calendar_weeks
    from routing.numbers import decimal

    hours = [*(f"{start // 3600:02d}:00" for start in times.travel.starts_s), "24:00"]
    rows = [
        (f"{hours[slot]}–{hours[slot + 1]}", decimal(value, 2, console.language), str(int(legs)))
        for slot, (value, legs) in enumerate(by_hour)
    ]
    title = console.words("Fahrzeit ÷ freie Fahrt, nach Uhrzeit", "Travel ÷ free flow, by hour")
    columns = console.words("Uhrzeit", "hour"), console.words("Tempo", "pace"), console.words("Fahrten", "legs")
    console.table(title, columns, rows)
    figures = dict(_figures(console, past, times))
    title = console.words(
        f"Gelernt aus {len(times.days)} Tagen, {times.days[0]} bis {times.days[-1]}",
        f"Learned from {len(times.days)} days, {times.days[0]} to {times.days[-1]}",
    )
    console.table(title, (console.words("Angabe", "what"), console.words("Wert", "value")), list(figures.items()))
    if calendar_weeks(times.days) < FEW_WEEKS:
        console.say(
            "Weniger als vier Wochen: wie sehr Tage schwanken, ist unsicher.",
            "Fewer than four weeks: how much days vary is uncertain.",
        )


def _figures(console: Console, past: "History", times: "LearnedTimes") -> Iterator[tuple[str, str]]:
    """Yield what was learned besides the pace, and how well it foretells other days."""
    from routing.numbers import decimal

    def percent(share: float) -> str:
        return f"{decimal(share, 1, console.language)} %"

    zones = times.zone_factors
    yield (
        console.words("Gebiete, schnellstes bis langsamstes", "areas, fastest to slowest"),
        f"{decimal(min(zones), 2, console.language)} – {decimal(max(zones), 2, console.language)}",
    )
    yield console.words("Tage schwanken um", "days vary by"), percent(100 * times.day_log_sd)
    yield console.words("Touren eines Tages schwanken um", "tours of a day vary by"), percent(100 * times.tour_log_sd)
    yield (
        console.words("Standzeit ÷ geplante Standzeit", "service ÷ planned service"),
        decimal(times.service.factor, 2, console.language),
    )
    yield (
        console.words("Kunden mit eigener Standzeit", "customers with their own service time"),
        str(len(times.service.mean_s)),
    )
    middle = times.departure_late_s[len(times.departure_late_s) // 2]
    yield console.words("Abfahrt später als geplant (Median)", "leaving later than planned (median)"), f"{middle} s"
    for key, words in _ERRORS.items():
        if key in times.held_out:
            suffix = console.words("an anderen Tagen", "on other days")
            error = times.held_out[key]
            told = (
                percent(error)
                if key.endswith("_pct")
                else f"{decimal(round(error / 60, 1) + 0.0, 1, console.language)} min"
            )
            yield f"{console.words(*words)}, {suffix}", told
    left_out = sum(_left_out(past).values())
    yield console.words("nicht ausgewertet (Zeilen, Touren, Tage)", "left out (rows, tours, days)"), str(left_out)
