"""Single moves: a string of visits put elsewhere or exchanged, a part turned around, tours that exchange their ends."""

from routing.punctuality.terrain import Terrain
from routing.punctuality.working_plan import SAME, SIZE, VEHICLE, Plan
from routing.solvers.arrays import NOWHERE
from routing.solvers.chance import chosen, drawn
from routing.solvers.kernels import kernel

LONGEST = 4
"""Visits moved together at most."""

STRAY, ABROAD = 0.15, 0.3
"""Share of moves to any place, in place of one beside a near stop; of these, share to any tour, not one's own."""

TURNED = 0.3
"""Share of strings that are turned around."""

TURNS, ENDS, EXCHANGES = 0.375, 0.25, 0.375
"""Share of moves within a tour that turn a part around; of those between tours, share that exchanges their ends, and
that exchanges strings."""


@kernel()
def proposed(terrain: Terrain, plan: Plan) -> bool:
    """Write the tours of a random move and their ``sides``; tell whether there is one."""
    chance = plan.chance
    stop = chosen(chance, plan.home.shape[0])
    one = plan.home[stop]
    if one == NOWHERE:
        return False
    at = _place(stop, plan)
    two, to = _aside(stop, terrain, plan)
    if two == NOWHERE:
        return False
    if one == two and drawn(chance) < TURNS:
        done = _turned(one, min(at, to), max(at, to), plan)
    elif one == two:
        done = _shifted(one, at, to, plan)
    elif drawn(chance) < ENDS:
        done = _ends(one, at, two, to, plan)
    else:
        done = _strings(one, at, two, to, plan)
    for row in range(2):
        plan.sides[row, SAME] = _same(row, plan)
    return done


@kernel(joined=True)
def _place(stop: int, plan: Plan) -> int:
    """Return a stop's place in its tour."""
    visits = plan.visits[plan.home[stop]]
    k = 0
    while visits[k] != stop:
        k += 1
    return k


@kernel(joined=True)
def _aside(stop: int, terrain: Terrain, plan: Plan) -> tuple[int, int]:
    """Return vehicle and place beside a near stop, or anywhere."""
    chance = plan.chance
    if drawn(chance) < STRAY or terrain.near.shape[1] == 0:
        vehicle = chosen(chance, plan.sizes.shape[0]) if drawn(chance) < ABROAD else plan.home[stop]
        return vehicle, chosen(chance, plan.sizes[vehicle] + 1)
    other = terrain.near[stop, chosen(chance, terrain.near.shape[1])]
    vehicle = plan.home[other]
    if vehicle == NOWHERE:
        return NOWHERE, 0
    return vehicle, _place(other, plan) + chosen(chance, 2)


@kernel(joined=True)
def _joined(row: int, size: int, vehicle: int, first: int, until: int, plan: Plan) -> int:
    """Append visits of a tour to a side, turned around if ``until`` lies before ``first``; return its visits then."""
    step, shift = (1, 0) if until >= first else (-1, -1)
    for k in range(first, until, step):
        plan.trial[row, size] = plan.visits[vehicle, k + shift]
        size += 1
    return size


@kernel(joined=True)
def _sided(row: int, vehicle: int, size: int, plan: Plan) -> None:
    """Note what a side is."""
    plan.sides[row, VEHICLE], plan.sides[row, SIZE] = vehicle, size


@kernel(joined=True)
def _turned(vehicle: int, low: int, high: int, plan: Plan) -> bool:
    """Turn a part of a tour around."""
    size = _joined(0, 0, vehicle, 0, low, plan)
    size = _joined(0, size, vehicle, high, low, plan)
    _sided(0, vehicle, _joined(0, size, vehicle, high, plan.sizes[vehicle], plan), plan)
    _sided(1, NOWHERE, 0, plan)
    return high - low > 1


@kernel(joined=True)
def _string(vehicle: int, at: int, plan: Plan) -> tuple[int, int, int]:
    """Return where a random string from a place on ends, and its ends in the order in which it is put elsewhere."""
    after = at + 1 + chosen(plan.chance, min(LONGEST, plan.sizes[vehicle] - at))
    if drawn(plan.chance) < TURNED:
        return after, after, at
    return after, at, after


@kernel(joined=True)
def _shifted(vehicle: int, at: int, to: int, plan: Plan) -> bool:
    """Put a string elsewhere in its tour."""
    after, first, until = _string(vehicle, at, plan)
    if at <= to <= after:
        to = at
    size = _joined(0, 0, vehicle, 0, min(at, to), plan)
    if to < at:
        size = _joined(0, size, vehicle, first, until, plan)
        size = _joined(0, size, vehicle, to, at, plan)
    else:
        size = _joined(0, size, vehicle, after, max(after, to), plan)
        size = _joined(0, size, vehicle, first, until, plan)
    _sided(0, vehicle, _joined(0, size, vehicle, max(after, to), plan.sizes[vehicle], plan), plan)
    _sided(1, NOWHERE, 0, plan)
    return to != at


@kernel(joined=True)
def _ends(one: int, at: int, two: int, to: int, plan: Plan) -> bool:
    """Let two tours exchange their ends."""
    size = _joined(0, 0, one, 0, at, plan)
    _sided(0, one, _joined(0, size, two, to, plan.sizes[two], plan), plan)
    size = _joined(1, 0, two, 0, to, plan)
    _sided(1, two, _joined(1, size, one, at, plan.sizes[one], plan), plan)
    return True


@kernel(joined=True)
def _strings(one: int, at: int, two: int, to: int, plan: Plan) -> bool:
    """Put a string into another tour, which may give one back."""
    after, first, until = _string(one, at, plan)
    back = to
    if drawn(plan.chance) < EXCHANGES:
        back = min(plan.sizes[two], to + 1 + chosen(plan.chance, LONGEST))
    size = _joined(0, 0, one, 0, at, plan)
    size = _joined(0, size, two, to, back, plan)
    _sided(0, one, _joined(0, size, one, after, plan.sizes[one], plan), plan)
    size = _joined(1, 0, two, 0, to, plan)
    size = _joined(1, size, one, first, until, plan)
    _sided(1, two, _joined(1, size, two, back, plan.sizes[two], plan), plan)
    return True


@kernel(joined=True)
def _same(row: int, plan: Plan) -> int:
    """Return how many visits of a side are those of the tour that it would replace."""
    vehicle, most = plan.sides[row, VEHICLE], 0
    if vehicle == NOWHERE:
        return 0
    most = min(plan.sides[row, SIZE], plan.sizes[vehicle])
    k = 0
    while k < most and plan.trial[row, k] == plan.visits[vehicle, k]:
        k += 1
    return k
