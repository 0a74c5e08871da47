"""`termintreu users`, as it is typed."""

import json
import re

import pytest

from api.cli import main
from data.store import Store, audit


@pytest.fixture
def folder(service):
    """The folder of a running service."""
    return service.app.state.settings.folder


@pytest.fixture
def run(folder, capsys):
    """Return a function that types a command for the folder; it gives exit code, stdout and stderr."""

    def run(*words):
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(["users", *words, "--folder", str(folder), "--lang", "en"])
        said = capsys.readouterr()
        return ended.value.code, said.out, said.err

    return run


def listed(run):
    return {user["name"]: user for user in json.loads(run("list", "--json")[1])}


def test_a_link_from_the_command_line_lets_a_person_in(run, service):
    code, said, _ = run("add", "kolb", "--role", "dispatcher", "--shown", "Frau Kolb", "--url", "http://testserver")
    link = re.search(r"http://testserver(/link/\S+)", said)[1]
    words = "Zwölf Fuder Rüben"
    answer = service.post(link, data={"display_name": "Frau Kolb", "password": words, "again": words})
    assert (code, answer.status_code) == (0, 200)
    assert service.get("/api/v1/session").json()["roles"] == ["dispatcher"]


def test_people_are_listed_with_what_they_may(run, north):
    run("add", "kolb", "--role", "dispatcher", "--role", "manager", "--depot", "Nord")
    code, said, _ = run("list")
    assert code == 0
    assert re.search(r"kolb.*dispatcher, manager.*Nord.*no password yet", said)
    assert listed(run)["kolb"]["depots"] == [north]


def test_a_disabled_person_has_no_session_any_more(run, signed_in):
    client = signed_in("dispatcher", name="kolb")
    assert run("disable", "kolb")[0] == 0
    assert client.get("/api/v1/session").status_code == 401
    assert listed(run)["kolb"]["active"] is False


def test_a_new_link_ends_the_one_before(run, service):
    first = json.loads(run("add", "kolb", "--role", "admin", "--json")[1])["link"]
    second = json.loads(run("link", "kolb", "--json")[1])["link"]
    path = "/link/"
    told = [service.get(path + link.split(path)[1]).status_code for link in (first, second)]
    assert told == [403, 200]


def test_the_log_names_the_service_for_what_was_typed(run, folder):
    run("add", "kolb", "--role", "dispatcher")
    with Store.of_folder(folder).read() as tx:
        noted = [(entry.action, entry.user_name) for entry in audit.entries(tx, limit=9)]
    assert noted == [("link.create", "termintreu"), ("user.create", "termintreu")]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["link", "nobody"], "no account “nobody”"),
        (["add", "k k", "--role", "admin"], "no user name"),
        (["add", "kolb", "--role", "admin", "--depot", "Mars"], "no depot “Mars”"),
    ],
)
def test_what_does_not_fit_is_said_and_changes_nothing(run, words, said):
    code, _, error = run(*words)
    assert (code, listed(run)) == (2, {})
    assert said in error


def test_the_last_administrator_stays(run, signed_in):
    signed_in("admin", name="boss")
    code, _, error = run("disable", "boss")
    assert code == 2
    assert "last account" in error


@pytest.fixture
def north(signed_in):
    """The id of the depot Nord."""
    return signed_in("admin").post("/api/v1/depots", json={"name": "Nord"}).json()["depot_id"]
