"""What stays: depots, lists, plans, jobs, people and what they did, in SQLite or PostgreSQL.

Only this package knows SQL. A caller opens a transaction with
:meth:`Store.read` or :meth:`Store.write` and hands it to the functions of the
module that is named after the thing.
"""

from data.store.engine import Store, Transaction

__all__ = ["Store", "Transaction"]
