"""`termintreu backup` and `termintreu restore`, as they are typed."""

import json

import pytest
from filled_store import everything, fill

from api.cli import main
from data.store import Store


@pytest.fixture
def folder(tmp_path, now):
    """A service's folder with a row in every table."""
    folder = tmp_path / "var"
    folder.mkdir()
    store = Store.of_folder(folder)
    store.migrate()
    with store.write() as tx:
        fill(tx, now)
    store.close()
    return folder


def _run(*arguments):
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    return ended.value.code


def _everything(folder):
    store = Store.of_folder(folder)
    with store.read() as tx:
        found = everything(tx)
    store.close()
    return found


def test_what_was_backed_up_is_restored_into_a_new_folder(folder, tmp_path, capsys):
    assert _run("backup", tmp_path / "b.zip", "--folder", folder, "--json") == 0
    assert json.loads(capsys.readouterr().out)["files"] == 1
    assert _run("restore", tmp_path / "b.zip", "--folder", tmp_path / "new", "--lang", "de") == 0
    assert "1 Dateien" in capsys.readouterr().out
    assert _everything(tmp_path / "new")["plans"] == _everything(folder)["plans"]


def test_a_refused_backup_changes_nothing(folder, tmp_path, capsys):
    before = _everything(folder)
    (tmp_path / "b.zip").write_text("hello")
    assert _run("restore", tmp_path / "b.zip", "--folder", folder, "--lang", "de") == 2
    assert "keine Sicherung" in capsys.readouterr().err
    assert _everything(folder) == before


def test_a_folder_without_a_store_is_not_backed_up_as_an_empty_one(tmp_path, capsys):
    assert _run("backup", tmp_path / "b.zip", "--folder", tmp_path, "--lang", "en") == 2
    assert "no database" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("address", ["nonsense", "mysql://x/y", "sqlite+nothing:///a"])
def test_an_address_that_is_none_says_what_one_looks_like(tmp_path, capsys, address):
    assert _run("backup", tmp_path / "b.zip", "--store", address, "--lang", "en") == 4
    assert "postgresql+psycopg://" in capsys.readouterr().err


def test_a_server_that_does_not_answer_is_said_to_be_unreachable(tmp_path, capsys):
    address = "postgresql+psycopg://a@127.0.0.1:1/b"
    assert _run("backup", tmp_path / "b.zip", "--store", address, "--lang", "en") == 4
    assert "can't be reached" in capsys.readouterr().err
