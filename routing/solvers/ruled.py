"""Tours of vehicles that keep more rules than the arrays of our own search hold, in numba."""

from numba import njit

from routing.solvers.arrays import Ground, State


@njit(cache=True, nogil=True)
def ruled_tour(vehicle: int, ground: Ground, state: State) -> tuple[bool, float]:
    """Time and price a ruled vehicle's tour: whether it keeps every rule, and its euro without ``Ground.liking``.

    Fills the rows of ``State.times`` and ``State.euros`` as
    :func:`routing.solvers.tour_times.priced` does. No rule is known yet, so a
    tour is lawful while it is empty.
    """
    return bool(state.sizes[vehicle] == 0 and ground.ruled[vehicle]), 0.0
