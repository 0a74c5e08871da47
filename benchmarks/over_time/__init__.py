"""Punctuality over time: weeks, periods and groups of a ledger, each figure with interval, counts and suppression."""
