"""plan.xlsx: opened by a spreadsheet, it is what the plan says and nothing that runs."""

import io
from datetime import datetime

import pytest
from openpyxl import load_workbook

from data.exports.plan_xlsx import plan_xlsx
from routing.plan import Reason
from routing.schedule import schedule


@pytest.fixture
def planned(sample_town_day):
    """A problem whose first customer has a formula for a name, and a plan with two tours and stops left out."""
    problem, matrix, _ = sample_town_day
    first, *others = problem.stops
    named = first.model_copy(update={"name": '=HYPERLINK("http://x")', "address": "+49 \x07 1"})
    problem = problem.model_copy(update={"stops": (named, *others)})
    stops = [stop.stop_id for stop in problem.stops]
    reasons = {stop: (Reason(code="not_in_any_tour"),) for stop in stops}
    plan = schedule(problem, {"van-1": stops[:5], "van-2": stops[5:15]}, matrix, reasons=reasons)
    return problem, plan


def book_of(planned, language="de"):
    return load_workbook(io.BytesIO(plan_xlsx(*planned, language)))


def test_each_tour_has_a_sheet_of_its_own(planned):
    assert book_of(planned).sheetnames == ["Übersicht", "Tour 1", "Tour 2", "Ohne Tour"]


def test_sheets_are_named_in_the_reader_s_language(planned):
    assert book_of(planned, "en").sheetnames == ["Overview", "Tour 1", "Tour 2", "No tour"]


def test_arrivals_are_times(planned):
    problem, plan = planned
    cell = book_of(planned)["Tour 1"]["B2"]
    shown = problem.clock(plan.routes[0].visits[0].arrival_s)
    assert (isinstance(cell.value, datetime), f"{cell.value:%H:%M:%S}", cell.number_format) == (True, shown, "hh:mm")


def test_no_text_is_a_formula(planned):
    cells = [cell for sheet in book_of(planned) for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]


def test_text_that_looks_like_a_formula_stays_as_it_is(planned):
    cell = book_of(planned)["Tour 1"]["G2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == ('=HYPERLINK("http://x")', "s", True)


def test_signs_that_no_workbook_may_hold_are_left_out(planned):
    assert book_of(planned)["Tour 1"]["H2"].value == "+49  1"


def test_every_order_has_a_row(planned):
    problem, _ = planned
    book = book_of(planned)
    assert sum(sheet.max_row - 1 for sheet in book if sheet.title != "Übersicht") == len(problem.stops)


def test_columns_are_wide_enough_for_their_head(planned):
    for sheet in book_of(planned):
        for cell in sheet[1]:
            assert sheet.column_dimensions[cell.column_letter].width >= len(cell.value)


def test_a_break_has_a_row_of_its_own_between_the_visits(planned):
    problem, plan = planned
    first, second, *rest = plan.routes[0].visits
    paused = second.model_copy(update={"leg": second.leg.model_copy(update={"pause_s": 2700})})
    route = plan.routes[0].model_copy(update={"visits": (first, paused, *rest)})
    sheet = book_of((problem, plan.model_copy(update={"routes": (route,)})))["Tour 1"]
    assert [sheet.cell(row, 1).value for row in (2, 3, 4)] == [1, None, 2]
    assert (sheet["G3"].value, (sheet["D3"].value - sheet["B3"].value).seconds) == ("Pause 45 min", 2700)
