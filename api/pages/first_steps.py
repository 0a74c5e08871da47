"""What a new service still lacks before orders can be planned, one step at a time."""

from typing import Final, Literal

from api.accounts.access import Caller
from data.store import Transaction, depots, vehicles
from data.store.depots import Depot
from routing.model import Frozen

Lack = Literal["depot", "roads", "vehicles", "orders"]

LACKS: Final[tuple[Lack, ...]] = ("depot", "roads", "vehicles", "orders")
"""What comes after what."""


class Step(Frozen):
    """The next thing to do.

    Parameters
    ----------
    href
        Where it is done; ``None`` if the caller may not.
    depot
        Name of the depot that lacks it; empty if there is none yet.
    """

    lack: Lack
    href: str | None
    depot: str = ""


def depots_to_choose(tx: Transaction, caller: Caller, named: str) -> tuple[tuple[Depot, ...], Depot | None]:
    """Return the depots that the caller may enter, and the one named; the first of them if none is.

    Raises
    ------
    ForbiddenError, NotFoundError
        If the one named is not for the caller, or not there.
    """
    offered = depots.list_(tx, caller.user.depots)
    if named:
        caller.enter(named)
        depots.get(tx, named)
    return offered, next((depot for depot in offered if depot.depot_id == named), offered[0] if offered else None)


def next_step(tx: Transaction, caller: Caller, depot: Depot | None) -> Step:
    """Return what a depot lacks first; the orders of a day if nothing else."""
    builds = caller.may("depots.write") and caller.may("users")
    if depot is None:
        return Step(lack="depot", href="/admin#new-depot" if builds else None)
    if depot.roads_id is None:
        return Step(lack="roads", href=f"/admin#roads-of-{depot.depot_id}" if builds else None, depot=depot.name)
    if not vehicles.rows(tx, depot.depot_id):
        href = f"/vehicles?depot={depot.depot_id}" if caller.may("vehicles.write") else None
        return Step(lack="vehicles", href=href, depot=depot.name)
    href = f"/orders?depot={depot.depot_id}" if caller.may("lists") else None
    return Step(lack="orders", href=href, depot=depot.name)


def first_lacking(tx: Transaction, caller: Caller) -> Step | None:
    """Return the next step of a service that can't plan for any depot yet; ``None`` if one depot lacks nothing."""
    offered = depots.list_(tx, caller.user.depots)
    steps = [next_step(tx, caller, depot) for depot in offered] or [next_step(tx, caller, None)]
    if any(step.lack == "orders" for step in steps):
        return None
    return max(steps, key=lambda step: LACKS.index(step.lack))
