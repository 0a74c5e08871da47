"""Words of the page of results."""

WORDS: dict[str, tuple[str, str]] = {}
