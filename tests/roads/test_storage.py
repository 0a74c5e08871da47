"""Saving and loading a network."""

import json
import zipfile

import numpy as np
import pytest

from routing.errors import OutputError, RoadsError
from routing.roads import RoadNetwork, storage

TOWN = ("a--b--c\n   |\n   d", {"abc": "name=Hauptstraße & maxspeed=30", "bd": ""})


def test_a_loaded_network_equals_the_saved_one(draw_town, tmp_path):
    rule = {"restriction": "no_u_turn", "from": "bd", "via": "b", "to": "bd"}
    network = draw_town(*TOWN, restrictions=[rule], nodes={"d": "addr:housenumber=1 & addr:street=Ö"}).network
    network.save(tmp_path / "town.roads")
    loaded = RoadNetwork.load(tmp_path / "town.roads")
    assert loaded.content_hash == network.content_hash
    assert all(np.array_equal(array, loaded.arrays[name]) for name, array in network.arrays.items())
    assert loaded.addresses == network.addresses
    assert (loaded.tag_sets, loaded.texts) == (network.tag_sets, network.texts)
    assert (loaded.source, loaded.counts) == (network.source, network.counts)


def test_saving_leaves_nothing_but_the_file(draw_town, tmp_path):
    target = tmp_path / "deep" / "town.roads"
    draw_town(*TOWN).network.save(target)
    assert [path.name for path in target.parent.iterdir()] == ["town.roads"]


def test_a_failed_save_keeps_the_old_file(draw_town, tmp_path, monkeypatch):
    target = tmp_path / "town.roads"
    network = draw_town(*TOWN).network
    network.save(target)
    before = target.read_bytes()

    def fail(*_args: object, **_more: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(storage.zipfile.ZipFile, "writestr", fail)
    with pytest.raises(OutputError) as caught:
        network.save(target)
    assert caught.value.findings[0].code == "file_not_written"
    assert target.read_bytes() == before
    assert len(list(tmp_path.glob("*.roads*"))) == 1


def test_a_file_of_another_version_asks_to_be_built_again(draw_town, tmp_path, monkeypatch):
    target = tmp_path / "town.roads"
    monkeypatch.setattr(storage, "VERSION", 0)
    draw_town(*TOWN).network.save(target)
    monkeypatch.undo()
    with pytest.raises(RoadsError) as caught:
        RoadNetwork.load(target)
    assert caught.value.findings[0].code == "roads_file_version"
    assert "roads build" in caught.value.text("en")


def swap_lengths(path):
    """Change one array inside the file without telling the document."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts["edge_m"] = parts["edge_m"][:-8] + b"\0" * 8
    with zipfile.ZipFile(path, "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)


def drop_array(path):
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist() if name != "edge_m"}
    with zipfile.ZipFile(path, "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)


def short_document(path):
    """Leave a part out of the document that tells of the whole."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    document = json.loads(parts["meta"])
    del document["texts"]
    with zipfile.ZipFile(path, "w") as new:
        for name, content in (parts | {"meta": json.dumps(document)}).items():
            new.writestr(name, content)


def other_document(path):
    with zipfile.ZipFile(path, "w") as new:
        new.writestr("meta", '{"format": "x", "version": 1}')


@pytest.mark.parametrize(
    "harm",
    [
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"\x93NUMPY garbage"),
        lambda path: path.write_bytes(path.read_bytes()[:-100]),
        swap_lengths,
        drop_array,
        other_document,
        short_document,
    ],
)
def test_a_damaged_file_is_named(draw_town, tmp_path, harm):
    target = tmp_path / "town.roads"
    draw_town(*TOWN).network.save(target)
    harm(target)
    with pytest.raises(RoadsError) as caught:
        RoadNetwork.load(target)
    (finding,) = caught.value.findings
    assert (finding.code, finding.file) == ("roads_file_damaged", str(target))


def test_a_missing_file_says_how_to_make_one(tmp_path):
    with pytest.raises(RoadsError) as caught:
        RoadNetwork.load(tmp_path / "gone.roads")
    assert caught.value.findings[0].code == "roads_file_missing"
