"""Two people who do the same at once: one of them is first, the other is told so, and nothing is kept twice."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from data.store import accounts, depots, jobs
from data.store.tables import DEPOTS
from routing.errors import ConflictError

AT_ONCE = 8


def all_at_once(do):
    """Return what each of several threads gets, or is told."""

    def told():
        try:
            return do()
        except ConflictError as error:
            return error.findings[0].code

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return [future.result() for future in [pool.submit(told) for _ in range(AT_ONCE)]]


def test_a_depots_name_is_given_once(store, now):
    def create():
        with store.write() as tx:
            return depots.create(tx, "Süd", now=now).name

    assert sorted(all_at_once(create)) == ["Süd", *["depot_name_taken"] * (AT_ONCE - 1)]


def test_a_users_name_is_given_once(store, now):
    def create():
        with store.write() as tx:
            return accounts.create_user(tx, "kolb", ["dispatcher"], now=now).name

    assert sorted(all_at_once(create)) == ["kolb", *["user_name_taken"] * (AT_ONCE - 1)]


def test_a_key_makes_one_job(store, anna, depot, now):
    def submit():
        with store.write() as tx:
            return jobs.submit(
                tx, "plan", depot_id=depot, user_id=anna, subject="s", payload={"a": 1}, now=now, idempotency_key="k"
            ).job_id

    assert len(set(all_at_once(submit))) == 1


def test_what_the_database_alone_finds_twice_is_a_conflict_and_no_failure(store, depot, now):
    again = {"depot_id": "other", "name": "Nord", "timezone": "Europe/Berlin", "settings": {}, "version": 1}
    with pytest.raises(ConflictError) as raised, store.write() as tx:
        tx.execute(DEPOTS.insert().values(**again, created_at=now))
    assert raised.value.findings[0].code == "kept_already"
    with store.read() as tx:
        assert [kept.depot_id for kept in depots.list_(tx)] == [depot]
