"""Signs that no text of a database can hold."""

from contextlib import nullcontext

import pytest

from data.store import accounts
from data.store.accounts import create_user
from routing.errors import BodyError


def test_a_zero_sign_in_a_name_is_no_fault_of_the_program(store, now):
    """SQLite compares it, PostgreSQL refuses it."""
    with store.write() as tx:
        create_user(tx, "anna", ["admin"], now=now)
    refused = nullcontext() if store.is_sqlite else pytest.raises(BodyError, match=r"Nullzeichen|zero sign")
    with refused, store.read() as tx:
        assert accounts.by_name(tx, "an\0na") is None
