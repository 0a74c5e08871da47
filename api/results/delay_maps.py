"""The delay map of a depot: one GeoJSON document for the page, the same in one file as a download."""

import json
from dataclasses import replace
from hashlib import sha256
from typing import Any, NamedTuple

from api.remembered import Remembered
from api.results.evidence import Evidence
from api.road_networks import network_of
from api.settings import Settings
from benchmarks.replay.page import headline_of
from data.store import Store
from maps import delay_geojson, streets_frame
from maps.delay_page import DELAYS, Headline, delay_body
from maps.offline import OfflineMap
from routing.messages import Language

_TITLE: dict[Language, str] = {"de": "Wo hilft es am meisten?", "en": "Where does it help most?"}
_NOTE: dict[Language, str] = {"de": "Simulierte Historie", "en": "Simulated history"}


class DelayDocument(NamedTuple):
    """A map's document: for the template, as bytes for the browser, and their digest."""

    document: dict[str, Any]
    content: bytes
    digest: str


_made: Remembered[DelayDocument] = Remembered(6)


def document_of(store: Store, settings: Settings, evidence: Evidence, language: Language) -> DelayDocument | None:
    """Return the delay map's document; ``None`` without a replay's tables.

    A replay that may claim nothing gives a map of the manual plan alone.
    """
    areas, customers = evidence.areas, evidence.customers
    if evidence.replay is None or areas is None or customers is None or not len(areas):
        return None
    roads_id = evidence.depot.roads_id
    key = (evidence.replay.run_id, roads_id, language, evidence.smallest, evidence.simulated, evidence.depot.name)

    def make() -> DelayDocument:
        network = None if roads_id is None else network_of(store, settings, roads_id)
        document = delay_geojson(
            customers,
            areas,
            None if network is None else streets_frame(network.streets()),
            title=f"{_TITLE[language]} · {evidence.depot.name}",
            language=language,
            note=_NOTE[language] if evidence.simulated else None,
            headline=_headline(evidence, language),
            k_tours=evidence.smallest,
        )
        content = json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
        return DelayDocument(document, content, sha256(content).hexdigest()[:16])

    return _made.get(key, make)


def file_of(found: DelayDocument, evidence: Evidence, language: Language) -> bytes:
    """Return the map as one file that asks nobody for anything."""
    headline = _headline(evidence, language)
    drawn = OfflineMap(
        found.document,
        body=delay_body(found.document, headline),
        title=f"{_TITLE[language]} · {evidence.depot.name}",
        language=language,
        drawing=DELAYS,
    )
    return str(drawn.page.render()).encode()


def _headline(evidence: Evidence, language: Language) -> Headline:
    """Return what stands above the map; without a claim nothing of the new plan is shown on it."""
    found = headline_of(evidence.replayed or {}, language)
    return replace(found, refused=not evidence.claims, grade="simulated" if evidence.simulated else found.grade)
