"""The replay's report: what it says first, and what it must not say."""

import re
from html import unescape

import pytest
from replay_results import days, result, without_claim

from benchmarks.replay import wording
from benchmarks.replay.gate import LIMITS
from benchmarks.replay.page import TEMPLATES, headline_of, report_page
from benchmarks.replay.wording import judge_text, measure_text, rule_text, verdict


def text_of(given=None, frame=None, language="de"):
    page = report_page(given or result(), days() if frame is None else frame, language)
    page = re.sub(r"<style>.*?</style>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", page)))


def test_the_first_sentence_is_the_verdict_with_its_interval():
    said = verdict(result(), "de").replace("\u202f", " ")
    assert said == (
        "Auf diesen 60 Tagen wären mit den neuen Plänen voraussichtlich 31 % weniger Stopps spät gekommen; "
        "möglich sind 25 % bis 37 %."
    )
    assert said in text_of()


def test_a_plan_that_is_worse_is_said_to_be_worse():
    worse = result(reduction={"value": -0.2, "low": -0.3, "high": -0.1})
    assert "20% more stops late; 10% to 30% are possible" in verdict(worse, "en")


def test_an_interval_that_holds_zero_shows_no_difference():
    open_end = result(reduction={"value": 0.03, "low": -0.05, "high": 0.12})
    said = verdict(open_end, "de").replace("\u202f", " ")
    assert said == "Kein Unterschied gezeigt: Die Veränderung der späten Stopps liegt zwischen −12 % und +5 %."


def test_no_late_stop_by_hand_claims_nothing():
    assert verdict(result(reduction={"value": None, "low": None, "high": None}), "de").startswith("Keine Aussage")


def test_both_rates_stand_with_interval_and_counts():
    text = text_of()
    assert "10,2 % [9,4–11,1] 980 von 9.600 Stopps spät" in text
    assert "7,0 % [6,4–7,7] 674 von 9.600 Stopps spät" in text


def test_every_judge_is_named_and_those_that_share_weeks_are_no_claim():
    text = text_of()
    assert "andere Wochen als der Planer Schlagzeile −31 % [−37 … −25]" in text
    assert "andere Formel ungünstigste −26 % [−33 … −20]" in text
    assert text.count("teilt Wochen mit dem Planer: keine Behauptung") == 2


def test_every_rule_stands_with_value_limit_and_result():
    text = text_of()
    assert "80-%-Ankunftsbereiche: Abstand von 80 % 1,2 Punkte 5,0 Punkte bestanden" in text
    assert text.count(" bestanden ") == 10


def test_a_refused_replay_names_the_rule_and_shows_no_reduction():
    text = text_of(without_claim("coverage_80", 0.12, 0.05))
    assert "Keine Schlagzeile: Kalibrierung nicht bestanden. 80-%-Ankunftsbereiche" in text
    assert "12,0 Punkte, erlaubt höchstens 5,0 Punkte" in text
    assert "Sehen das alle Prüfungen so?" not in text


def test_a_refused_replay_shows_no_figure_of_the_new_plan_from_which_to_compute_one():
    text = text_of(without_claim("coverage_80", 0.12, 0.05))
    told = [figure for figure in ("7,0 %", "674", "6.561", "8.940", "109,4", "929") if figure in text]
    assert told == []
    assert "nicht gezeigt" in text


@pytest.mark.parametrize("value", [None, float("nan"), float("inf")])
def test_a_rule_that_could_not_be_measured_has_a_dash(value):
    assert measure_text("coverage_80", value, "de") == "–"
    assert "80-%-Ankunftsbereiche: Abstand von 80 %: –" in verdict(without_claim("coverage_80", value, 0.05), "de")


def test_fewer_than_ten_days_give_counts_and_no_claim():
    few = without_claim("days", 5, 10) | {"days": 5}
    text = text_of(few, days(5))
    assert "Keine Aussage: 5 Tage sind nachgespielt, nötig sind 10." in text
    assert "674 von 9.600 Stopps spät" in text
    assert "[6,4–7,7]" not in text
    assert not re.search(r"−\d+\s?%", text)


@pytest.mark.parametrize("rule", ["planner_weeks", "judge_weeks"])
def test_too_few_weeks_are_said_in_weeks(rule):
    assert "2 Wochen gelernt, nötig sind 4" in verdict(without_claim(rule, 2, 4), "de")


def test_simulated_history_is_called_so_and_a_firms_own_is_not():
    assert "Simulierte Historie: Alle Zahlen stammen" in text_of()
    assert "simulierte Historie" not in text_of(result(grade="replayed"))


def test_what_was_excluded_stands_with_its_count():
    text = text_of()
    assert "nur beim Lernen 14 Touren" in text
    assert "Tage, an denen die Suche an der Zeitgrenze endete 2" in text


def test_a_reason_has_no_gap_where_a_value_stood():
    given = [{"reason": "arrival_missing", "level": "row", "of": "learning", "count": 92}]
    text = text_of(result(excluded=given))
    assert "Ankunftsstempel fehlt nur beim Lernen 92 Zeilen" in text
    assert "„…“" not in text


def test_the_chart_of_days_says_what_it_counts():
    assert "Späte Stopps je Tag, 60 Tage; an" in text_of()


def test_nothing_excluded_is_said_too():
    assert "Nichts wurde ausgeschlossen." in text_of(result(excluded=[], truncated_days=0))


def test_a_day_that_failed_is_named():
    failed = result(failed_days=[{"date": "2026-09-03", "reason": "<b>boom"}])
    assert "Tag 03.09.2026 ließ sich nicht nachspielen: <b>boom nur im Nachspielen 1" in text_of(failed)
    assert "<b>boom" not in report_page(failed, days())


def test_the_page_runs_no_script_and_loads_nothing():
    page = report_page(result(), days())
    assert re.findall(r"<script|<link|<img|@import|url\(|src=| style=", page) == []
    assert re.findall(r'href="([^"]*)"', page) == ["delays.html"]


def test_kilometres_stand_beside():
    assert "6.480 → 6.561 km von Hand, wie geplant → neu geplant: +1,2 %" in text_of().replace("\u202f", " ")


def test_english_is_english():
    text = text_of(language="en")
    assert "On these 60 days, the new plans would probably have made 31% fewer stops late" in text
    assert "249,231 stops" in text


def test_every_word_stands_in_both_languages_and_none_is_idle():
    source = (TEMPLATES / "report.html").read_text("utf-8")
    for name in ("page.py", "wording.py"):
        source += (TEMPLATES.parent / name).read_text("utf-8")
    said = set(re.findall(r"word\(\s*['\"](\w+)['\"]", source)) | set(
        re.findall(r'"(passed|failed|fewer|more|no_claim|no_headline|by_day\w*)"', source)
    )
    families = ("judge_", "tag_", "of_", "level_", "refused_")
    named = {"manual", "optimised", "as_driven", "nearest_neighbour", "random_order", *LIMITS}
    idle = {key for key in wording._WORDS if key not in said | named and not key.startswith(families)}
    assert idle == set()
    assert all(text.strip() for both in wording._WORDS.values() for text in both)


def test_every_rule_of_the_gate_has_a_name():
    assert [name for name in LIMITS if rule_text(name, "de") == name] == []


def test_judges_are_called_in_the_readers_language():
    assert judge_text("day variance × 1.25", "de") == "Tage schwanken mehr (× 1,25)"
    assert judge_text("new one", "de") == "new one"


def test_the_maps_headline_claims_what_the_report_claims():
    claim = headline_of(result())
    assert claim.reduction == (0.312, 0.25, 0.371)
    assert (claim.grade, claim.days, claim.refused) == ("simulated", 60, False)


def test_the_maps_headline_of_a_refused_replay_hides_the_new_plan():
    claim = headline_of(without_claim("coverage_80", 0.12, 0.05))
    assert claim.refused
    assert claim.reduction is None
    assert claim.reason.startswith("Kalibrierung nicht bestanden.")
    assert (claim.manual.low, claim.optimised.low) == (0.094, None)


def test_the_maps_headline_of_too_few_days_keeps_its_counts():
    claim = headline_of(without_claim("days", 5, 10))
    assert not claim.refused
    assert (claim.manual.late, claim.manual.low) == (980.2, None)
