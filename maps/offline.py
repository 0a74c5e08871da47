"""A folium map that asks nobody for anything: every script and style stands in its file."""

import json
import os
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

import folium
from folium.template import Template
from markupsafe import Markup

from routing.errors import Finding, InputError
from routing.files import write_atomically
from routing.messages import Language

STATIC = Path(__file__).parent / "static"
STYLES = ("tokens.css", "plan_map.css")
BASE_SCRIPTS = ("base_map.js", "street_layer.js", "street_names.js")
SCRIPTS = (
    *BASE_SCRIPTS,
    "plan_document.js",
    "spread.js",
    "lane_line.js",
    "stop_marks.js",
    "tour_lines.js",
    "stop_card.js",
    "tour_list.js",
    "plan_map.js",
)
_LEAFLET = STATIC / "vendor" / "leaflet"


@dataclass(frozen=True)
class Drawing:
    """What draws a document: our own files under ``static/`` and the function that starts them.

    ``data`` names the script element with the document: ``data-plans`` for ``plans``.
    """

    styles: tuple[str, ...]
    scripts: tuple[str, ...]
    start: str
    data: str


PLANS = Drawing(styles=STYLES, scripts=SCRIPTS, start="drawPlans", data="plans")


class Page(folium.Figure):
    """The HTML document around a map, with its language and without the doubtful parts of the default one."""

    _template = Template(
        "<!DOCTYPE html>\n"
        '<html lang="{{ this.language }}">\n'
        "<head>\n"
        '<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<title>{{ this.title|e }}</title>\n"
        "{{ this.header.render(**kwargs) }}\n"
        "</head>\n"
        "<body>\n"
        "{{ this.html.render(**kwargs) }}\n"
        "<script>\n{{ this.script.render(**kwargs) }}\n</script>\n"
        "</body>\n"
        "</html>\n"
    )

    def __init__(self, title: str, language: Language) -> None:
        super().__init__(title=title)
        self.language = language
        self.header._children.clear()  # noqa: SLF001 - branca has no public way to drop its second charset line


class Verbatim(folium.Element):
    """Markup that goes into the page as it is.

    Folium's own way takes what a template rendered as the next template, so
    that a customer called ``{{ … }}`` would be run as code on our side.
    """

    _template = Template("{{ this.markup }}")

    def __init__(self, markup: Markup) -> None:
        super().__init__()
        self.markup = markup


class OfflineMap(folium.Map):
    """A map whose single file makes no request.

    Folium's own elements can be added as to any folium map, except those that
    load files from elsewhere: saving refuses them by name.

    Parameters
    ----------
    document
        The GeoJSON document that ``drawing`` draws.
    body
        The page around the map: HTML with an element ``[data-map]`` in it.
    drawing
        The files that draw it; the plan map's unless said otherwise.
    """

    default_js: list[tuple[str, str]] = []  # noqa: RUF012 - folium declares it so
    default_css: list[tuple[str, str]] = []  # noqa: RUF012 - as above
    _template = Template("")

    def __init__(
        self, document: dict[str, Any], *, body: Markup, title: str, language: Language, drawing: Drawing = PLANS
    ) -> None:
        west, south, east, north = document["termintreu"]["view"]
        super().__init__(location=[(south + north) / 2, (west + east) / 2], tiles=None)
        self._id = "plan"
        self.page = Page(title, language)
        self.page.header.add_child(Verbatim(_style(drawing.styles)), name="style")
        self.page.html.add_child(Verbatim(body + _data(document, drawing.data) + _code(drawing.scripts)), name="map")
        drawn = Markup(f"var {self.get_name()} = termintreu.{drawing.start}(document);")  # noqa: S704 - no text of others
        self.page.script.add_child(Verbatim(drawn), name="map")
        self.page.add_child(self)

    def save(self, outfile: str | bytes | Path | BinaryIO, close_file: bool = True, **kwargs: Any) -> None:
        """Write the file as a whole or not at all.

        Raises
        ------
        InputError
            If an element added to the map would load a file from elsewhere.
        """
        page = self.page.render(**kwargs)
        self._refuse_links()
        if not isinstance(outfile, str | bytes | Path):
            outfile.write(page.encode())
            if close_file:
                outfile.close()
            return
        write_atomically(Path(os.fsdecode(outfile)), page.encode())

    def _refuse_links(self) -> None:
        """Raise one error with every file that an added element would load."""
        children = self.page.header._children  # noqa: SLF001 - branca has no public way to list them
        links = [child.url for child in children.values() if hasattr(child, "url")]
        if links:
            raise InputError([Finding(code="map_loads_from_outside", value=link) for link in links])


def _data(document: dict[str, Any], name: str) -> Markup:
    """Return the document as a script element that no text in it can close."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(f'<script type="application/json" data-{name}>{text}</script>\n')  # noqa: S704 - escaped above


@cache
def _style(styles: tuple[str, ...]) -> Markup:
    """Return all styles inline; pictures that Leaflet's own icons would load are never used and dropped."""
    leaflet = re.sub(r"url\(images/[^)]*\)", "none", (_LEAFLET / "leaflet.css").read_text("utf-8"))
    own = [(STATIC / name).read_text("utf-8") for name in styles]
    return Markup("".join(f"<style>\n{text}</style>\n" for text in (leaflet, *own)))  # noqa: S704 - files of our own


@cache
def _code(scripts: tuple[str, ...]) -> Markup:
    """Return all scripts inline, Leaflet with its licence before it."""
    licence = (_LEAFLET / "LICENSE").read_text("utf-8")
    leaflet = (_LEAFLET / "leaflet.js").read_text("utf-8")
    leaflet = re.sub(r"\n//# sourceMappingURL=\S*", "", leaflet)
    own = [(STATIC / name).read_text("utf-8") for name in scripts]
    files = (f"/*!\n{licence}*/\n{leaflet}", *own)
    return Markup("".join(f"<script>\n{text}</script>\n" for text in files))  # noqa: S704 - files of our own
