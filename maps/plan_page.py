"""The plan map: every stop and tour of one or several plans, as a map and as a list."""

from collections.abc import Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Template
from markupsafe import Markup

from maps import wording
from maps.environment import environment_of
from maps.geojson import plan_geojson
from maps.layers import PlanLayer
from maps.offline import OfflineMap
from routing.messages import Language
from routing.numbers import decimal, per_cent

TOUR_STYLES = 12
"""Colours with line styles; from tour 13 on they repeat."""


def plan_map(
    layers: Sequence[PlanLayer],
    streets: pd.DataFrame | None = None,
    *,
    title: str,
    language: Language = "de",
    note: str | None = None,
) -> OfflineMap:
    """Return the map of one or several plans of the same day; ``save(path)`` writes its single file.

    Parameters
    ----------
    layers
        The plans in the order of their buttons; the last one is shown first.
    streets
        The base map, columns :data:`maps.frames.STREET_COLUMNS`; ``None`` for no base map.
    title
        The page's heading, e.g. town and day.
    note
        What must be said beside every figure, e.g. ``simulierte Aufträge``.

    Raises
    ------
    InputError
        If there is no plan, or the streets lack columns.
    """
    document = plan_geojson(layers, streets, title=title, language=language, note=note)
    return OfflineMap(document, body=page_body(document), title=title, language=language)


def page_body(document: dict[str, Any]) -> Markup:
    """Return the page around the map: heading, figures and the same content as a list."""
    head = document["termintreu"]
    plans = [_with_stops(plan, document["features"]) for plan in head["plans"]]
    shown = len(plans) - 1
    html = _template(head["language"]).render(
        title=head["title"],
        note=head["note"],
        plans=plans,
        day=head["day"],
        shown=shown,
        words=head["words"],
        many_tours=max((len(plan["tours"]) for plan in plans), default=0) > TOUR_STYLES,
        streets=any(feature["properties"]["kind"] == "street" for feature in document["features"]),
    )
    return Markup(html)  # noqa: S704 - the template escapes everything that it is given


def _with_stops(plan: dict[str, Any], features: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return a plan's figures with its stops by tour and those without one."""
    own = [feature["properties"] for feature in features if feature["properties"].get("plan") == plan["plan"]]
    stops = [item for item in own if item["kind"] == "stop"]
    tours = [
        tour | {"visits": sorted((s for s in stops if s["tour"] == tour["tour"]), key=lambda s: int(s["position"]))}
        for tour in plan["tours"]
    ]
    return plan | {"tours": tours, "unassigned": [item for item in own if item["kind"] == "unassigned"]}


@cache
def _template(language: Language) -> Template:
    """Return the page's template with the formats of a language."""
    environment = environment_of(Path(__file__).parent / "templates")
    environment.filters["km"] = lambda metres: decimal(metres / 1000, 1, language)
    environment.filters["whole"] = lambda number: decimal(number, 0, language)
    environment.filters["per_cent"] = partial(per_cent, language=language)
    environment.filters["minutes_late"] = partial(wording.minutes_late, language=language)
    environment.filters["clock"] = partial(wording.clock, language=language)
    environment.filters["windows"] = partial(wording.windows, language=language)
    environment.filters["style"] = lambda tour: (tour - 1) % TOUR_STYLES + 1
    environment.globals["counted"] = partial(wording.counted, language=language)
    return environment.get_template("plan.html")
