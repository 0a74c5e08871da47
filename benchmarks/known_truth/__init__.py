"""Simulated histories of which everything is known: how near replay and attribution come to the truth."""
