"""Which of the two languages a person reads."""

import os
from collections.abc import Mapping

from routing.messages import Language


def preferred(given: str | None = None, environment: Mapping[str, str] = os.environ) -> Language:
    """Return the language asked for, else the locale's: German where it is German, else English."""
    said = given or environment.get("TERMINTREU_LANG")
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        said = said or environment.get(name)
    return "de" if (said or "").lower().startswith("de") else "en"
