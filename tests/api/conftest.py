"""A grid town as an OSM file: 7 x 7 streets of 150 m, a house number on every corner."""

import json

import pytest

from api.cli import main

LON, LAT, STEP = 7.76, 49.44, 0.0014
SIZE = 7


def town_xml():
    nodes, ways = [], []
    for row in range(SIZE):
        for column in range(SIZE):
            number = row * SIZE + column + 1
            place = f'lat="{LAT + row * STEP:.6f}" lon="{LON + column * STEP * 1.5:.6f}"'
            nodes.append(f'<node id="{number}" version="1" {place}/>')
            street = f'<tag k="addr:street" v="Gasse {row}"/><tag k="addr:housenumber" v="{column + 1}"/>'
            near = f'lat="{LAT + row * STEP + 0.0001:.6f}" lon="{LON + column * STEP * 1.5 + 0.0002:.6f}"'
            nodes.append(f'<node id="{1000 + number}" version="1" {near}>{street}</node>')
    lines = [[row * SIZE + column + 1 for column in range(SIZE)] for row in range(SIZE)]
    lines += [list(line) for line in zip(*lines, strict=True)]
    for way_id, line in enumerate(lines, start=1):
        refs = "".join(f'<nd ref="{ref}"/>' for ref in line)
        tags = f'<tag k="highway" v="residential"/><tag k="name" v="Gasse {way_id}"/><tag k="maxspeed" v="30"/>'
        ways.append(f'<way id="{way_id}" version="1">{refs}{tags}</way>')
    return f'<?xml version="1.0"?><osm version="0.6">{"".join(nodes)}{"".join(ways)}</osm>'


@pytest.fixture(scope="session")
def extract(tmp_path_factory):
    path = tmp_path_factory.mktemp("town") / "gridtown.osm"
    path.write_text(town_xml(), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def roads(extract):
    """The grid town as a saved network."""
    target = extract.with_suffix(".roads")
    run_quietly("roads", "build", extract, "-o", target)
    return target


@pytest.fixture(scope="session")
def lists(roads, tmp_path_factory):
    """Simulated orders and vehicles: 12 stops, 2 vans."""
    out = tmp_path_factory.mktemp("lists")
    run_quietly("sample", "day", "--roads", roads, "--stops", 12, "--tours", 2, "--date", "2026-03-02", "--out", out)
    return out


def run_quietly(*words):
    with pytest.raises(SystemExit) as ended:
        main([str(word) for word in words])
    assert ended.value.code == 0


@pytest.fixture
def run(capsys, monkeypatch):
    """Run a command in English; return exit code, stdout and stderr."""
    monkeypatch.setenv("TERMINTREU_LANG", "en")

    def call(*words):
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(word) for word in words])
        said = capsys.readouterr()
        return ended.value.code, said.out, said.err

    return call


@pytest.fixture
def run_json(run):
    """Run a command with --json; return its document."""

    def call(*words):
        code, out, err = run(*words, "--json")
        assert code == 0, out + err
        return json.loads(out)

    return call
