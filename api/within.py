"""Lists over depots: of one that is named, or of all that the caller may enter."""

from api.accounts.access import Caller
from data.store import Transaction, depots


def depots_within(tx: Transaction, caller: Caller, depot_id: str | None) -> frozenset[str] | None:
    """Return the ids of the depots that a list is about; ``None`` for all there are.

    Raises
    ------
    NotFoundError
        If there is no such depot for the caller.
    """
    if depot_id is None:
        return caller.user.depots
    caller.enter(depot_id)
    return frozenset({depots.get(tx, depot_id).depot_id})
