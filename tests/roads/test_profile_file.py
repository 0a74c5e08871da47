"""A firm's own vehicles: what a profile file may say, and what is told of one that can't be used."""

import pytest
from square_town import SOUTH, SQUARE

from routing.errors import ProfileFileError
from routing.profile_file import profiles_in_use, read_profiles, use_profiles
from routing.profiles import PROFILES
from routing.roads import DijkstraEngine

MAXI = """
[profile.sprinter_maxi]
like = "van"
height_m = 3.05
width_m = 2.02
length_m = 7.4
weight_t = 3.5
top_kmh = 100
emission_badge = false
"""
KEYS = "like, weight_t, height_m, width_m, length_m, top_kmh, emission_badge"


@pytest.fixture
def toml(tmp_path):
    """Return a function that writes a profile file."""

    def write(text: str | bytes):
        path = tmp_path / "profiles.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def refusal(path) -> list[tuple[str, str | None, str | None]]:
    with pytest.raises(ProfileFileError) as caught:
        read_profiles(path)
    assert {finding.file for finding in caught.value.findings} == {path.name}
    return [(finding.code, finding.value, finding.detail) for finding in caught.value.findings]


def test_a_profile_is_what_it_says_and_else_like_its_model(toml):
    (own,) = read_profiles(toml(MAXI)).values()
    said = {
        "name": "sprinter_maxi",
        "height_m": 3.05,
        "width_m": 2.02,
        "length_m": 7.4,
        "top_kmh": 100.0,
        "emission_badge": False,
    }
    assert own == PROFILES["van"].model_copy(update=said)


def test_a_file_may_hold_several_profiles(toml):
    own = read_profiles(toml(MAXI + '[profile.Kuehl-12]\nlike = "truck_12t"\nwidth_m = 2.6\n'))
    assert list(own) == ["sprinter_maxi", "Kuehl-12"]


def test_a_file_written_by_a_windows_editor_is_read(toml):
    assert list(read_profiles(toml(b"\xef\xbb\xbf" + MAXI.replace("\n", "\r\n").encode()))) == ["sprinter_maxi"]


@pytest.mark.parametrize("like", PROFILES)
def test_every_profile_can_be_a_model(toml, like):
    (own,) = read_profiles(toml(f'[profile.mine]\nlike = "{like}"\n')).values()
    assert own == PROFILES[like].model_copy(update={"name": "mine"})


@pytest.mark.parametrize(
    ("line", "code", "value", "detail"),
    [
        ("hight_m = 3", "profile_key_unknown", "[profile.a] hight_m = 3", "height_m"),
        ("rural_kmh = 80", "profile_key_unknown", "[profile.a] rural_kmh = 80", KEYS),
        ('height_m = "3.1"', "profile_number_expected", '[profile.a] height_m = "3.1"', "height_m = 4"),
        ("height_m = true", "profile_number_expected", "[profile.a] height_m = true", "height_m = 4"),
        ("height_m = nan", "profile_number_expected", "[profile.a] height_m = nan", "height_m = 4"),
        ("height_m = [3]", "profile_number_expected", "[profile.a] height_m = [3]", "height_m = 4"),
        ("height_m = 4.1", "profile_out_of_range", "[profile.a] height_m = 4.1", "1 … 4"),
        ("height_m = 310", "profile_out_of_range", "[profile.a] height_m = 310", "1 … 4"),
        ("width_m = 2.7", "profile_out_of_range", "[profile.a] width_m = 2.7", "0.8 … 2.6"),
        ("length_m = 0", "profile_out_of_range", "[profile.a] length_m = 0", "1.5 … 18.75"),
        ("top_kmh = -1", "profile_out_of_range", "[profile.a] top_kmh = -1", "6 … 130"),
        ("weight_t = 0", "profile_out_of_range", "[profile.a] weight_t = 0", "0 … 3.5"),
        ("weight_t = 3500", "profile_out_of_range", "[profile.a] weight_t = 3500", "0 … 3.5"),
        ("emission_badge = 1", "profile_flag_expected", "[profile.a] emission_badge = 1", None),
        ('emission_badge = "green"', "profile_flag_expected", '[profile.a] emission_badge = "green"', None),
    ],
)
def test_a_bad_value_is_told_with_its_place_and_the_way_out(toml, line, code, value, detail):
    assert refusal(toml(f'[profile.a]\nlike = "van"\n{line}\n')) == [(code, value, detail)]


@pytest.mark.parametrize(
    ("like", "weight_t", "better"),
    [
        ("van", 5.0, "truck_7_5t"),
        ("van", 4.25, "truck_7_5t"),
        ("van", 11.99, "truck_12t"),
        ("truck_7_5t", 3.5, "van"),
        ("truck_7_5t", 7.6, "truck_12t"),
        ("truck_12t", 7.5, "truck_7_5t"),
    ],
)
def test_a_weight_of_another_class_of_law_is_refused_with_the_right_model(toml, like, weight_t, better):
    """Signs for lorries and limits on country roads change at 3.5 and 7.5 t: StVO § 3 Abs. 3, Anlage 2."""
    found = refusal(toml(f'[profile.a]\nlike = "{like}"\nweight_t = {weight_t}\n'))
    assert found == [("profile_weight_class", f"[profile.a] weight_t = {weight_t}", better)]


@pytest.mark.parametrize(
    ("like", "weight_t"), [("van", 3.5), ("truck_7_5t", 3.51), ("truck_12t", 26), ("cargo_bike", 0.5)]
)
def test_a_weight_within_the_class_is_taken(toml, like, weight_t):
    (own,) = read_profiles(toml(f'[profile.a]\nlike = "{like}"\nweight_t = {weight_t}\n')).values()
    assert own.weight_t == weight_t


@pytest.mark.parametrize("line", ["top_kmh = 45", "weight_t = 0.7", "width_m = 2.1", "length_m = 4.5"])
def test_a_bicycle_stays_one(toml, line):
    """A pedelec's motor helps up to 25 km/h (StVZO § 63a); what is faster or larger is a motor vehicle."""
    (found,) = refusal(toml(f'[profile.a]\nlike = "cargo_bike"\n{line}\n'))
    assert found[0] == "profile_out_of_range"


@pytest.mark.parametrize("like", ["truck_7_5t", "truck_12t"])
def test_a_lorry_drives_no_faster_than_80(toml, like):
    """StVO § 18 Abs. 5."""
    (found,) = refusal(toml(f'[profile.a]\nlike = "{like}"\ntop_kmh = 90\n'))
    assert found == ("profile_out_of_range", "[profile.a] top_kmh = 90", "6 … 80")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "profile_file_empty"),
        ("[profile]\n", "profile_file_empty"),
        ("profile = 3\n", "profile_file_empty"),
        (f"[profile.a]\nlike = {'[' * 5000}{']' * 5000}\n", "profile_file_broken"),
        (f'[profile.a]\nlike = "van"\nheight_m = {"9" * 6000}\n', "profile_file_broken"),
        (f'[profile.a]\nlike = "van"\nheight_m = {"9" * 400}\n', "profile_out_of_range"),
        (f'[profile.a]\nlike = "van"\nheight_m = 0x{"f" * 9000}\n', "profile_out_of_range"),
        ("".join(f'[profile.v{k}]\nlike = "van"\n' for k in range(101)), "profile_file_many"),
        ('[profiles.a]\nlike = "van"\n', "profile_part_unknown"),
        ('[profile]\nlike = "van"\n', "profile_part_unknown"),
        ("[profile.a]\n", "profile_like_missing"),
        ("[profile.a]\nlike = 3\n", "profile_text_expected"),
        ('[profile.a]\nlike = "vam"\n', "profile_like_unknown"),
        ('[profile.b]\nlike = "van"\n[profile.a]\nlike = "b"\n', "profile_like_unknown"),
        ('[profile.van]\nlike = "van"\n', "profile_name_taken"),
        ('[profile.VAN]\nlike = "van"\n', "profile_name_taken"),
        ('[profile.a]\nlike = "van"\n[profile.A]\nlike = "van"\n', "profile_name_taken"),
        ('[profile.a]\nlike = "van"\n[profile.a]\nlike = "van"\n', "profile_file_broken"),
        ('[profile."Gro\u00dfer Kasten"]\nlike = "van"\n', "profile_name_unusable"),
        (f'[profile.{"a" * 41}]\nlike = "van"\n', "profile_name_unusable"),
        ("[profile.a\n", "profile_file_broken"),
        ("[profile.a]\nheight_m = 3,1\n", "profile_file_broken"),
        (b'[profile.a]\nlike = "van" # gr\xf6\xdfer\n', "profile_file_broken"),
    ],
)  # fmt: skip
def test_a_file_that_is_none_is_told(toml, text, code):
    assert [found[0] for found in refusal(toml(text))] == [code]


def test_a_missing_file_is_told(tmp_path):
    assert refusal(tmp_path / "absent.toml")[0][0] == "profile_file_missing"


def test_a_folder_is_no_profile_file(tmp_path):
    assert refusal(tmp_path)[0][0] == "profile_file_broken"


def test_everything_wrong_is_told_at_once(toml):
    text = '[profile.van]\nlike = "vam"\nhight_m = 3\nwidth_m = "x"\n[profile.b]\nlike = "van"\nweight_t = 5\n[other]\n'
    assert [found[0] for found in refusal(toml(text))] == [
        "profile_part_unknown",
        "profile_name_taken",
        "profile_key_unknown",
        "profile_like_unknown",
        "profile_number_expected",
        "profile_weight_class",
    ]


@pytest.mark.parametrize(
    ("language", "word"), [("de", "Gemeint ist vielleicht: height_m"), ("en", "this is meant: height_m")]
)
def test_what_is_wrong_is_said_in_both_languages(toml, language, word):
    with pytest.raises(ProfileFileError) as caught:
        read_profiles(toml('[profile.a]\nlike = "van"\nhight_m = 3\n'))
    said = caught.value.text(language)
    assert "profiles.toml" in said
    assert "[profile.a] hight_m = 3" in said
    assert word in said


def test_without_a_file_there_are_the_profiles_of_the_program(monkeypatch):
    monkeypatch.delenv("TERMINTREU_PROFILES", raising=False)
    assert profiles_in_use() == PROFILES


def test_own_profiles_stand_beside_those_of_the_program(own_profiles):
    own_profiles(MAXI)
    assert list(profiles_in_use()) == [*PROFILES, "sprinter_maxi"]


def test_a_file_that_is_named_anew_is_read_anew(toml, monkeypatch):
    monkeypatch.setenv("TERMINTREU_PROFILES", "")
    use_profiles(toml(MAXI))
    use_profiles(toml(MAXI.replace("sprinter_maxi", "crafter")))
    assert "crafter" in profiles_in_use()


def test_a_file_that_is_used_is_found_from_any_folder(toml, monkeypatch):
    monkeypatch.setenv("TERMINTREU_PROFILES", "")
    path = toml(MAXI)
    monkeypatch.chdir(path.parent)
    use_profiles(path.relative_to(path.parent))
    monkeypatch.chdir("/")
    assert "sprinter_maxi" in profiles_in_use()


@pytest.mark.parametrize(
    ("own", "sign", "passes"),
    [
        ('like = "van"\nheight_m = 3.1', "maxheight=3.0", False),
        ('like = "van"\nheight_m = 3.1', "maxheight=3.1", True),
        ('like = "van"\nheight_m = 3.1', "maxheight:physical=3", False),
        ('like = "van"\nheight_m = 2.0', "maxheight=2.1", True),
        ('like = "van"\nwidth_m = 1.8', "maxwidth=1.9", True),
        ('like = "van"\nwidth_m = 2.3', "maxwidth=2.2", False),
        ('like = "van"\nlength_m = 7.4', "maxlength=7", False),
        ('like = "van"\nlength_m = 6.9', "maxlength=7", True),
        ('like = "van"\nweight_t = 2.8', "maxweight=2.8", True),
        ('like = "van"\nweight_t = 2.9', "maxweight=2.8", False),
        ('like = "truck_7_5t"\nweight_t = 6.5', "maxweight=7", True),
        ('like = "truck_12t"\nweight_t = 18', "maxweight=16", False),
        ('like = "truck_12t"\nweight_t = 9.5', "hgv=no", False),
        ('like = "van"\ntop_kmh = 60', "highway=trunk & motorroad=yes", False),
        ('like = "van"\ntop_kmh = 61', "highway=trunk & motorroad=yes", True),
        ('like = "van"\ntop_kmh = 25', "highway=motorway & oneway=no", False),
        ('like = "cargo_bike"\nwidth_m = 1.2', "highway=cycleway & maxwidth=1.0", False),
        ('like = "cargo_bike"\nwidth_m = 0.8', "highway=cycleway & maxwidth=1.0", True),
    ],
)
def test_the_signs_speak_to_the_own_vehicle(draw_town, own_profiles, own, sign, passes):
    own_profiles(f"[profile.mine]\n{own}\n")
    town = draw_town(SQUARE, {"ab": sign, **SOUTH})
    assert (town.drive("da.9", "bc.1", "mine") == "ab") is passes


def test_an_own_top_speed_slows_it(draw_town, own_profiles):
    own_profiles('[profile.slow]\nlike = "van"\ntop_kmh = 20\n')
    town = draw_town("a-----------b", {"ab": "highway=primary"})
    assert town.matrix("ab.1", "ab.9", profile="slow").seconds[0, 0, 1] > town.matrix("ab.1", "ab.9").seconds[0, 0, 1]


def test_an_engine_given_its_own_vehicles_knows_no_others(draw_town, own_profiles):
    own_profiles(MAXI)
    engine = DijkstraEngine(draw_town("a-b", {"ab": ""}).network, profiles={"only": PROFILES["van"]})
    assert list(engine.profiles) == ["only"]
