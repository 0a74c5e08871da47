"""The words of a replay's report, in German and English."""

import math
from collections.abc import Mapping
from typing import Any

from maps.wording import signed
from routing.messages import Language
from routing.numbers import decimal, per_cent

_WORDS: dict[str, tuple[str, str]] = {
    "page": ("Nachspiel", "Replay"),
    "map_too": ("Dieselben Tage auf der Karte", "The same days on the map"),
    "title": ("Kommen wir pünktlicher an?", "Do we arrive more punctually?"),
    "subtitle": ("{days} Tage nachgespielt, {stops} Stopps", "{days} days replayed, {stops} stops"),
    "grade_replayed": ("nachgespielt", "replayed"),
    "grade_simulated": ("simulierte Historie", "simulated history"),
    "simulated_note": (
        "Simulierte Historie: Alle Zahlen stammen aus erzeugten Tagen, nicht aus einem Betrieb.",
        "Simulated history: all figures come from generated days, not from a firm.",
    ),
    "fewer": (
        (
            "Auf diesen {days} Tagen wären mit den neuen Plänen voraussichtlich {value} weniger Stopps spät gekommen; "
            "möglich sind {low} bis {high}."
        ),
        (
            "On these {days} days, the new plans would probably have made {value} fewer stops late; "
            "{low} to {high} are possible."
        ),
    ),
    "more": (
        (
            "Auf diesen {days} Tagen wären mit den neuen Plänen voraussichtlich {value} mehr Stopps spät gekommen; "
            "möglich sind {low} bis {high}."
        ),
        (
            "On these {days} days, the new plans would probably have made {value} more stops late; "
            "{low} to {high} are possible."
        ),
    ),
    "no_difference": (
        "Kein Unterschied gezeigt: Die Veränderung der späten Stopps liegt zwischen {low} und {high}.",
        "No difference shown: the change in late stops lies between {low} and {high}.",
    ),
    "no_claim": ("Keine Aussage: {reason}", "No claim: {reason}"),
    "no_headline": ("Keine Schlagzeile: {reason}", "No headline: {reason}"),
    "no_late": (
        "Von Hand wäre kein Stopp spät gekommen.",
        "By hand, no stop would have been late.",
    ),
    "refused_days": (
        "{value} Tage sind nachgespielt, nötig sind {limit}. Unten stehen Zahlen ohne Behauptung.",
        "{value} days are replayed, {limit} are needed. Below are plain counts.",
    ),
    "refused_planner_weeks": (
        ("Der Planer hat aus {value} Wochen gelernt, nötig sind {limit}. Unten stehen Zahlen ohne Behauptung."),
        "The planner has learned from {value} weeks, {limit} are needed. Below are plain counts.",
    ),
    "refused_judge_weeks": (
        ("Die Prüfung hat aus {value} Wochen gelernt, nötig sind {limit}. Unten stehen Zahlen ohne Behauptung."),
        "The judge has learned from {value} weeks, {limit} are needed. Below are plain counts.",
    ),
    "refused_gate": (
        (
            "Kalibrierung nicht bestanden. {rule}: {value}, erlaubt höchstens {limit}. Die "
            "Nachstellung trifft die Wirklichkeit nicht genau; darum steht hier keine Minderung, auch nicht ungefähr. "
            "Bei wenigen Wochen kann das Zufall sein: Mehr Wochen klären es."
        ),
        (
            "Calibration not passed. {rule}: {value}, at most {limit} allowed. The simulation does not "
            "match reality closely enough, so no reduction stands here, not even roughly. "
            "With few weeks this may be chance: more weeks will tell."
        ),
    ),
    "rates": ("Anteil später Stopps", "Share of late stops"),
    "manual": ("von Hand, wie geplant", "by hand, as planned"),
    "optimised": ("neu geplant", "newly planned"),
    "as_driven": ("von Hand, wie gefahren", "by hand, as driven"),
    "nearest_neighbour": ("immer zum nächsten Stopp", "always the nearest stop"),
    "random_order": ("zufällige Reihenfolge", "random order"),
    "yardstick": ("veröffentlichter Vergleichswert", "published yardstick"),
    "yardstick_source": ("249.231 Stopps auf 19.647 Touren", "249,231 stops on 19,647 routes"),
    "not_shown": ("nicht gezeigt", "not shown"),
    "late_of": ("{late} von {due} Stopps spät", "{late} of {due} stops late"),
    "minutes_sum": ("{minutes} min Verspätung", "{minutes} min late"),
    "distance": ("Strecke", "Distance"),
    "interval": ("95-%-Bereich", "95% interval"),
    "judges": ("Sehen das alle Prüfungen so?", "Do all judges agree?"),
    "judges_hint": (
        "Veränderung der späten Stopps, links von 0 weniger. Jede Prüfung simuliert beide Pläne an denselben Tagen.",
        "Change in late stops. Left of 0: fewer late. Each judge simulates both plans on the same days.",
    ),
    "judge_disjoint": ("andere Wochen als der Planer", "other weeks than the planner's"),
    "judge_resampled zones": ("Zonen neu gezogen", "resampled zones"),
    "judge_parametric form": ("andere Formel", "another functional form"),
    "judge_planner": ("Modell des Planers", "the planner's model"),
    "judge_pooled": ("alle Wochen zusammen", "all weeks together"),
    "judge_day variance": ("Tage schwanken mehr", "days vary more"),
    "tag_headline": ("Schlagzeile", "headline"),
    "tag_worst": ("ungünstigste", "worst"),
    "tag_shared": ("teilt Wochen mit dem Planer: keine Behauptung", "shares weeks with the planner: not a claim"),
    "calibration": ("Trifft die Nachstellung die Wirklichkeit?", "Does the simulation match reality?"),
    "calibration_passed": ("Alle Regeln sind eingehalten.", "All rules are kept."),
    "calibration_failed": (
        "Nicht eingehalten: {failed} von {rules} Maßen.",
        "Broken: {failed} of {rules} measures.",
    ),
    "calibration_rates": (
        "Von Hand spät: gemessen {actual}, nachgestellt {simulated}. 80-%-Ankunftsbereiche treffen {coverage}.",
        "Late by hand: measured {actual}, simulated {simulated}. 80% arrival intervals cover {coverage}.",
    ),
    "rule": ("Regel", "Rule"),
    "value": ("Wert", "Value"),
    "limit": ("höchstens", "at most"),
    "result": ("Ergebnis", "Result"),
    "passed": ("bestanden", "passed"),
    "failed": ("nicht bestanden", "failed"),
    "points": ("Punkte", "points"),
    "delay_rate": ("Anteil später Stopps: Abstand zur Messung", "Share of late stops: distance from the measured one"),
    "delay_rate_z": ("Derselbe Abstand, am Zufall gemessen", "The same distance, in units of chance"),
    "coverage_80": ("80-%-Ankunftsbereiche: Abstand von 80 %", "80% arrival intervals: distance from 80%"),
    "arrival_by_third_z": ("Ankünfte im Mittel, je Drittel der Tour", "Mean arrivals, by third of the tour"),
    "arrival_by_hour_z": ("Ankünfte im Mittel, je Stunde", "Mean arrivals, by hour"),
    "legs_overall": ("Fahrzeiten im Mittel", "Mean travel times"),
    "legs_by_slot": ("Fahrzeiten je Tageszeit", "Travel times by time of day"),
    "legs_by_zone": ("Fahrzeiten je Zone", "Travel times by zone"),
    "service_by_tercile": (
        "Standzeiten bei schnellen und langsamen Kunden",
        "Service times of quick and slow customers",
    ),
    "leg_spread": ("Streuung der Fahrzeiten", "Spread of travel times"),
    "by_day": ("Tag für Tag", "Day by day"),
    "by_day_title": (
        "Späte Stopps je Tag, {days} Tage; an {better} davon neu geplant weniger als von Hand.",
        "Late stops a day, {days} days; on {better} of them newly planned fewer than by hand.",
    ),
    "by_day_only": ("Späte Stopps je Tag von Hand, {days} Tage.", "Late stops a day by hand, {days} days."),
    "as_table": ("Als Tabelle", "As a table"),
    "day": ("Tag", "Day"),
    "due": ("Stopps mit Fenster", "Due stops"),
    "late_stops": ("späte Stopps", "late stops"),
    "km_manual": ("km von Hand", "km by hand"),
    "km_optimised": ("km neu geplant", "km newly planned"),
    "change": ("Veränderung", "Change"),
    "baselines": ("Ist der Plan von Hand ein fairer Gegner?", "Is the manual plan a fair opponent?"),
    "baselines_hint": (
        "Derselbe Tag, dieselben Fahrzeuge, dieselbe Prüfung. Der Plan von Hand soll deutlich besser sein als Zufall.",
        "The same day, vehicles and judge. The manual plan should clearly beat chance.",
    ),
    "plan": ("Plan", "Plan"),
    "adherence": (
        "Fahrer halten {share} der geplanten Nachbarn ein. Mit dieser Gewohnheit in beiden Plänen: {value} {bounds}.",
        "Drivers keep {share} of planned neighbours. With that habit in both plans: {value} {bounds}.",
    ),
    "adherence_only": (
        "Fahrer halten {share} der geplanten Nachbarn ein.",
        "Drivers keep {share} of the planned neighbours.",
    ),
    "excluded": ("Was nicht mitgezählt wurde", "What was not counted"),
    "nothing_excluded": ("Nichts wurde ausgeschlossen.", "Nothing was excluded."),
    "reason": ("Grund", "Reason"),
    "level_row": ("Zeilen", "rows"),
    "level_tour": ("Touren", "tours"),
    "level_day": ("Tage", "days"),
    "left_out_of": ("fehlt", "left out of"),
    "of_everything": ("überall", "everything"),
    "of_learning": ("nur beim Lernen", "learning only"),
    "of_replay": ("nur im Nachspielen", "the replay only"),
    "count": ("Anzahl", "Count"),
    "failed_day": ("Tag {date} ließ sich nicht nachspielen", "Day {date} could not be replayed"),
    "violations": ("Regelverstöße in geprüften Plänen", "Violations in checked plans"),
    "truncated": ("Tage, an denen die Suche an der Zeitgrenze endete", "Days on which the search met the time cap"),
    "method": ("So wurde gerechnet", "How this was computed"),
    "method_text": (
        (
            "Jeder Tag wurde geplant, wie er am Morgen bekannt war: gleiche Aufträge, Fahrzeuge, Lasten, Schichten. "
            "Der Planer lernte nur aus früheren Wochen, die Prüfung aus anderen Wochen als er. "
            "Beide Pläne laufen durch dieselben simulierten Tage; gleiche Pläne ergeben genau null Unterschied. "
            "Verglichen wird nachgestellt mit nachgestellt, nie mit gemessen; Bereiche entstehen aus gezogenen Tagen. "
            "Nicht verplante Stopps zählen als spät, damit Weglassen nie besser aussieht."
        ),
        (
            "Each day was planned as it was known that morning: the same orders, vehicles, loads and shifts. "
            "The planner learned from earlier weeks only, the judge from other weeks than the planner. "
            "Both plans pass through the same simulated days; equal plans give exactly zero difference. "
            "Simulated is compared with simulated, never with measured; intervals come from drawing days. "
            "Stops left out count as late, so that dropping never looks better."
        ),
    ),
    "limits": ("Grenzen", "Limits"),
    "limits_text": (
        (
            "Nachgespielt ist nicht gemessen: Ob die Verspätungen wirklich sinken, zeigt erst ein Pilot. "
            "Eine bestandene Kalibrierung schließt Verzerrung nicht aus."
        ),
        (
            "Replayed is not measured: only a pilot shows whether delays really fall. "
            "Passing the calibration does not rule out bias."
        ),
    ),
    "nobody_ranked": (
        "Niemand wird verglichen: Zahlen gelten für Pläne und Tage, nie für Fahrer.",
        "Nobody is compared: figures are about plans and days, never about drivers.",
    ),
    "options": (
        "{scenarios} Szenarien je Tag · Arbeitsgrenze {work_limit} · Startwert {seed}",
        "{scenarios} scenarios a day · work limit {work_limit} · seed {seed}",
    ),
    "planner_learned": ("Planer: {days} Tage aus {weeks} Wochen", "Planner: {days} days from {weeks} weeks"),
    "judge_learned": ("Prüfung: {days} Tage", "Judge: {days} days"),
}

_Z = ("delay_rate_z", "arrival_by_third_z", "arrival_by_hour_z")
_POINTS = ("delay_rate", "coverage_80")
COUNTED = ("days", "planner_weeks", "judge_weeks")
"""Refusals for too little data: counts may be shown, without a claim."""


def word(key: str, language: Language, **given: str) -> str:
    """Return a word or sentence, with what belongs in its braces."""
    text = _WORDS[key][0 if language == "de" else 1]
    for name, value in given.items():
        text = text.replace("{" + name + "}", value)
    return text


def judge_text(name: str, language: Language) -> str:
    """Return what a judge is called; an unknown one by its own name."""
    start, _, factor = name.partition(" × ")
    key = f"judge_{start}"
    times = factor if language == "en" else factor.replace(".", ",")
    return (word(key, language) if key in _WORDS else start) + (f" (× {times})" if times else "")


def rule_text(name: str, language: Language) -> str:
    """Return what a rule is called; an unknown one by its own name."""
    return word(name, language) if name in _WORDS else name


def measure_text(name: str, value: float | None, language: Language) -> str:
    """Return a rule's value or limit in its unit, a dash where nothing could be measured."""
    if value is None or not math.isfinite(value):
        return "–"
    if name in _Z:
        return f"z = {decimal(value, 1, language)}"
    if name in _POINTS:
        return f"{decimal(100 * value, 1, language)} {word('points', language)}"
    return per_cent(value, language)


def share_text(share: float, language: Language) -> str:
    """Return a share in whole per cent, without a sign."""
    return decimal(100 * abs(share), 0, language) + ("\u202f%" if language == "de" else "%")


def change_text(reduction: float, language: Language, digits: int = 0) -> str:
    """Return a reduction as the change that people speak of: 0.31 is −31 %."""
    return signed(-100 * reduction, digits, language) + ("\u202f%" if language == "de" else "%")


def bounds_text(low: float, high: float, language: Language) -> str:
    """Return the interval of a reduction as that of the change."""
    return f"[{signed(-100 * high, 0, language)} … {signed(-100 * low, 0, language)}]"


def reason_of(result: Mapping[str, Any], language: Language) -> str:
    """Return why a result carries no reduction."""
    refused = result["refused"]
    if refused is None:
        return word("no_late", language)
    name, value, limit = refused["rule"], refused["value"], refused["limit"]
    if name in COUNTED:
        given = {"value": decimal(value, 0, language), "limit": decimal(limit, 0, language)}
        return word(f"refused_{name}", language, **given)
    return word(
        "refused_gate",
        language,
        rule=rule_text(name, language),
        value=measure_text(name, value, language),
        limit=measure_text(name, limit, language),
    )


def gated(result: Mapping[str, Any]) -> bool:
    """Tell whether the calibration gate forbids every figure of another plan than the manual one."""
    return result["refused"] is not None and result["refused"]["rule"] not in COUNTED


def claims(result: Mapping[str, Any]) -> bool:
    """Tell whether the replay claims a reduction: nothing refuses it, and it has an interval."""
    band = result["reduction"]
    return result["refused"] is None and band is not None and None not in (band["value"], band["low"], band["high"])


def verdict(result: Mapping[str, Any], language: Language) -> str:
    """Return in one sentence what the replay shows, or why it shows nothing."""
    band = result["reduction"]
    if not claims(result):
        kind = "no_headline" if gated(result) else "no_claim"
        return word(kind, language, reason=reason_of(result, language))
    low, high = band["low"], band["high"]
    if low <= 0 <= high:
        ends = {"low": change_text(high, language), "high": change_text(low, language)}
        return word("no_difference", language, **ends)
    nearest, farthest = sorted((low, high), key=abs)
    return word(
        "fewer" if low > 0 else "more",
        language,
        days=decimal(result["days"], 0, language),
        value=share_text(band["value"], language),
        low=share_text(nearest, language),
        high=share_text(farthest, language),
    )
