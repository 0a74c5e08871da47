"""Words of the sign-in page."""

WORDS: dict[str, tuple[str, str]] = {}
