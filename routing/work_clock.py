"""The driver's clock: when the law asks for a break, and for how long, in numba.

The kernel's side of :mod:`routing.labour`, which says what the law is:
``arbzg`` (ArbZG §§ 3, 4) and ``eu561`` (VO (EG) 561/2006 Art. 6, 7, with all
of ``arbzg``, for its drivers are employees). :func:`routing.check.check` knows
the same law by itself.

A tour is a row of tasks: a leg, a wait at its end, a stay there (service, or
unloading and loading). Legs are driving and work, a stay is work; a wait of
:data:`SHORTEST_BREAK_S` or more is a break of its length, a shorter one is
work. Before a task, where the vehicle stands, a pause may be put in.

A clock is a row of six whole numbers, see its places; all zeros is a driver
who comes to work. Nothing here allocates.
"""

from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from routing.model import BreakRule

NONE, ARBZG, EU561 = range(3)
"""Rules by number; each holds all that the one before it does."""

RULES: Final[dict[BreakRule, int]] = {"none": NONE, "arbzg": ARBZG, "eu561": EU561}
"""The number of a vehicle's ``break_rule``."""

DRIVEN, FIRST, SINCE, WORK, DRIVE, BREAKS = range(6)
"""Places in a clock: seconds driven since the last full break; 1 if a first part of a split one lies behind since
then; work since the last break; work, driving and breaks since the day began."""

CLOCK: Final = 6
"""Places that a clock has."""

SHORTEST_BREAK_S: Final = 900
LONGEST_RUN_S: Final = 21_600
LONGEST_DAY_S: Final = 36_000
LONGER_DAY_S: Final = 32_400
BREAKS_OF_DAY_S: Final = 1_800
BREAKS_OF_LONGER_DAY_S: Final = 2_700
"""ArbZG §§ 3, 4: a part of a break; work without one; work of a day; work from which on its breaks are longer
(they are due from ``LONGEST_RUN_S`` on); the breaks of a day and of a longer one."""

LONGEST_DRIVE_S: Final = 16_200
LONGEST_DAYS_DRIVE_S: Final = 32_400
FULL_BREAK_S: Final = 2_700
SECOND_PART_S: Final = 1_800
"""VO (EG) 561/2006 Art. 6, 7: driving between two full breaks; driving of a day; a full break; the part that
fulfils it after one of ``SHORTEST_BREAK_S``."""

Int = int | np.int64


@njit(cache=True, nogil=True)
def pause_needed(clock: NDArray[np.int64], rule: Int, leg_s: Int, wait_s: Int, stay_s: Int) -> Int:
    """Return the seconds of pause that a task asks for before it; 0 if none is missing or none would help.

    Parameters
    ----------
    clock
        The driver's, before the task; not changed.
    rule
        Of the numbers in :data:`RULES`.
    leg_s, wait_s, stay_s
        The task, as it is when it begins after the pause.
    """
    if rule == NONE:
        return 0
    rest_s = wait_s if wait_s >= SHORTEST_BREAK_S else 0
    run_s = leg_s if rest_s else leg_s + wait_s + stay_s  # work up to the next break, or the task's end
    work_s = clock[WORK] + leg_s + stay_s + (0 if rest_s else wait_s)
    pause_s: Int = 0
    if clock[SINCE] + run_s > LONGEST_RUN_S and run_s <= LONGEST_RUN_S:
        pause_s = SHORTEST_BREAK_S
    pause_s = max(pause_s, _missing(clock[BREAKS], rest_s, clock[WORK] + run_s, work_s, LONGEST_RUN_S, BREAKS_OF_DAY_S))
    pause_s = max(
        pause_s, _missing(clock[BREAKS], rest_s, clock[WORK] + run_s, work_s, LONGER_DAY_S, BREAKS_OF_LONGER_DAY_S)
    )
    if rule == EU561 and clock[DRIVEN] + leg_s > LONGEST_DRIVE_S and leg_s <= LONGEST_DRIVE_S:
        pause_s = max(pause_s, SECOND_PART_S if clock[FIRST] else FULL_BREAK_S)
    return pause_s


@njit(cache=True, nogil=True)
def _missing(taken_s: Int, rest_s: Int, run_s: Int, work_s: Int, limit_s: Int, asked_s: Int) -> Int:
    """Return the break still to be taken before a task whose work passes a limit, before or after its own rest."""
    missing_s: Int = 0
    if run_s > limit_s:
        missing_s = asked_s - taken_s
    elif work_s > limit_s:
        missing_s = asked_s - taken_s - rest_s
    return max(missing_s, SHORTEST_BREAK_S) if missing_s > 0 else 0


@njit(cache=True, nogil=True)
def advance(clock: NDArray[np.int64], rule: Int, pause_s: Int, leg_s: Int, wait_s: Int, stay_s: Int) -> Int:
    """Move a clock past a pause and a task.

    Returns
    -------
    int
        1 if the law is broken on the way, else 0; a day that is too long breaks it with every further task.
    """
    if rule == NONE:
        return 0
    take_break(clock, pause_s)
    clock[DRIVEN] += leg_s
    clock[DRIVE] += leg_s
    broken = _work(clock, leg_s)
    if rule == EU561 and (clock[DRIVEN] > LONGEST_DRIVE_S or clock[DRIVE] > LONGEST_DAYS_DRIVE_S):
        broken = 1
    if wait_s >= SHORTEST_BREAK_S:
        take_break(clock, wait_s)
        return max(broken, _work(clock, stay_s))
    return max(broken, _work(clock, wait_s + stay_s))


@njit(cache=True, nogil=True)
def idle(clock: NDArray[np.int64], rest_s: Int) -> None:
    """Move a clock past time without a task: a break if it is long enough to be one, else work."""
    if rest_s >= SHORTEST_BREAK_S:
        take_break(clock, rest_s)
    else:
        _work(clock, rest_s)


@njit(cache=True, nogil=True)
def take_break(clock: NDArray[np.int64], rest_s: Int) -> None:
    """Move a clock past a break; one that is too short to be a part of one changes nothing."""
    if rest_s < SHORTEST_BREAK_S:
        return
    clock[SINCE] = 0
    clock[BREAKS] += rest_s
    if rest_s >= FULL_BREAK_S or (clock[FIRST] and rest_s >= SECOND_PART_S):
        clock[DRIVEN] = clock[FIRST] = 0
    else:
        clock[FIRST] = 1


@njit(cache=True, nogil=True)
def _work(clock: NDArray[np.int64], work_s: Int) -> Int:
    """Move a clock past work; return 1 if it is longer than ArbZG allows."""
    clock[SINCE] += work_s
    clock[WORK] += work_s
    short_day = clock[WORK] > LONGEST_RUN_S and clock[BREAKS] < BREAKS_OF_DAY_S
    longer_day = clock[WORK] > LONGER_DAY_S and clock[BREAKS] < BREAKS_OF_LONGER_DAY_S
    too_long = clock[SINCE] > LONGEST_RUN_S or clock[WORK] > LONGEST_DAY_S
    return 1 if short_day or longer_day or too_long else 0
