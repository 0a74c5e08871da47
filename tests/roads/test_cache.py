"""Computed arrays on disk: there whole, or not there."""

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from routing.roads import cache as cache_module
from routing.roads.cache import Cache, key_of

ARRAYS = {
    "weights": np.arange(1000, dtype=np.int64) << 33,
    "none": np.empty(0, np.int32),
    "marks": np.array([[True, False], [False, True]]),
    "one": np.array(2.5),
}


@pytest.fixture
def kept(tmp_path):
    """A cache with one metric, and its file."""
    cache = Cache(tmp_path / "cache")
    cache.put("metric", "a", ARRAYS)
    (path,) = (tmp_path / "cache").iterdir()
    return cache, path


def same(found) -> bool:
    return found is not None and all(
        np.array_equal(found[name], array) and found[name].dtype == array.dtype and found[name].shape == array.shape
        for name, array in ARRAYS.items()
    )


def test_what_was_put_in_comes_out(kept):
    assert same(kept[0].get("metric", "a"))


def test_what_is_not_there_is_none(kept):
    assert kept[0].get("metric", "b") is None
    assert kept[0].get("topology", "a") is None


def test_arrays_can_be_written_to_without_changing_the_file(kept):
    """Kernels are compiled for arrays that can be written to."""
    found = kept[0].get("metric", "a")
    found["weights"][:] = 0
    assert same(kept[0].get("metric", "a"))


def test_arrays_in_use_outlive_their_file(kept):
    cache, path = kept
    found = cache.get("metric", "a")
    cache.put("metric", "a", {"other": np.zeros(3)})
    path.unlink()
    assert same(found)


@pytest.mark.parametrize(
    "harm",
    [
        lambda content: content[:0],
        lambda content: b"PK something else" + content[17:],
        lambda content: content.replace(b"arrays 2", b"arrays 3", 1),
        lambda content: content[:-64],
        lambda content: content + b"\0" * 64,
        lambda content: content[:40] + b"!" + content[41:],
        lambda content: content[:-200] + b"\x01" + content[-199:],
    ],
    ids=["empty", "something else", "other version", "cut off", "too long", "damaged head", "damaged array"],
)
def test_a_file_that_is_not_whole_counts_as_not_there(kept, harm):
    cache, path = kept
    content = path.read_bytes()
    path.write_bytes(harm(content))
    assert path.read_bytes() != content
    assert cache.get("metric", "a") is None
    cache.put("metric", "a", ARRAYS)
    assert same(cache.get("metric", "a"))


def test_a_folder_that_cannot_be_made_is_told_once(tmp_path, caplog):
    (tmp_path / "file").write_text("no folder")
    cache = Cache(tmp_path / "file" / "cache")
    cache.put("metric", "a", ARRAYS)
    cache.put("metric", "b", ARRAYS)
    assert cache.get("metric", "a") is None
    assert [record.levelname for record in caplog.records].count("WARNING") == 1


def test_what_is_written_later_is_there_once_settled(tmp_path):
    cache = Cache(tmp_path)
    for key in "abc":
        cache.put_later("metric", key, ARRAYS)
    cache.settle()
    assert all(same(cache.get("metric", key)) for key in "abc")


def test_the_files_not_used_for_longest_make_room(tmp_path, monkeypatch):
    monkeypatch.setattr(cache_module, "KEPT", {"order": 1, "topology": 1, "metric": 2})
    cache = Cache(tmp_path)
    cache.put("order", "o", ARRAYS)
    for age, key in enumerate("ab"):
        cache.put("metric", key, ARRAYS)
        os.utime(tmp_path / f"metric-{key}.arrays", (1000 + age, 1000 + age))
    assert same(cache.get("metric", "a"))
    cache.put("metric", "c", ARRAYS)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["metric-a.arrays", "metric-c.arrays", "order-o.arrays"]


def test_all_files_together_stay_within_bounds(tmp_path, monkeypatch):
    monkeypatch.setattr(cache_module, "MOST_BYTES", 20_000)
    cache = Cache(tmp_path)
    for key in "abcd":
        cache.put("metric", key, ARRAYS)
    assert 0 < sum(path.stat().st_size for path in tmp_path.iterdir()) <= 20_000


def test_several_may_write_and_read_at_once(tmp_path):
    def work(number: int) -> bool:
        cache = Cache(tmp_path)
        cache.put("metric", str(number % 3), ARRAYS)
        found = cache.get("metric", str(number % 3))
        return found is None or same(found)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(60)))
    assert len(list(tmp_path.iterdir())) == 3


def test_keys_know_the_code(monkeypatch):
    """What another version of the program computed is never read."""
    before = key_of("a", "b")
    assert before == key_of("a", "b") != key_of("a", "c")
    monkeypatch.setattr(cache_module, "_code", lambda: "another version")
    assert key_of("a", "b") != before


def test_what_was_kept_under_another_name_is_not_read(kept):
    """Arrays of another network would let kernels reach beyond their ends."""
    cache, path = kept
    path.rename(path.with_name("metric-b.arrays"))
    assert cache.get("metric", "b") is None


def test_reading_makes_no_file_where_another_process_removed_it(kept, monkeypatch):
    cache, path = kept
    read = cache_module._read

    def removed(found):
        arrays = read(found)
        found.unlink()
        return arrays

    monkeypatch.setattr(cache_module, "_read", removed)
    assert same(cache.get("metric", "a"))
    assert not path.exists()


def test_a_head_that_is_no_table_counts_as_not_there(kept):
    cache, path = kept
    text = b'{"file": "metric-a.arrays", "arrays": [], "bytes": 0}'
    head = cache_module._FORMAT + len(text).to_bytes(8, "little") + text
    path.write_bytes(head + bytes(-len(head) % 64))
    assert cache.get("metric", "a") is None


@pytest.mark.parametrize("name", ["roads/law/speeds.py", "roads/cache.py", "holidays.py", "clock.py", "traffic.py"])
def test_a_change_of_the_code_makes_other_keys(tmp_path, monkeypatch, name):
    for path in ("roads/law/speeds.py", "roads/cache.py", "holidays.py", "clock.py", "traffic.py"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(path)
    monkeypatch.setattr(cache_module, "__file__", str(tmp_path / "roads/cache.py"))
    before = cache_module._code.__wrapped__()
    assert cache_module._code.__wrapped__() == before
    (tmp_path / name).write_text("changed")
    assert cache_module._code.__wrapped__() != before


def test_another_version_of_a_library_makes_other_keys(monkeypatch):
    before = cache_module._code.__wrapped__()
    monkeypatch.setattr(cache_module, "version", lambda name: "0" if name == "holidays" else "1")
    assert cache_module._code.__wrapped__() != before


def test_what_a_killed_process_left_half_written_goes(kept):
    cache, path = kept
    old, new = (path.with_name(f".metric-z.arrays.{name}") for name in ("old", "new"))
    for left in (old, new):
        left.write_bytes(b"half")
    os.utime(old, (1000, 1000))
    cache.put("metric", "b", ARRAYS)
    assert not old.exists()
    assert new.exists(), "another process may be writing it"
