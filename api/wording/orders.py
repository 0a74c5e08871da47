"""Words of the page of orders."""

WORDS: dict[str, tuple[str, str]] = {}
