"""The replay's report in a browser: on a phone, in the dark, on paper, without any outside request."""

import pytest
from replay_results import days, result

from benchmarks.replay.page import report_page


@pytest.fixture
def open_report(browse, tmp_path):
    """Return a function that writes the report and opens it."""

    def open_report(language="de", **options):
        path = tmp_path / "report.html"
        path.write_text(report_page(result(), days(), language), "utf-8")
        return browse(path.as_uri(), **options)

    return open_report


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1920, 1080), (390, 844)], ids=["desk", "beamer", "phone"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_the_report_never_scrolls_sideways(open_report, language, width, height, scheme):
    seen = open_report(language, width=width, height=height, color_scheme=scheme)
    assert seen.page.evaluate("() => document.documentElement.scrollWidth") <= width


def test_the_verdict_is_in_sight_without_scrolling(open_report):
    seen = open_report(width=390, height=844)
    box = seen.page.locator(".verdict").bounding_box()
    assert box["y"] + box["height"] < 844


def test_days_unfold_as_a_table_by_keyboard(open_report):
    seen = open_report()
    seen.page.locator("summary").focus()
    seen.page.keyboard.press("Enter")
    assert seen.page.locator("details tbody tr").filter(visible=True).count() == 60


def test_charts_have_names(open_report):
    seen = open_report()
    names = seen.page.get_by_role("img").evaluate_all("all => all.map(one => one.getAttribute('aria-label'))")
    assert len(names) == 7
    assert all(names)
