"""The delay map: where stops would have been late, by hand and as planned, and the change between both."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any, Literal

import pandas as pd
import shapely
from jinja2 import Template
from markupsafe import Markup

from maps.delay_frames import K_TOURS, MINUTE_COLUMNS, require_delays
from maps.delay_layers import MEASURES, Place, Scale, places_of, scale_of
from maps.environment import environment_of
from maps.frames import STREET_COLUMNS, require
from maps.offline import BASE_SCRIPTS, Drawing, OfflineMap
from maps.streets import DIGITS, Bounds, street_features
from maps.wording import delay_words, signed, span
from routing.errors import InputError
from routing.messages import Language
from routing.numbers import decimal, per_cent

SCHEMA_VERSION = 1
DELAYS = Drawing(
    styles=("tokens.css", "plan_map.css", "delay_places.css", "delay.css"),
    scripts=(*BASE_SCRIPTS, "delay_places.js", "delay_card.js", "delay.js"),
    start="drawDelays",
    data="delays",
)


@dataclass(frozen=True)
class Rate:
    """A delay rate with what it was counted from, and its 95 % interval if there is one."""

    value: float | None
    late: float
    due: int
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Headline:
    """The replay's figures above the map.

    Parameters
    ----------
    reduction
        Value, low and high of (manual - optimised) / manual; ``None`` where
        nothing may be claimed: then no place shows an interval or a claim.
    reason
        Why there is no reduction, as a sentence.
    refused
        The calibration gate was not passed: then no figure of the optimised
        plan and no change stands anywhere in the file.
    """

    manual: Rate
    optimised: Rate
    days: int
    grade: Literal["replayed", "simulated", "measured"]
    reduction: tuple[float, float, float] | None = None
    reason: str | None = None
    refused: bool = False


def delay_map(
    stops: pd.DataFrame,
    areas: pd.DataFrame,
    streets: pd.DataFrame | None = None,
    *,
    title: str,
    language: Language = "de",
    note: str | None = None,
    plans: tuple[str, str] | None = None,
    headline: Headline | None = None,
    k_tours: int = K_TOURS,
) -> OfflineMap:
    """Return the map of a replay's delays; ``save(path)`` writes its single file.

    Parameters
    ----------
    stops, areas
        Frames with :data:`maps.delay_frames.DELAY_STOP_COLUMNS` and
        :data:`~maps.delay_frames.DELAY_AREA_COLUMNS`.
    streets
        The base map, columns :data:`maps.frames.STREET_COLUMNS`; areas without
        a name are called by their longest street.
    note
        What must be said beside every figure, e.g. ``simulierte Historie``.
    plans
        What the manual and the optimised plan are called.
    k_tours
        Tours below which a place shows no figure.

    Raises
    ------
    InputError
        If a frame lacks columns or holds what can't be drawn, or there is no place.
    """
    document = delay_geojson(
        stops,
        areas,
        streets,
        title=title,
        language=language,
        note=note,
        plans=plans,
        headline=headline,
        k_tours=k_tours,
    )
    body = delay_body(document, headline)
    return OfflineMap(document, body=body, title=title, language=language, drawing=DELAYS)


def delay_geojson(
    stops: pd.DataFrame,
    areas: pd.DataFrame,
    streets: pd.DataFrame | None = None,
    *,
    title: str = "",
    language: Language = "de",
    note: str | None = None,
    plans: tuple[str, str] | None = None,
    headline: Headline | None = None,
    k_tours: int = K_TOURS,
) -> dict[str, Any]:
    """Return the GeoJSON document of a delay map; parameters and errors as :func:`delay_map`.

    Features carry a ``kind``: street, area or customer. What is suppressed
    carries the reason in ``hidden`` and no figure.
    """
    require_delays(stops, areas, k_tours)
    if streets is not None:
        require([("streets", streets, STREET_COLUMNS)])
    change = headline is None or not headline.refused
    if headline is not None and headline.reduction is None:
        stops, areas = _without_claim(stops), _without_claim(areas)
    cells, customers = places_of(stops, areas, streets, language, k_tours=k_tours, change=change)
    view = _view_of([*cells, *customers])
    features = [] if streets is None else street_features(streets, view)
    scales = {}
    for places in (cells, customers):
        for_places = {measure: scale_of(places, measure) for measure in MEASURES}
        features += [place.feature(for_places, language, change=change) for place in places]
        scales["area" if places is cells else "customer"] = {
            measure: {"step": scale.step, "rate": scale.rate} for measure, scale in for_places.items()
        }
    names = plans or (("von Hand", "geplant") if language == "de" else ("by hand", "planned"))
    return {
        "type": "FeatureCollection",
        "termintreu": {
            "schema_version": SCHEMA_VERSION,
            "title": title,
            "language": language,
            "note": note,
            "k_tours": k_tours,
            "plans": {"manual": names[0], "optimised": names[1]},
            "views": ["change", "manual", "optimised", "both"] if change else ["manual"],
            "scales": scales,
            "view": list(view),
            "words": delay_words(language),
        },
        "features": features,
    }


def delay_body(document: dict[str, Any], headline: Headline | None = None) -> Markup:
    """Return the page around the map: headline, legend and every place as a table."""
    head = document["termintreu"]
    features = [feature["properties"] for feature in document["features"]]
    html = _template(head["language"]).render(
        **{key: head[key] for key in ("title", "note", "k_tours", "plans", "views", "words")},
        headline=headline,
        levels=[_level(kind, features, head["scales"][kind]) for kind in ("area", "customer")],
        streets=any(item["kind"] == "street" for item in features),
    )
    return Markup(html)  # noqa: S704 - the template escapes everything that it is given


def _without_claim(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame without intervals: what the headline may not claim, no place claims."""
    return frame.assign(**dict.fromkeys(("difference_low", "difference_high", *MINUTE_COLUMNS), float("nan")))


def _level(
    kind: str, features: Sequence[dict[str, Any]], scales: dict[str, dict[str, float]]
) -> tuple[str, list[dict[str, Any]], list[tuple[str, Scale]], set[str]]:
    """Return kind, places, scale a measure, and the measures with changes that lack an interval."""
    own = [item for item in features if item["kind"] == kind]
    spans = [item["spans"] for item in own if item.get("spans")]
    unclaimed = {measure for measure in MEASURES for span in spans if not span[measure][1]}
    return kind, own, [(measure, Scale(**scale)) for measure, scale in scales.items()], unclaimed


def _view_of(places: Sequence[Place]) -> Bounds:
    """Return the bounds of all places, west, south, east, north."""
    if not places:
        raise InputError.of("map_without_place")
    shapes = [shapely.geometry.shape(place.geometry) for place in places]
    west, south, east, north = (round(float(side), DIGITS) for side in shapely.total_bounds(shapes))
    return west, south, east, north


def short(number: float, language: Language) -> str:
    """Return a number without a decimal that it does not need."""
    return decimal(number, 0 if float(number).is_integer() else 1, language)


def _change(share: float, language: Language) -> str:
    """Return a reduction as the change that people speak of: 0.31 is −31 %."""
    return signed(-100 * share, 0, language) + ("\u202f%" if language == "de" else "%")


def _bounds(low: float, high: float, language: Language) -> str:
    """Return a reduction's interval as that of the change."""
    return span(-100 * high, -100 * low, 0, language)


@cache
def _template(language: Language) -> Template:
    """Return the page's template with the formats of a language."""
    environment = environment_of(Path(__file__).parent / "templates")
    environment.filters["whole"] = lambda number: decimal(number, 0, language)
    environment.filters["tenth"] = lambda number: decimal(number, 1, language)
    environment.filters["short"] = partial(short, language=language)
    environment.filters["per_cent"] = partial(per_cent, language=language)
    environment.filters["change"] = partial(_change, language=language)
    environment.globals["bounds"] = partial(_bounds, language=language)
    return environment.get_template("delay.html")
