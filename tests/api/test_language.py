import pytest

from api.language import preferred


@pytest.mark.parametrize(
    ("given", "environment", "language"),
    [
        (None, {}, "en"),
        (None, {"LANG": "de_DE.UTF-8"}, "de"),
        (None, {"LANG": "de_DE.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"),
        (None, {"LANG": "C.UTF-8"}, "en"),
        ("de", {"LANG": "en_GB.UTF-8"}, "de"),
        (None, {"LANG": "en_GB.UTF-8", "TERMINTREU_LANG": "de"}, "de"),
    ],
)
def test_the_option_wins_over_the_setting_over_the_locale(given, environment, language):
    assert preferred(given, environment) == language
