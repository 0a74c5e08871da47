"""Files are kept byte for byte, or said to be damaged."""

import pytest

from data.store import files
from data.store.tables import FILES
from routing.errors import NotFoundError, StoreError


@pytest.mark.parametrize("content", [b"", b"\x00\xff\n", bytes(range(256)) * 20_000])
def test_a_file_comes_back_byte_for_byte(store, now, content):
    with store.write() as tx:
        file_id = files.put(tx, "Aufträge.csv", "text/csv", content, now=now)
    with store.read() as tx:
        found = files.get(tx, file_id)
    assert (found.name, found.media_type, found.size, found.content) == (
        "Aufträge.csv",
        "text/csv",
        len(content),
        content,
    )


def test_the_facts_of_a_file_are_known_without_reading_it(store, now):
    with store.write() as tx:
        file_id = files.put(tx, "a.csv", "text/csv", b"abc", now=now)
        assert files.facts(tx, file_id).sha256.startswith("ba7816bf")


@pytest.mark.parametrize("look", [files.get, files.facts])
def test_a_dropped_file_is_gone(store, now, look):
    with store.write() as tx:
        file_id = files.put(tx, "a.csv", "text/csv", b"abc", now=now)
        files.drop(tx, file_id)
    with pytest.raises(NotFoundError, match=file_id), store.read() as tx:
        look(tx, file_id)


def test_a_file_whose_bytes_have_changed_is_not_handed_out(store, now):
    with store.write() as tx:
        file_id = files.put(tx, "a.csv", "text/csv", b"abc", now=now)
        tx.execute(FILES.update().values(content=b"abd"))
    with pytest.raises(StoreError, match="damaged"), store.read() as tx:
        files.get(tx, file_id)
