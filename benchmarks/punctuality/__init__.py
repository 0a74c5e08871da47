"""Whether plans hold when the day goes wrong: ours beside those of solvers that plan on mean times."""
