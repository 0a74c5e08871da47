"""Make tours keep every hard rule at their true times.

A search on guessed travel times may end a minute past a shift or a hard
window. The step that mends it is small and open: while a tour breaks a rule,
take out the stop whose leaving makes the tour best (fewest breaches, then the
least euro, its own price included); then put every stop that stands outside
back where it costs least, if any place keeps all rules. What finds none stays
unassigned, with reasons.
"""

from routing.solvers.tours import Day, Tours


def repaired(day: Day, tours: Tours) -> Tours:
    """Return tours without a breach that serve as many of the day's stops as the two steps can place."""
    kept = [_lightened(day, vehicle, visits) for vehicle, visits in enumerate(tours)]
    return inserted(day, kept)


def _lightened(day: Day, vehicle: int, visits: list[int]) -> list[int]:
    """Take stops out of one tour until nothing is breached."""
    left = list(visits)
    while left and (day.rank(vehicle, left)[0] or not day.fits(vehicle, left)):
        choices = [left[:place] + left[place + 1 :] for place in range(len(left))]
        left = min(choices, key=lambda choice: _outside(day, vehicle, left, choice))
    return left


def _outside(day: Day, vehicle: int, before: list[int], after: list[int]) -> tuple[int, float]:
    """Rank a tour after taking out a stop, the stop's own price included."""
    (out,) = set(before) - set(after)
    breaches, euro = day.rank(vehicle, after)
    misfits = 0 if day.fits(vehicle, after) else 1
    return breaches + misfits, euro + day.options.weights.unassigned(day.stops[out].priority)


def inserted(day: Day, tours: Tours) -> Tours:
    """Put each stop that stands outside at its cheapest lawful place, dearest to leave out first."""
    full = [list(visits) for visits in tours]
    served = {number for visits in full for number in visits}
    outside = [number for number in range(len(day.stops)) if number not in served]
    outside.sort(key=lambda number: (-day.stops[number].priority, number))
    ranks = [day.rank(vehicle, visits) for vehicle, visits in enumerate(full)]
    for number in outside:
        best: tuple[float, int, list[int]] | None = None
        for vehicle, visits in enumerate(full):
            if not day.allows(vehicle, day.stops[number]) or not day.fits(vehicle, [*visits, number]):
                continue
            for place in range(len(visits) + 1):
                tried = [*visits[:place], number, *visits[place:]]
                breaches, euro = day.rank(vehicle, tried)
                extra = euro - ranks[vehicle][1]
                if not breaches and (best is None or extra < best[0]):
                    best = extra, vehicle, tried
        if best is not None and best[0] < day.options.weights.unassigned(day.stops[number].priority):
            full[best[1]] = best[2]
            ranks[best[1]] = day.rank(best[1], best[2])
    return full
