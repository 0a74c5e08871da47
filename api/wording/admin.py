"""Words of the page of people and depots."""

WORDS: dict[str, tuple[str, str]] = {}
