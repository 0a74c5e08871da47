"""The pages of orders and vehicles as the server writes them."""

import re
from datetime import UTC, date, datetime

import pytest

from api.pages.orders import next_working_day
from data.store import depots, files, jobs, plans, roads, vehicles
from data.store.accounts import speak

OFFICE = """Kd.-Nr.;Empfänger;Zeit;Menge;Breite;Länge
10442;<script>alert(1)</script>;8-10;4;49,4441;7,7701
10518;Feinkost Marino;14:00–09:00;12;49,4541;7,7801
10519;Kita;ab 9;46;;
"""
NOW = datetime(2026, 11, 23, 14, tzinfo=UTC)
VAN = {"vehicle_id": "van 1", "shift_start": "06:00", "shift_end": "15:00", "depot_lat": "49.44", "depot_lon": "7.77"}


@pytest.fixture
def depot(service):
    with service.app.state.store.write() as tx:
        file_id = files.put(tx, "town.roads", "application/octet-stream", b"roads", now=NOW)
        town = roads.add(tx, "Stadt", content_hash="town", file_id=file_id, statistics={}, now=NOW)
        made = depots.create(tx, "Kaiserslautern", roads_id=town.roads_id, now=NOW)
        vehicles.replace_all(tx, made.depot_id, [VAN, VAN | {"vehicle_id": "van 2"}])
    return made


@pytest.fixture
def listed(dispatcher, depot):
    """A list that was handed in."""
    return dispatcher.post(
        "/api/v1/imports",
        data={"depot_id": depot.depot_id, "date": "2026-11-24"},
        files={"file": ("Touren.csv", OFFICE.encode(), "text/csv")},
    ).json()


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (datetime(2026, 11, 20, 12, tzinfo=UTC), date(2026, 11, 21)),
        (datetime(2026, 11, 21, 12, tzinfo=UTC), date(2026, 11, 23)),
        (datetime(2026, 11, 22, 23, 30, tzinfo=UTC), date(2026, 11, 24)),
    ],
    ids=["Friday", "Saturday skips Sunday", "after midnight in the depot's zone"],
)
def test_the_day_that_is_offered_is_the_next_one_from_monday_to_saturday(now, day):
    assert next_working_day(now, "Europe/Berlin") == day


def test_an_empty_day_has_one_thing_to_do(dispatcher, depot):
    page = dispatcher.get("/orders", params={"depot": depot.depot_id, "date": "2026-11-24"}).text
    assert "Auftragsliste hier ablegen" in page
    assert page.split("<dialog")[0].count("btn--main") == 1


def test_a_day_names_its_lists_and_those_of_the_next_days(dispatcher, depot, listed):
    today = dispatcher.get("/orders", params={"depot": depot.depot_id, "date": "2026-11-24"}).text
    before = dispatcher.get("/orders", params={"depot": depot.depot_id, "date": "2026-11-23"}).text
    assert "Listen für diesen Tag" in today
    assert "Listen der nächsten Tage" in before
    assert f"/orders/{listed['list_id']}" in today
    assert f"/orders/{listed['list_id']}" in before


@pytest.mark.usefixtures("listed")
def test_a_day_without_a_plan_leads_to_the_list_that_is_there(dispatcher, depot):
    page = dispatcher.get("/plan", params={"depot": depot.depot_id, "date": "2026-11-24"}).text
    assert "Die Auftragsliste ist da" in page
    assert "Zur Auftragsliste" in page


def test_a_day_without_a_list_asks_for_one(dispatcher, depot):
    page = dispatcher.get("/plan", params={"depot": depot.depot_id, "date": "2026-11-24"}).text
    assert "Aufträge einlesen" in page


READY = "Auftrag;Kunde;Zeit;Breite;Länge\n1;Lang;8-10;49,4441;7,7701\n2;Marino;9-14;49,4541;7,7801\n"
MARKUP = re.compile(r"<[^>]+>")


@pytest.fixture
def ready(dispatcher, depot):
    """A list whose rows are all ready."""
    return dispatcher.post(
        "/api/v1/imports",
        data={"depot_id": depot.depot_id, "date": "2026-11-24"},
        files={"file": ("Alles gut.csv", READY.encode(), "text/csv")},
    ).json()


def _of_the_day(dispatcher, depot):
    """Return the card of the day's lists, and its main button's text."""
    page = dispatcher.get("/orders", params={"depot": depot.depot_id, "date": "2026-11-24"}).text
    assert page.split("<dialog")[0].count("btn--main") == 1
    card = page.split('id="t-today"')[1].split("</section>")[0]
    main = card.split("btn--main")[1].split(">", 1)[1]
    return card, " ".join(MARKUP.sub("", main.split("</a>")[0].split("</button>")[0]).split())


@pytest.mark.usefixtures("listed")
def test_a_list_with_open_rows_says_how_many_and_leads_to_them(dispatcher, depot):
    card, main = _of_the_day(dispatcher, depot)
    assert "1 bereit, 2 offen" in card
    assert main == "Prüfen Touren.csv"


@pytest.mark.usefixtures("ready")
def test_a_list_whose_rows_are_all_ready_is_planned_from_the_day(dispatcher, depot):
    card, main = _of_the_day(dispatcher, depot)
    assert "2 bereit" in card
    assert main == "Planen Alles gut.csv"


def test_a_list_that_was_planned_leads_to_its_plan(service, dispatcher, depot, ready):
    with service.app.state.store.write() as tx:
        job = jobs.submit(tx, "plan", depot_id=depot.depot_id, user_id=None, subject="p", payload={}, now=NOW)
        plans.create(
            tx,
            "p",
            depot_id=depot.depot_id,
            date=date(2026, 11, 24),
            list_id=ready["list_id"],
            job_id=job.job_id,
            user_id=None,
            now=NOW,
        )
    card, main = _of_the_day(dispatcher, depot)
    assert "wird geplant" in card
    assert main == "Plan öffnen Alles gut.csv"


def test_a_list_is_judged_anew_once_the_vehicles_change(service, dispatcher, depot, ready):
    with service.app.state.store.write() as tx:
        vehicles.replace_all(tx, depot.depot_id, [VAN | {"shift_end": "07:00"}])
    assert dispatcher.get(f"/api/v1/imports/{ready['list_id']}").json()["counts"]["ready"] == 2
    with service.app.state.store.write() as tx:
        vehicles.replace_all(tx, depot.depot_id, [VAN | {"depot_lat": "7.77", "depot_lon": "49.44"}])
    assert dispatcher.get(f"/api/v1/imports/{ready['list_id']}").json()["counts"]["ready"] == 0


def test_a_dispatcher_without_a_depot_is_told_so(signed_in):
    assert "Ihnen ist noch kein Depot zugeordnet" in signed_in("dispatcher", depots=[]).get("/orders").text


def test_a_list_shows_what_needs_somebody_and_the_way_on(dispatcher, listed):
    page = dispatcher.get(f"/orders/{listed['list_id']}").text
    assert "2 Zeilen brauchen Sie" in page
    assert "1 planen, 2 bleiben offen" in page
    assert "mit 2 von 2 Fahrzeugen" in page


def test_customers_names_never_become_markup(dispatcher, listed):
    dispatcher.patch(
        f"/api/v1/imports/{listed['list_id']}",
        json={"corrections": {"2": {"windows": "no window"}}},
        headers={"If-Match": '"1"'},
    )
    page = dispatcher.get(f"/orders/{listed['list_id']}").text
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page


def test_a_page_of_orders_speaks_english_to_who_reads_english(service, signed_in, listed):
    client = signed_in("dispatcher", name="english")
    with service.app.state.store.write() as tx:
        speak(tx, client.user.user_id, "en")
    page = client.get(f"/orders/{listed['list_id']}").text
    assert "2 rows need you" in page
    assert "The end is before the start" in page


@pytest.mark.parametrize("role", ["manager", "analyst", "admin"])
def test_only_dispatchers_see_order_lists(signed_in, listed, role):
    assert signed_in(role).get(f"/orders/{listed['list_id']}").status_code == 403


def test_a_list_of_another_depot_is_not_there(signed_in, listed):
    stranger = signed_in("dispatcher", depots=[], name="stranger")
    assert stranger.get(f"/orders/{listed['list_id']}").status_code == 404


def test_the_vehicles_of_a_depot_stand_in_a_table(dispatcher, depot):
    page = dispatcher.get("/vehicles", params={"depot": depot.depot_id}).text
    assert "Fahrzeuge von Kaiserslautern" in page
    assert page.count('data-vehicle="van') == 2
