"""Words of the page of analysis."""

WORDS: dict[str, tuple[str, str]] = {}
