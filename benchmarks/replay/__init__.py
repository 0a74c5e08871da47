"""Replay: what would have happened on past days under other plans, and whether that may be believed."""
