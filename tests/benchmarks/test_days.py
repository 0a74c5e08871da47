"""The comparison with the simulated dispatcher counts what it says."""

from benchmarks.solver import days


def row(day, **figures):
    base = {
        f"{name}_{figure}": 0
        for name in ("manual", "optimised")
        for figure in ("late", "late_min", "unassigned", "km", "h")
    }
    return {"day": day, "due_stops": 10, **base, **figures}


def test_every_day_on_which_ortools_is_behind_is_listed_as_a_loss():
    rows = [
        row("a", manual_late=2, optimised_late=3, manual_km=100, optimised_km=90),
        row("b", manual_late=4, optimised_late=0, manual_km=100, optimised_km=101),
    ]
    assert days._total(rows)["losses"] == [{"day": "a", "figure": "late"}, {"day": "b", "figure": "km"}]


def test_the_reduction_is_of_the_sums_over_all_days():
    rows = [row("a", manual_late=2, optimised_late=3), row("b", manual_late=4, optimised_late=0)]
    assert days._total(rows)["late_reduction"] == 0.5


def test_without_manual_lateness_there_is_no_reduction():
    assert days._total([row("a")])["late_reduction"] is None
