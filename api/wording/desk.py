"""Words of the planning page and of the driver sheets."""

WORDS: dict[str, tuple[str, str]] = {}
