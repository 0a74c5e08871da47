"""What is said at the dispatcher's desk: of moves, locks, releases and of two people at one plan."""

MESSAGES: dict[str, tuple[str, str]] = {}
