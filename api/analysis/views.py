"""What the outside sees of histories, diagnoses and replays; the page and the interface show the same."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from api.accounts.access import Caller
from api.analysis.history_runs import ReplayAsked
from api.jobs.views import JobError
from benchmarks.reasons import counted_reason
from benchmarks.replay.wording import claims, gated
from data.store import Transaction, accounts, histories, runs
from data.store.histories import StoredHistory
from data.store.jobs import State
from data.store.runs import Kind, Run, RunFile
from routing.errors import Finding, NotFoundError
from routing.model import Frozen


class LeftOut(Frozen):
    """How often something was left out for one reason, and of what: ``everything``, ``learning`` or ``replay``."""

    reason: str
    of: str
    level: str
    rows: int
    tours: int
    days: int
    de: str
    en: str


class Told(Frozen):
    """A finding in words."""

    code: str
    de: str
    en: str


class HistorySummary(Frozen):
    """What was understood of a history when it was handed in.

    Parameters
    ----------
    rows, used_rows
        Lines of the file, and those that are in days.
    stops, stamped
        Visits, and those with an arrival stamp that can be true.
    """

    rows: int
    used_rows: int
    first: str
    last: str
    days: int
    tours: int
    stops: int
    stamped: int
    excluded: tuple[LeftOut, ...]
    findings: tuple[Told, ...]


class HistoryView(Frozen):
    """A history; ``delete_after`` is when it goes by itself."""

    history_id: str
    depot_id: str
    name: str
    simulated: bool
    summary: HistorySummary
    created_by: str | None
    created_at: datetime
    delete_after: datetime


class Interval(Frozen):
    """A value with its 95 % interval."""

    value: float | None
    low: float | None
    high: float | None


class RefusedRule(Frozen):
    """The rule that forbids a headline, what was found, and what is allowed."""

    rule: str
    value: float | None
    limit: float


class ReplayFigures(Frozen):
    """A replay in a line; what its gate forbids is ``None``.

    Parameters
    ----------
    by_hand, planned
        Delay rates.
    reduction, worst
        Relative change of late stops by the headline's judge, and by the one that sees least.
    km_change
        Relative change of kilometres.
    """

    grade: Literal["replayed", "simulated history"]
    days: int
    first_day: str
    last_day: str
    by_hand: Interval
    planned: Interval | None
    reduction: Interval | None
    worst_judge: str | None
    worst: Interval | None
    km_change: float | None
    calibrated: bool
    refused: RefusedRule | None


class DiagnosisFigures(Frozen):
    """A diagnosis in a line; ``times`` names what was learned, ``None`` if stamps were too few."""

    first_day: str | None
    last_day: str | None
    rate: Interval
    late_stops: int | None
    due_stops: int | None
    times: str | None
    habits: int | None


class RunLine(Frozen):
    """A run as lists show it."""

    run_id: str
    number: int
    kind: Kind
    depot_id: str
    history_id: str
    history_name: str
    simulated: bool
    state: State
    job_id: str | None
    options: dict[str, Any]
    progress: dict[str, Any] | None
    error: JobError | None
    created_by: str | None
    created_at: datetime
    replay: ReplayFigures | None = None
    diagnosis: DiagnosisFigures | None = None


class RunView(RunLine):
    """A run with all that it found and left: ``document`` is diagnose.json or replay.json."""

    document: dict[str, Any] | None
    learned: dict[str, Any] | None
    files: tuple[RunFile, ...]


class Difference(Frozen):
    """An option in which two runs differ."""

    name: str
    a: str
    b: str


class Comparison(Frozen):
    """Two replays side by side; with ``warnings`` their reductions must not be compared."""

    a: RunLine
    b: RunLine
    differences: tuple[Difference, ...]
    comparable: bool
    warnings: tuple[Told, ...]


def history_for(tx: Transaction, caller: Caller, history_id: str) -> StoredHistory:
    """Return a history that is there and that the caller may see.

    Raises
    ------
    NotFoundError
        If there is none, or not for the caller.
    """
    found = histories.get(tx, history_id)
    if found.deleted_at is not None or not caller.enters(found.depot_id):
        raise NotFoundError.of("unknown_history", value=history_id)
    return found


def run_for(tx: Transaction, caller: Caller, run_id: str, kind: Kind | None = None) -> Run:
    """Return a run of a kind that the caller may see.

    Raises
    ------
    NotFoundError
        If there is none, or not for the caller.
    """
    found = runs.get(tx, run_id)
    if not caller.enters(found.depot_id) or kind not in (None, found.kind):
        raise NotFoundError.of("unknown_run", value=run_id)
    return found


def history_view(tx: Transaction, history: StoredHistory) -> HistoryView:
    """Return what the outside sees of a history."""
    shown = history.summary
    summary = HistorySummary(
        **{name: shown[name] for name in ("rows", "used_rows", "first", "last", "days", "tours", "stops", "stamped")},
        excluded=tuple(_left_out(item) for item in shown["excluded"]),
        findings=tuple(_told(Finding.model_validate(item)) for item in shown["findings"]),
    )
    return HistoryView(
        history_id=history.history_id,
        depot_id=history.depot_id,
        name=history.name,
        simulated=history.simulated,
        summary=summary,
        created_by=_name(tx, history.created_by),
        created_at=history.created_at,
        delete_after=history.delete_after,
    )


def run_line(tx: Transaction, run: Run) -> RunLine:
    """Return a run as lists show it."""
    return RunLine(**_line(tx, run))


def run_view(tx: Transaction, run: Run) -> RunView:
    """Return all of a run."""
    return RunView(**_line(tx, run), document=run.document, learned=run.learned, files=runs.file_list(tx, run.run_id))


def comparison(tx: Transaction, a: Run, b: Run) -> Comparison:
    """Set two replays side by side."""
    warnings = tuple(_told(Finding(code=code, severity="warning")) for code in _unlike(a, b))
    return Comparison(
        a=run_line(tx, a),
        b=run_line(tx, b),
        differences=tuple(_differences(a, b)),
        comparable=not warnings,
        warnings=warnings,
    )


def _line(tx: Transaction, run: Run) -> dict[str, Any]:
    history = histories.get(tx, run.history_id)
    shown = run.model_dump(include=set(RunLine.model_fields) - {"created_by", "error"})
    return shown | {
        "history_name": history.name,
        "simulated": history.simulated,
        "created_by": _name(tx, run.created_by),
        "error": run.error,
        "replay": _replayed(run.document) if run.kind == "replay" and run.document else None,
        "diagnosis": _diagnosed(run) if run.kind == "diagnosis" and run.document else None,
    }


def _replayed(result: Mapping[str, Any]) -> ReplayFigures:
    """Return a replay's figures, without those that its gate forbids."""
    hidden, claimed = gated(result), claims(result)
    worst = next((judge for judge in result["judges"] if judge["name"] == result["worst_judge"]), None)
    driven = result["manual"]["distance_km"]
    change = None if hidden or not driven else result["optimised"]["distance_km"] / driven - 1
    return ReplayFigures(
        grade=result["grade"],
        days=result["days"],
        first_day=result["first_day"],
        last_day=result["last_day"],
        by_hand=_rate(result["manual"]),
        planned=None if hidden else _rate(result["optimised"]),
        reduction=Interval(**result["reduction"]) if claimed else None,
        worst_judge=result["worst_judge"] if claimed else None,
        worst=Interval(**worst["reduction"]) if claimed and worst else None,
        km_change=change,
        calibrated=result["calibration"]["passed"],
        refused=None if result["refused"] is None else RefusedRule(**result["refused"]),
    )


def _diagnosed(run: Run) -> DiagnosisFigures:
    """Return a diagnosis' figures; few tours are suppressed already."""
    document, learned = run.document or {}, run.learned or {}
    figure = document["at_tolerance"]
    shown = figure["suppressed"] is None
    return DiagnosisFigures(
        first_day=document["first"],
        last_day=document["last"],
        rate=Interval(**{name: figure[name] if shown else None for name in ("value", "low", "high")}),
        late_stops=figure["late_stops"] if shown else None,
        due_stops=figure["due_stops"] if shown else None,
        times=learned.get("times"),
        habits=None if document["habits"] is None else len(document["habits"]),
    )


def _rate(figures: Mapping[str, Any]) -> Interval:
    return Interval(value=figures["delay_rate"], low=figures["delay_rate_low"], high=figures["delay_rate_high"])


def _unlike(a: Run, b: Run) -> list[str]:
    """Return the codes of what forbids to compare two reductions."""
    first, second = a.learned or {}, b.learned or {}
    found = []
    if a.history_id != b.history_id:
        found.append("compare_other_history")
    if first.get("replayed") != second.get("replayed"):
        found.append("compare_other_days")
    if (first.get("judge"), a.options.get("seed")) != (second.get("judge"), b.options.get("seed")):
        found.append("compare_other_judge")
    if any(run.document is not None and not claims(run.document) for run in (a, b)):
        found.append("compare_without_headline")
    return found


def _differences(a: Run, b: Run) -> list[Difference]:
    """Return the options in which two replays differ."""
    first, second = (ReplayAsked.model_validate(run.options).model_dump(mode="json") for run in (a, b))
    names = [name for name in first if first[name] != second[name]]
    return [Difference(name=name, a=_text(first[name]), b=_text(second[name])) for name in names]


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _left_out(item: Mapping[str, Any]) -> LeftOut:
    code = item["reason"]
    return LeftOut(**item, de=counted_reason(code, "de"), en=counted_reason(code, "en"))


def _told(finding: Finding) -> Told:
    return Told(code=finding.code, de=finding.text("de"), en=finding.text("en"))


def _name(tx: Transaction, user_id: str | None) -> str | None:
    return None if user_id is None else accounts.user(tx, user_id).display_name
