import os
import stat

import pytest

from routing.errors import OutputError
from routing.files import prepare, replacing, write_atomically


def test_what_is_written_stands_there_alone(tmp_path):
    target = tmp_path / "deep" / "plan.json"
    write_atomically(target, b"new")
    assert [(path.name, path.read_bytes()) for path in target.parent.iterdir()] == [("plan.json", b"new")]


def test_an_error_half_way_leaves_the_old_file_and_nothing_beside_it(tmp_path):
    target = tmp_path / "plan.json"
    target.write_bytes(b"old")
    with pytest.raises(TypeError), replacing(target) as file:
        file.write("text, where bytes are due")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("plan.json", b"old")]


@pytest.mark.skipif(os.name == "nt", reason="rights work differently on Windows")
def test_others_may_read_it_as_far_as_the_users_mask_lets_them(tmp_path):
    before = os.umask(0o027)
    try:
        write_atomically(tmp_path / "plan.json", b"")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "plan.json").stat().st_mode) == 0o640


@pytest.mark.parametrize("write", [prepare, lambda folder: write_atomically(folder / "plan.json", b"")])
def test_a_folder_that_is_a_file_is_named_and_left_alone(tmp_path, write):
    taken = tmp_path / "taken"
    taken.write_bytes(b"mine")
    with pytest.raises(OutputError) as caught:
        write(taken)
    assert caught.value.findings[0].code == "file_not_written"
    assert "taken" in caught.value.text("en")
    assert taken.read_bytes() == b"mine"


def test_a_folder_that_was_tried_stays_empty(tmp_path):
    prepare(tmp_path / "deep" / "out")
    assert list((tmp_path / "deep" / "out").iterdir()) == []
