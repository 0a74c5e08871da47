"""`termintreu plan` and `termintreu check`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.options import Date, Json, Lang, Profiles, Roads, Seed, TimeLimit, Tolerance, Vehicles, WorkLimit
from api.commands.stopping import stoppable
from api.console import Console

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date as Day

    from api.alternatives import OtherDay
    from api.planning import PlannedDay
    from routing.errors import Finding
    from routing.plan import Violation

Orders = Annotated[Path, typer.Argument(metavar="ORDERS", help="Order list, CSV or Excel.")]
Traffic = Annotated[
    Path | None,
    typer.Option(
        "--traffic", metavar="FILE", help="Learned times from `calibrate`.", show_default="weekday profile by hour"
    ),
]


def plan(
    orders: Orders,
    vehicles: Vehicles,
    roads: Roads,
    date: Date = None,
    traffic: Traffic = None,
    sequences: Annotated[
        Path | None,
        typer.Option(
            "--sequences", metavar="FILE", help="Time and check given tours (CSV, plan.json, VROOM); change nothing."
        ),
    ] = None,
    tolerance: Tolerance = 0.0,
    buffer: Annotated[
        float | None,
        typer.Option(
            "--buffer",
            metavar="MIN",
            min=0,
            max=60,
            help="Aim this early; what is shown is against the true windows.",
            show_default="by sampled days with learned times, else 0",
        ),
    ] = None,
    alternatives: Annotated[
        bool,
        typer.Option(
            "--alternatives", help="Also the plan closest to habit and the most punctual one; needs learned times."
        ),
    ] = False,
    habit: Annotated[
        Path | None,
        typer.Option(
            "--habit",
            metavar="FILE",
            help="Usual or last tours (CSV, plan.json, VROOM) for --alternatives.",
            show_default="fixed territories",
        ),
    ] = None,
    tidy: Annotated[
        float,
        typer.Option(
            "--tidy",
            metavar="EUR",
            min=0,
            max=100,
            help="Tidy tours: price of each km between a stop and the middle of its tour. Says what they cost.",
        ),
    ] = 0.0,
    time_limit: TimeLimit = 20.0,
    work_limit: WorkLimit = None,
    seed: Seed = 0,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where plan.json, plan.csv, map.html go.")] = Path(
        "plan"
    ),
    _profiles: Profiles = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Plan a day: orders in, punctual tours out. Ctrl-C ends the search, and the best plan so far is written.

    Example: termintreu plan orders.csv --vehicles vehicles.csv --roads kl.roads --out monday
    """
    from api import planning
    from api.alternatives import HABIT_SHARE, others, require_learning, write_others
    from api.roads_of_day import open_roads, read_traffic
    from data.imports import read_problem, read_tours
    from routing.files import prepare
    from routing.labour import break_rule_findings
    from routing.solvers import SolveOptions, Weights

    console = Console.of(lang, as_json=as_json)
    problem, findings = read_problem(orders, vehicles, date=day_of(date), tolerance_s=round(tolerance * 60))
    console.findings((*findings, *break_rule_findings(problem)))
    factors = read_traffic(traffic)
    if alternatives and sequences is None:
        require_learning(factors, sampled=buffer is None)
    usual = None if habit is None else read_tours(habit, problem)
    tours = None if sequences is None else read_tours(sequences, problem)
    with console.progress("Straßen laden", "Loading roads") as say:
        network = open_roads(roads, say)
    prepare(out)
    compile_first(console)
    if tours is not None:
        with console.progress("Touren prüfen", "Timing tours"):
            day = planning.time_sequences(problem, network, tours, factors)
    else:
        options = SolveOptions(
            time_limit_s=time_limit * (1 - HABIT_SHARE if alternatives else 1),
            work_limit=work_limit,
            seed=seed,
            due_buffer_s=0 if buffer is None else round(buffer * 60),
            weights=Weights(compact_eur_per_km=tidy),
        )
        with console.progress("Planen", "Planning") as say, stoppable(console) as cancel:
            day = planning.plan_problem(
                problem,
                network,
                factors,
                options,
                progress=lambda news: say(
                    f"{news.seconds:.0f} s, {console.words('verspätet', 'late')} {news.late_stops}"
                ),
                say=say,
                cancel=cancel,
                punctual=buffer is None,
            )
    with console.progress("Karte zeichnen", "Drawing the map"):
        files = planning.write_day(day, out, console.language)
    found: Mapping[str, OtherDay] = {}
    if alternatives and sequences is None:
        near = options.model_copy(update={"time_limit_s": time_limit * HABIT_SHARE})
        with console.progress("Alternativen", "Alternatives"):
            found = others(problem, day, near, usual)
            files |= write_others(found, out)
    console.result(
        day.document.model_dump(mode="json")
        | {"files": {name: str(path) for name, path in files.items()}}
        | ({"alternatives": {name: figures(other) for name, other in found.items()}} if found else {})
    )
    summary(console, day)
    to_choose(console, found)
    if sequences is not None:
        likely_late(console, day)
    price_of_punctuality(console, day)
    price_of_tidy_tours(console, day)
    name_errors(console, day.violations)
    if not day.violations:
        console.say("Geprüft: alle Regeln eingehalten.", "Checked: all rules kept.")
    for path in files.values():
        console.say(f"geschrieben: {path}", f"written: {path}")
    if day.violations and sequences is None:
        raise typer.Exit(1)


def check(
    file: Annotated[Path, typer.Argument(metavar="PLAN.json", help="A plan that `plan` wrote.")],
    orders: Annotated[Path, typer.Option("--orders", metavar="FILE", help="The order list it was made from.")],
    vehicles: Vehicles,
    roads: Roads,
    traffic: Traffic = None,
    _profiles: Profiles = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Verify a plan independently: every rule, every time, every figure. Exit code 1 if anything is wrong.

    Example: termintreu check monday/plan.json --orders orders.csv --vehicles vehicles.csv --roads kl.roads
    """
    from api import planning
    from api.roads_of_day import read_traffic

    console = Console.of(lang, as_json=as_json)
    with console.progress("Plan prüfen", "Checking the plan"):
        factors = read_traffic(traffic)
        violations, findings = planning.check_document(file, orders, vehicles, roads, factors)
    wrong: list[Violation | Finding] = [*violations, *findings]
    found = [item.model_dump(exclude_none=True) | {"text": item.text(console.language)} for item in wrong]
    console.result({"file": str(file), "violations": found})
    name_errors(console, wrong)
    if wrong:
        console.say(f"{len(wrong)} Fehler gefunden.", f"{len(wrong)} errors found.")
        raise typer.Exit(1)
    console.say("Der Plan hält alle Regeln ein.", "The plan keeps all rules.")


TIGHT = 0.2
"""From this P(late) on a stop is named."""


def compile_first(console: Console) -> None:
    """Compile the search if nobody has since it last changed, before a time limit begins to count."""
    from api import warm

    if not warm.is_warm():
        with console.progress("Rechenkerne übersetzen (einmalig)", "Compiling the kernels (once)"):
            warm.forget()
            warm.warm()


def day_of(text: str | None) -> "Day":
    """Read the --date option; today without one."""
    from datetime import date, datetime

    from routing.clock import FIRST_DAY, LAST_DAY
    from routing.errors import InputError

    if text is None:
        return datetime.now().astimezone().date()
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise InputError.of("date_unreadable", column="--date", value=text) from None
    if not FIRST_DAY <= day <= LAST_DAY:
        raise InputError.of("date_too_far", column="--date", value=text, detail=f"{FIRST_DAY} … {LAST_DAY}")
    return day


def summary(console: Console, day: "PlannedDay") -> None:
    """Print a row per tour and the day's figures."""
    from api.looks import looks_line
    from routing.delays import is_late
    from routing.numbers import decimal, per_cent

    problem, kpis = day.problem, day.kpis

    rows = [
        (
            route.vehicle_id,
            str(len(route.visits)),
            str(sum(is_late(visit.lateness_s, problem.tolerance_s) for visit in route.visits)),
            str(1 + sum(visit.reload is not None for visit in route.visits)),
            str(round(sum(leg.pause_s for leg in route.legs) / 60)),
            decimal(route.distance_m / 1000, 1, console.language),
            problem.clock(route.departure_s)[:5],
            problem.clock(route.end_s)[:5],
        )
        for route in day.plan.routes
    ]
    rate, km = per_cent(kpis.delay_rate, console.language), decimal(kpis.distance_km, 1, console.language)
    title = console.words(
        f"{kpis.late_stops} von {kpis.due_stops} fälligen Stopps verspätet ({rate}), {km} km, {kpis.unassigned} offen",
        f"{kpis.late_stops} of {kpis.due_stops} due stops late ({rate}), {km} km, {kpis.unassigned} unassigned",
    )
    german = ("Fahrzeug", "Stopps", "verspätet", "Fahrten", "Pausen min", "km", "Abfahrt", "Ende")
    english = ("vehicle", "stops", "late", "trips", "breaks min", "km", "leaves", "done")
    console.table(title, german if console.language == "de" else english, rows)
    if day.document.looks is not None and day.plan.routes:
        console.say(looks_line(day.document.looks, "de"), looks_line(day.document.looks, "en"))
    _name_late(console, day)
    for item in day.plan.unassigned:
        why = " ".join(reason.text(console.language) for reason in item.reasons)
        console.say(f"offen: {item.stop_id}: {why}", f"unassigned: {item.stop_id}: {why}")


NAMED = 20
"""Late stops named at most; all of them are in plan.json."""


def _name_late(console: Console, day: "PlannedDay") -> None:
    """Name the late stops, the latest first, with what makes them late and what would help."""
    late = [(visit.lateness_s, route.vehicle_id, visit) for route in day.plan.routes for visit in route.visits]
    told = sorted((item for item in late if item[2].reasons), key=lambda item: (-item[0], item[2].stop_id))
    for late_s, name, visit in told[:NAMED]:
        minutes = -(-late_s // 60)
        german = " ".join(reason.text("de") for reason in visit.reasons)
        english = " ".join(reason.text("en") for reason in visit.reasons)
        console.say(
            f"{minutes} min verspätet: {visit.stop_id} (Fahrzeug {name}): {german}",
            f"{minutes} min late: {visit.stop_id} (vehicle {name}): {english}",
        )
    if more := len(told[NAMED:]):
        console.say(f"und {more} weitere verspätete Stopps", f"and {more} more late stops")


def likely_late(console: Console, day: "PlannedDay") -> None:
    """Name the stops that are tight or worse by the random days, likeliest first; without learned times say so."""
    from routing.numbers import per_cent

    visits = [(visit.p_late, route.vehicle_id, visit) for route in day.plan.routes for visit in route.visits]
    if all(visit.arrival_p10_s is None for _, _, visit in visits):
        console.say(
            "P(spät) je Stopp gibt es mit gelernten Fahrzeiten (--traffic).",
            "P(late) of each stop needs learned travel times (--traffic).",
        )
    told = [(share, name, visit) for share, name, visit in visits if share is not None and share >= TIGHT]
    for share, name, visit in sorted(told, key=lambda item: -item[0]):
        percent = per_cent(share, console.language)
        console.say(
            f"wahrscheinlich spät: {percent}: {visit.stop_id} (Fahrzeug {name})",
            f"likely late: {percent}: {visit.stop_id} (vehicle {name})",
        )


def price_of_punctuality(console: Console, day: "PlannedDay") -> None:
    """Print what the day's other plans would cost, if days were sampled."""
    from routing.numbers import decimal

    if not day.document.punctuality[1:]:  # one plan alone has no price
        return
    rows = [
        (
            decimal(point.distance_km, 1, console.language),
            decimal(point.driving_eur, 2, console.language),
            decimal(point.expected_late, 1, console.language),
            "←" if point.chosen else "",
        )
        for point in day.document.punctuality
    ]
    title = console.words("Was Pünktlichkeit kostet", "The price of punctuality")
    german = ("km", "Euro ohne Verspätung", "verspätete Stopps zu erwarten", "gewählt")
    english = ("km", "euro without lateness", "late stops to expect", "chosen")
    console.table(title, german if console.language == "de" else english, rows)


def figures(other: "OtherDay") -> dict[str, float]:
    """Return an alternative's figures."""
    return {
        "distance_km": other.day.kpis.distance_km,
        "expected_late": round(other.expected_late, 2),
        "moved": round(other.moved, 4),
    }


def to_choose(console: Console, found: "Mapping[str, OtherDay]") -> None:
    """Print a row per alternative."""
    from routing.numbers import decimal, per_cent

    names = {
        "closest_to_habit": console.words("nah an der Gewohnheit", "closest to habit"),
        "most_punctual": console.words("am pünktlichsten bis +5\u202f% km", "most punctual within +5% km"),
    }
    rows = [
        (
            names[name],
            decimal(other.day.kpis.distance_km, 1, console.language),
            decimal(other.expected_late, 1, console.language),
            per_cent(other.moved, console.language),
        )
        for name, other in found.items()
    ]
    german = ("Plan", "km", "verspätete Stopps zu erwarten", "anders als üblich verteilt")
    english = ("plan", "km", "late stops to expect", "moved from the usual tour")
    if rows:
        title = console.words("Zur Wahl", "To choose")
        console.table(title, german if console.language == "de" else english, rows)


def price_of_tidy_tours(console: Console, day: "PlannedDay") -> None:
    """Print what tidy tours cost and what they bring, if they were asked for."""
    from routing.numbers import decimal, per_cent

    price = day.document.tidy
    if price is None:
        return
    rows = [
        (
            console.words(*name),
            decimal(point.distance_km, 1, console.language),
            decimal(point.cost_eur, 2, console.language),
            decimal(point.middle_km, 1, console.language),
            str(point.late_stops),
            str(point.crossings),
            per_cent(point.overlap, console.language),
            str(point.passed_by),
        )
        for name, point in ((("ohne", "without"), price.plain), (("aufgeräumt", "tidy"), price.tidy))
    ]
    more = decimal(price.tidy.cost_eur - price.plain.cost_eur, 2, console.language)
    title = console.words(f"Was aufgeräumte Touren kosten: {more} Euro", f"The price of tidy tours: {more} euro")
    german = ("", "km", "Euro", "km zur Mitte", "verspätet", "Kreuzungen", "Überlappung", "vorbeigefahren")
    english = ("", "km", "euro", "km to the middle", "late", "crossings", "overlap", "driven past")
    console.table(title, german if console.language == "de" else english, rows)


def name_errors(console: Console, wrong: "Iterable[Violation | Finding]", planner: str = "") -> None:
    """Name what a check found, a line each; ``planner`` stands before it where there are several plans."""
    before = f"{planner}: " if planner else ""
    for item in wrong:
        console.say(f"✗ {before}{item.text('de')}", f"✗ {before}{item.text('en')}")
