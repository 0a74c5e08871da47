"""The rules of labour that planned tours keep: their sources, and whom they bind.

A planning aid, not legal advice. What stands here is what a single day's plan can keep or break; weekly limits, daily
and weekly rest, night work and what collective agreements allow are not known. The limits stand as numbers in
:mod:`routing.work_clock`, by which tours are timed, and once more in :mod:`routing.checks.law`, which trusts nobody.

``arbzg``
    Arbeitszeitgesetz (ArbZG), for employees. § 3: a working day is at most eight hours, ten if the average over half a
    year stays at eight; breaks are not working time (§ 2). § 4: breaks of thirty minutes in all when more than six
    hours are worked, of forty-five when more than nine; in parts of at least fifteen minutes; nobody works longer than
    six hours without a break. Breaks are fixed in advance: a wait that the plan shows is one, unforeseen idleness is
    not. § 21a (mobile workers under VO (EG) 561/2006) does not loosen §§ 3 and 4 within a day.
``eu561``
    VO (EG) 561/2006. Art. 6 (1): at most nine hours of driving a day; the ten hours that it allows twice a week need
    the week and are not planned with. Art. 7: after four and a half hours of driving a break of forty-five minutes,
    unless a rest begins; in its place one of at least fifteen minutes followed by one of at least thirty, so spread
    over the stretch that the rule is kept. Its drivers are employees: §§ 3 and 4 ArbZG hold beside it.

Whom they bind: VO (EG) 561/2006 Art. 2 (1) a) all vehicles for goods above 3.5 t of permitted gross weight, the
trailer included; FPersV § 1 (1) No. 1 those above 2.8 t up to 3.5 t, by the same Articles 4, 6 to 9 and 12; lighter
ones are left to the ArbZG alone. The exceptions of VO (EG) 561/2006 Art. 3, FPersV § 1 (2) and § 18 (craftsmen's own
material, universal postal service within 100 km, electric vehicles, ...) depend on what a firm is and does: whoever is
under one sets the vehicle's ``break_rule`` and may leave the warning aside. From 1 July 2026 the regulation reaches
vans above 2.5 t in international transport (Art. 2 (1) aa)); the tours planned here stay in the country.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from routing.errors import Finding
from routing.model import BreakRule, Problem, Vehicle

FPERSV_ABOVE_KG: Final = 2_800
"""FPersV § 1 (1) No. 1: above this gross weight a van's driver keeps the European articles."""

EU561_ABOVE_KG: Final = 3_500
"""VO (EG) 561/2006 Art. 2 (1) a): above this gross weight the regulation holds itself."""

MOST_NAMED: Final = 5
"""Vehicles that one warning names."""

_STRICTNESS: Final[dict[BreakRule, int]] = {"none": 0, "arbzg": 1, "eu561": 2}


def rule_by_law(vehicle: Vehicle) -> BreakRule | None:
    """Return the break rule that the law asks of an employee in this vehicle; ``None`` if its weight is unknown.

    Up to 2.8 t ArbZG; above, by FPersV § 1 up to 3.5 t and by itself from there on, VO (EG) 561/2006.
    """
    if vehicle.gross_weight_kg is None:
        return None
    return "eu561" if vehicle.gross_weight_kg > FPERSV_ABOVE_KG else "arbzg"


def break_rule_findings(problem: Problem) -> tuple[Finding, ...]:
    """Return a warning for all vehicles whose ``break_rule`` is none, and one for each law that theirs falls short of.

    A vehicle without any rule is named even if its weight is unknown: its driver has breaks by ArbZG at least.
    """
    return tuple(weak_break_rules(problem.vehicles))


def weak_break_rules(vehicles: Sequence[Vehicle]) -> Iterator[Finding]:
    """Yield the warnings of some vehicles, each once with all that it concerns; see :func:`break_rule_findings`."""
    weak = [vehicle for vehicle in vehicles if _falls_short(vehicle)]
    if none := _named(vehicle for vehicle in weak if vehicle.break_rule == "none"):
        yield Finding(code="break_rule_none", column="break_rule", value=none, severity="warning")
    for law, above in (("VO (EG) 561/2006", EU561_ABOVE_KG), ("FPersV § 1", FPERSV_ABOVE_KG)):
        ruled = [vehicle for vehicle in weak if vehicle.break_rule != "none" and _above(vehicle) == above]
        if names := _named(iter(ruled)):
            yield Finding(code="break_rule_weak", column="break_rule", value=names, detail=law, severity="warning")


def _falls_short(vehicle: Vehicle) -> bool:
    """Tell whether a vehicle's rule is weaker than the law's."""
    return _STRICTNESS[vehicle.break_rule] < _STRICTNESS[rule_by_law(vehicle) or "arbzg"]


def _above(vehicle: Vehicle) -> int:
    """Return the gross weight above which the law that binds a vehicle begins."""
    weight = vehicle.gross_weight_kg or 0
    return max((limit for limit in (FPERSV_ABOVE_KG, EU561_ABOVE_KG) if weight > limit), default=0)


def _named(vehicles: Iterator[Vehicle]) -> str:
    """Return the vehicles' ids, the first few of many."""
    names = [vehicle.vehicle_id for vehicle in vehicles]
    return ", ".join(names[:MOST_NAMED]) + (f", … ({len(names)})" if len(names) > MOST_NAMED else "")
