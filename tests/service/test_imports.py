"""Order lists through the interface: what offices hand in, how it is understood, and putting rows right."""

import io
from datetime import UTC, date, datetime

import openpyxl
import pytest

from api.orders.lists import problem_of
from data.store import depots, files, order_lists, roads, vehicles
from routing.errors import OrderFileError, VehicleFileError

DAY = "2026-11-24"
OFFICE = """Touren KW48;;;;;;;;;
;;;;;;;;;
Kd.-Nr.;Empfänger;Str. / Nr;PLZ;Ort;Zeit;Menge;Breite;Länge;Hinweis Fahrer
10442;Bäckerei Lang;Mainzer Str. 41;67655;Kaiserslautern;8-10;4;49,4441;7,7701;Klingel
10518;Feinkost Marino;Kaiserstr. 21;67661;Kaiserslautern;14:00–09:00;12;49,4541;7,7801;
10519;Kita;Kantstr 12a;67661;Kaiserslautern;ab 9;46;49,4641;7,7901;
10520;LÃ¤mmchen;Kantstr 14;67661;Kaiserslautern;bis 12 Uhr;46;;;

10521;Zwei;Kantstr 12a;67661;Kaiserslautern;8-10 u. 14-16;3;49,461;7,7911;
Summe;;;;;;111;;;
"""
PLAIN = "order_id;lat;lon;window_start;window_end\n1;49,44;7,77;08:00;10:00\n2;49,45;7,78;;\n"
VAN = {
    "vehicle_id": "van 1",
    "shift_start": "06:00",
    "shift_end": "15:00",
    "depot_lat": "49.44",
    "depot_lon": "7.77",
    "capacity_kg": "900",
}


@pytest.fixture
def depot(service):
    now = datetime.now(UTC)
    with service.app.state.store.write() as tx:
        made = depots.create(tx, "Kaiserslautern", now=now)
        vehicles.replace_all(tx, made.depot_id, [VAN, VAN | {"vehicle_id": "van 2"}])
    return made


@pytest.fixture
def dispatcher(signed_in):
    return signed_in("dispatcher")


@pytest.fixture
def hand_in(dispatcher, depot):
    """Return a function that hands a list in and returns the answer."""

    def send(content=OFFICE, name="Touren KW48.csv", *, day=DAY, client=dispatcher, key=None, depot_id=depot.depot_id):
        content = content.encode() if isinstance(content, str) else content
        headers = {} if key is None else {"Idempotency-Key": key}
        return client.post(
            "/api/v1/imports",
            data={"depot_id": depot_id, "date": day},
            files={"file": (name, content, "text/csv")},
            headers=headers,
        )

    return send


@pytest.fixture
def decide(dispatcher):
    """Return a function that changes a list as it was last seen."""

    def patch(view, **decisions):
        return dispatcher.patch(
            f"/api/v1/imports/{view['list_id']}", json=decisions, headers={"If-Match": f'"{view["version"]}"'}
        )

    return patch


def needs(view):
    return {row["row"]: row for row in view["needs"]}


def meanings(view):
    return {column["header"]: column["meaning"] for column in view["columns"]}


def excel(*rows, sheet="Dienstag", before=()):
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in (*before, *rows):
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def codes(answer):
    return [finding["code"] for finding in answer.json()["findings"]]


def test_a_list_is_understood_under_the_firms_own_column_names(hand_in):
    answer = hand_in()
    assert answer.status_code == 201
    assert meanings(answer.json()) == {
        "Kd.-Nr.": "customer_id",
        "Empfänger": "name",
        "Str. / Nr": "street",
        "PLZ": "postcode",
        "Ort": "city",
        "Zeit": "windows",
        "Menge": None,
        "Breite": "lat",
        "Länge": "lon",
        "Hinweis Fahrer": "notes",
    }


def test_the_headings_are_found_below_a_title(hand_in):
    assert hand_in().json()["header_row"] == 3


def test_the_counts_add_up_to_the_rows(hand_in):
    assert hand_in().json()["counts"] == {"rows": 5, "ready": 3, "open": 2, "left_out": 0, "doubled": 0}


def test_a_reversed_window_comes_with_its_sides_swapped_as_one_click(hand_in):
    row = needs(hand_in().json())[5]
    assert row["faults"][0]["label"]["de"] == "Ende liegt vor dem Anfang"
    assert row["repairs"][0]["cells"] == {"windows": "09:00-14:00"}


def test_a_suggestion_that_is_taken_makes_the_row_ready(hand_in, decide):
    view = hand_in().json()
    answer = decide(view, corrections={5: needs(view)[5]["repairs"][0]["cells"]})
    assert answer.json()["counts"]["ready"] == 4
    assert 5 not in needs(answer.json())


def test_a_row_without_coordinates_offers_a_place_on_the_map(hand_in):
    assert [repair["kind"] for repair in needs(hand_in().json())[7]["repairs"]] == ["place"]


def test_coordinates_that_are_typed_in_make_the_row_ready(hand_in, decide):
    view = hand_in().json()
    after = decide(view, corrections={7: {"lat": "49,45", "lon": "7,75"}}).json()
    assert list(needs(after)) == [5]


def test_a_correction_that_is_taken_back_lets_the_files_text_stand_again(hand_in, decide):
    view = hand_in().json()
    once = decide(view, corrections={7: {"lat": "49,45", "lon": "7,75"}}).json()
    again = decide(once, corrections={7: {"lat": None, "lon": None}}).json()
    assert again["counts"] == view["counts"]


def test_a_row_that_is_left_out_is_neither_ready_nor_open(hand_in, decide):
    after = decide(hand_in().json(), left_out=[7]).json()
    assert after["counts"] == {"rows": 5, "ready": 3, "open": 1, "left_out": 1, "doubled": 0}
    assert after["left_out"] == [{"row": 7, "name": "LÃ¤mmchen"}]


def test_a_quantity_without_a_unit_is_asked_about(hand_in):
    question = hand_in().json()["questions"][0]
    assert question["label"]["de"] == "„Menge“ liegt zwischen 3 und 46. In welcher Einheit?"


def test_an_answer_about_the_unit_counts_against_the_load(hand_in, decide, service):
    view = decide(hand_in().json(), mapping={"Menge": "demand_kg"}).json()
    assert view["questions"] == []
    problem, _ = problem_of(service.app.state.store, view["list_id"], ["van 1"])
    assert problem.stop_by_id["10519"].demand == {"kg": 46}


def test_what_was_adapted_is_counted_with_an_example(hand_in):
    adapted = {item["kind"]: item for item in hand_in().json()["adapted"]}
    assert (adapted["adapted_letters"]["before"], adapted["adapted_letters"]["after"]) == ("LÃ¤mmchen", "Lämmchen")
    assert adapted["adapted_open_window"]["count"] == 2
    assert adapted["skipped_blank"]["rows"] == [8]
    assert adapted["skipped_total"]["rows"] == [10]


def test_the_mapping_of_the_last_list_with_the_same_columns_is_taken_over_and_said(hand_in, decide):
    first = decide(hand_in().json(), mapping={"Menge": "demand_units"}).json()
    second = hand_in(day="2026-11-25").json()
    assert meanings(second)["Menge"] == "demand_units"
    assert second["like"] == {"list_id": first["list_id"], "date": DAY, "name": "Touren KW48.csv"}


def test_the_mapping_of_another_depot_is_not_taken_over(hand_in, decide, service):
    decide(hand_in().json(), mapping={"Menge": "demand_units"})
    with service.app.state.store.write() as tx:
        other = depots.create(tx, "Trier", now=datetime.now(UTC))
    assert hand_in(depot_id=other.depot_id).json()["like"] is None


def test_the_file_is_kept_byte_for_byte(hand_in, decide, dispatcher):
    view = decide(hand_in().json(), corrections={5: {"windows": "09:00-14:00"}}).json()
    assert dispatcher.get(f"/api/v1/imports/{view['list_id']}/file").content == OFFICE.encode()


def test_the_ready_rows_become_the_days_problem(hand_in, service):
    view = hand_in().json()
    problem, findings = problem_of(service.app.state.store, view["list_id"], ["van 2"])
    assert [stop.stop_id for stop in problem.stops] == ["10442", "10519", "10521"]
    assert [vehicle.vehicle_id for vehicle in problem.vehicles] == ["van 2"]
    assert {finding.row for finding in findings if finding.severity == "error"} == {5, 7}


def test_a_list_without_a_ready_row_makes_no_problem(hand_in, service):
    view = hand_in("order_id;lat;lon\n1;;\n").json()
    with pytest.raises(OrderFileError, match="No row is ready"):
        problem_of(service.app.state.store, view["list_id"], ["van 1"])


def test_no_vehicle_makes_no_problem(hand_in, service):
    with pytest.raises(VehicleFileError, match="No vehicle"):
        problem_of(service.app.state.store, hand_in().json()["list_id"], [])


def test_excel_is_read_from_the_sheet_that_holds_the_list(hand_in):
    book = openpyxl.load_workbook(io.BytesIO(excel(["Notizen"], ["nichts"], sheet="Notizen")))
    book.create_sheet("Dienstag")
    for row in (["Auftrag", "Kunde", "Breite", "Länge"], ["7", "Lang", 49.44, 7.77]):
        book["Dienstag"].append(row)
    content = io.BytesIO()
    book.save(content)
    view = hand_in(content.getvalue(), "Touren.xlsx").json()
    assert (view["sheet"], view["counts"]["ready"]) == ("Dienstag", 1)


def test_a_window_that_a_spreadsheet_took_for_a_date_is_offered_as_hours(hand_in):
    rows = excel(["Auftrag", "Breite", "Länge", "Zeitfenster"], ["7", 49.44, 7.77, date(2026, 10, 8)])
    row = needs(hand_in(rows, "Touren.xlsx").json())[2]
    assert row["repairs"][0]["cells"] == {"windows": "08:00-10:00"}


def test_text_pasted_from_excel_is_a_list(dispatcher, depot):
    text = "Auftrag\tBreite\tLänge\n7\t49,44\t7,77\n"
    answer = dispatcher.post(
        "/api/v1/imports",
        data={"depot_id": depot.depot_id, "date": DAY, "text": text},
        files={"nothing": ("", b"")},
    )
    assert answer.status_code == 201
    assert answer.json()["name"] == "Aus Excel eingefügt"


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8-sig"])
def test_a_list_in_the_encodings_of_offices_is_read(hand_in, encoding):
    text = "Auftrag;Empfänger;Breite;Länge\n7;Bäckerei;49,44;7,77\n"
    assert meanings(hand_in(text.encode(encoding)).json())["Empfänger"] == "name"


def test_orders_with_the_same_number_can_be_left_out_or_kept(hand_in, decide, service):
    view = hand_in("Auftrag;Breite;Länge\n7;49,44;7,77\n7;49,45;7,78\n").json()
    row = needs(view)[3]
    assert [repair["kind"] for repair in row["repairs"]] == ["leave_out", "keep"]
    kept = decide(view, corrections={3: row["repairs"][1]["cells"]}).json()
    problem, _ = problem_of(service.app.state.store, kept["list_id"], ["van 1"])
    assert [stop.stop_id for stop in problem.stops] == ["7", "7-3"]


def test_a_name_that_is_html_or_a_formula_comes_back_as_the_text_it_is(hand_in, dispatcher):
    text = "Auftrag;Kunde;Breite;Länge\n7;<script>alert(1)</script>;49,44;7,77\n8;=1+1;49,44;7,77\n"
    view = hand_in(text).json()
    places = dispatcher.get(f"/api/v1/imports/{view['list_id']}/places").json()
    assert [place["name"] for place in places] == ["<script>alert(1)</script>", "=1+1"]


def test_five_thousand_rows_are_read(hand_in):
    rows = "".join(f"{number};49,4{number % 100:02d};7,7{number % 100:02d};8-10\n" for number in range(5000))
    assert hand_in("Auftrag;Breite;Länge;Zeitfenster\n" + rows).json()["counts"]["ready"] == 5000


def test_swapped_coordinates_are_offered_the_right_way_round(hand_in):
    row = needs(hand_in("Auftrag;Breite;Länge\n7;7,77;49,44\n").json())[2]
    assert row["repairs"][0]["cells"] == {"lat": "49,44", "lon": "7,77"}


def test_coordinates_without_their_decimal_mark_are_offered_with_it(hand_in):
    row = needs(hand_in("Auftrag;Breite;Länge\n7;494441;77690\n").json())[2]
    assert row["repairs"][0]["cells"] == {"lat": "49.4441", "lon": "7.7690"}


def test_an_order_beyond_the_depots_roads_needs_somebody(hand_in, depot, service, grid_town):
    network, now = grid_town[0], datetime.now(UTC)
    with service.app.state.store.write() as tx:
        file_id = files.put(tx, "town", "application/octet-stream", grid_town[1], now=now)
        figures = {"content_hash": network.content_hash, "statistics": network.statistics()}
        kept = roads.add(tx, "town", file_id=file_id, now=now, **figures)
        depots.change(tx, depot.depot_id, depot.version, roads_id=kept.roads_id)
    row = needs(hand_in("Auftrag;Breite;Länge\n1;49,4441;7,7651\n2;48,1;11,5\n").json())[3]
    assert [fault["code"] for fault in row["faults"]] == ["outside_roads"]
    assert [repair["kind"] for repair in row["repairs"]] == ["place"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"\n\n ; ; \n", "file_empty"),
        (b"Auftrag;Kunde\n", "only_header"),
        (b"PK\x03\x04 cut off", "excel_unreadable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "excel_locked"),
        (b'Auftrag;Kunde\n7;"open\n', "csv_broken"),
    ],
    ids=["empty", "blank", "only a header", "cut off Excel", "Excel with a password", "open quotation mark"],
)
def test_a_file_that_is_no_list_is_refused_with_its_reason(hand_in, content, code):
    answer = hand_in(content, "liste.csv")
    assert (answer.status_code, codes(answer)) == (422, [code])


@pytest.mark.parametrize(
    "content",
    [b"%PDF-1.7", b"\x89PNG\r\n", b"<html><table>", b"Auftrag;Kunde\n7;\0\0\n", b"PAR1"],
    ids=["PDF", "picture", "HTML", "NUL bytes", "Parquet"],
)
def test_another_kind_of_file_is_refused_and_told_what_is_read(hand_in, content):
    answer = hand_in(content, "liste.xls")
    assert (answer.status_code, codes(answer)) == (415, ["file_kind"])
    assert "Excel" in answer.json()["detail"]


def test_a_file_beyond_the_limit_is_refused(hand_in):
    answer = hand_in(b"x" * (25 * 2**20 + 100_000))
    assert (answer.status_code, codes(answer)) == (413, ["upload_too_large"])


def test_the_same_key_returns_the_first_list(hand_in):
    assert hand_in(key="a").json()["list_id"] == hand_in(key="a").json()["list_id"]


def test_the_same_key_with_another_file_is_refused(hand_in):
    hand_in(key="a")
    assert codes(hand_in(PLAIN, key="a")) == ["list_key_used"]


def test_a_change_without_a_version_is_refused(hand_in, dispatcher):
    assert dispatcher.patch(f"/api/v1/imports/{hand_in().json()['list_id']}", json={}).status_code == 428


def test_the_second_of_two_people_is_told_who_was_first(hand_in, decide):
    view = hand_in().json()
    decide(view, left_out=[7])
    answer = decide(view, left_out=[5])
    assert (answer.status_code, codes(answer)) == (412, ["list_changed"])
    assert answer.json()["findings"][0]["value"] == "dispatcher"


def test_unfit_decisions_are_refused_all_at_once(hand_in, decide):
    answer = decide(
        hand_in().json(),
        mapping={"Nirgends": "name", "Ort": "postcode", "Menge": "smell"},
        corrections={99: {"lat": "1"}, 5: {"smell": "x"}},
    )
    assert answer.status_code == 422
    assert sorted(codes(answer)) == [
        "mapping_column_unknown",
        "meaning_twice",
        "meaning_unknown",
        "meaning_unknown",
        "row_unknown",
    ]


def test_a_list_of_another_depot_is_like_one_that_does_not_exist(hand_in, signed_in):
    stranger = signed_in("dispatcher", depots=[], name="stranger")
    answer = stranger.get(f"/api/v1/imports/{hand_in().json()['list_id']}")
    assert (answer.status_code, codes(answer)) == (404, ["unknown_list"])


def test_a_list_is_not_handed_in_for_another_depot(hand_in, signed_in):
    assert hand_in(client=signed_in("dispatcher", depots=[], name="stranger")).status_code == 404


def test_lists_are_given_a_part_at_a_time_newest_first(hand_in, dispatcher, depot):
    made = [hand_in(PLAIN, name=f"{number}.csv").json()["list_id"] for number in range(3)]
    query = {"depot_id": depot.depot_id, "limit": 2}
    first = dispatcher.get("/api/v1/imports", params=query).json()
    second = dispatcher.get("/api/v1/imports", params=query | {"after": first["next"]}).json()
    assert [item["list_id"] for item in first["items"] + second["items"]] == made[::-1]
    assert second["next"] is None


def test_what_is_noted_of_a_change_names_no_customer(hand_in, decide, service):
    decide(hand_in().json(), corrections={5: {"name": "Feinkost Marino GmbH", "windows": "09:00-14:00"}})
    with service.app.state.store.read() as tx:
        noted = str(tx.exec_driver_sql("select action, subject, detail from audit").all())
    assert "list.change" in noted
    assert "Marino" not in noted
    assert "Touren" not in noted


def test_a_refused_change_leaves_the_list_as_it_was(hand_in, decide, service):
    view = hand_in().json()
    decide(view, left_out=[99])
    with service.app.state.store.read() as tx:
        assert order_lists.get(tx, view["list_id"]).version == 1


@pytest.mark.parametrize(("language", "word"), [("de", "Auftragsliste"), ("en", "order list")])
def test_a_list_that_does_not_exist_is_called_one_in_each_language(dispatcher, language, word):
    (finding,) = dispatcher.get("/api/v1/imports/nowhere").json()["findings"]
    assert word in finding[language]
