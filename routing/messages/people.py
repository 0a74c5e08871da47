"""What is said of people: signing in, roles, keys, depots."""

MESSAGES: dict[str, tuple[str, str]] = {}
