"""The same scripts under a strict Content-Security-Policy, with the document loaded by its address."""

import json
from pathlib import Path

from map_days import streets

import maps
from maps import plan_geojson, streets_frame
from maps.offline import SCRIPTS, STYLES
from maps.plan_page import page_body

STATIC = Path(maps.__file__).parent / "static"
HOST = "http://termintreu.test"
POLICY = {"Content-Security-Policy": "default-src 'self'"}


def page_of(document):
    """Return a page that carries neither script nor data inline."""
    styles = ["vendor/leaflet/leaflet.css", *STYLES]
    scripts = ["vendor/leaflet/leaflet.js", *SCRIPTS]
    body = page_body(document).replace("data-page", "data-page data-plans-url=/plan.geojson data-plans-failed=Nope", 1)
    return (
        "<!DOCTYPE html><html lang=en><meta charset=utf-8><title>Town</title><link rel=icon href=/tokens.css>"
        + "".join(f"<link rel=stylesheet href=/{name}>" for name in styles)
        + f"<body>{body}"
        + "".join(f"<script src=/{name}></script>" for name in scripts)
    )


def serve(document, status=200):
    """Return a function that answers the page, its files and the document."""

    def answer(request):
        path = request.request.url.removeprefix(HOST)
        if path == "/":
            request.fulfill(body=page_of(document), content_type="text/html", headers=POLICY)
        elif path == "/plan.geojson":
            request.fulfill(status=status, body=json.dumps(document), content_type="application/geo+json")
        elif (STATIC / path[1:]).is_file():
            request.fulfill(path=STATIC / path[1:])
        else:
            return False
        return True

    return answer


def test_a_page_under_a_strict_policy_draws_the_same_map(browse, layers):
    """No inline script, no inline style, no outside request: the policy would make the browser complain."""
    document = plan_geojson(layers, streets_frame(streets()), title="Town", language="en")
    seen = browse(HOST + "/", answer=serve(document))
    seen.page.wait_for_selector(".pin__at")
    assert seen.page.locator(".pin").count() == 6
    seen.page.locator(".pin[data-stop='c'] .pin__at").click()
    assert "Kunde c" in seen.page.locator(".card").inner_text()


def test_a_document_that_can_not_be_loaded_is_said(browse, layers):
    document = plan_geojson(layers, None, title="Town", language="en")
    seen = browse(HOST + "/", answer=serve(document, status=404))
    seen.page.wait_for_function("() => document.querySelector('[data-map]').textContent === 'Nope'")
    seen.complaints.clear()
