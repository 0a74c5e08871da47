"""A plan as GeoJSON: what a map shows of it, without the streets."""

import json
from typing import Any

from api.desk.day import DeskDay
from api.desk.geometry import Ways, lines_of
from maps import PlanLayer, plan_geojson
from routing.messages import Language, wording


def layer_of(day: DeskDay, ways: Ways) -> PlanLayer:
    """Return a day as a layer of a map."""
    return PlanLayer.of("termintreu", day.ground.problem, day.plan, lines_of(day.ground, day.plan, ways))


def geojson_of(day: DeskDay, ways: Ways, language: Language, *, simulated: bool) -> dict[str, Any]:
    """Return a day as a GeoJSON document in the words of a language."""
    return plan_geojson(
        [layer_of(day, ways)],
        None,
        title=title_of(day, language),
        language=language,
        note=wording("plan_simulated", language) if simulated else None,
    )


def title_of(day: DeskDay, language: Language) -> str:
    """Return the heading of a plan's map."""
    date = day.ground.problem.date
    return {"de": f"Tourenplan {date:%d.%m.%Y}", "en": f"Plan for {date}"}[language]


def encoded(document: dict[str, Any]) -> bytes:
    """Return a document as compact JSON."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
