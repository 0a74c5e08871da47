"""Order lists for those who may see them."""

from api.accounts.access import Caller
from data.store import Transaction, order_lists
from data.store.order_lists import OrderListRecord
from routing.errors import NotFoundError


def record_for(tx: Transaction, caller: Caller, list_id: str) -> OrderListRecord:
    """Return a list.

    Raises
    ------
    NotFoundError
        If there is none with this id, or the caller may not enter its depot.
    """
    record = order_lists.get(tx, list_id)
    if not caller.enters(record.depot_id):
        raise NotFoundError.of("unknown_list", value=list_id)
    return record
