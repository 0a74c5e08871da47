"""Plans for those who may see them."""

from api.accounts.access import Caller
from api.desk.desk import Desk
from api.desk.shapes import PlanView
from api.desk.view import view_of
from data.store import Transaction, depots, plans
from data.store.plans import PlanRecord
from routing.errors import NotFoundError


def plan_for(tx: Transaction, caller: Caller, plan_id: str) -> PlanRecord:
    """Return a plan.

    Raises
    ------
    NotFoundError
        If there is none with this id, or the caller may not enter its depot.
    """
    record = plans.get(tx, plan_id)
    if not caller.enters(record.depot_id):
        raise NotFoundError.of("unknown_plan", value=plan_id)
    return record


def shown(desk: Desk, record: PlanRecord) -> PlanView:
    """Return the view of a plan."""
    with desk.store.read() as tx:
        depot = depots.get(tx, record.depot_id)
        steps = plans.named(tx, record.plan_id)
    day = desk.day(record) if record.state in {"draft", "released"} else None
    return view_of(record, depot, day, steps)
