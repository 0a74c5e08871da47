"""Files to be kept: under their own names, whatever signs those hold, and harmless in a browser."""

from api.media import CSV, HTML, media_type
from api.web.answers import downloaded


def test_a_plain_name_stands_in_quotation_marks():
    assert downloaded(b"", "plan.csv", CSV).headers["Content-Disposition"] == 'attachment; filename="plan.csv"'


def test_a_name_with_other_signs_is_sent_in_signs_that_a_header_takes():
    told = downloaded(b"", 'Aufträge "24".csv', CSV).headers["Content-Disposition"]
    assert told == "attachment; filename*=UTF-8''Auftr%C3%A4ge%20%2224%22.csv"


def test_a_page_to_be_kept_runs_nothing_at_the_service_own_address():
    assert downloaded(b"", "map.html", HTML).headers["Content-Security-Policy"] == "sandbox"


def test_the_kind_of_a_file_goes_by_its_ending_in_any_letters():
    assert media_type("Touren.CSV") == CSV


def test_a_file_of_unknown_kind_is_just_bytes():
    assert media_type("touren") == "application/octet-stream"
