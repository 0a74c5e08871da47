"""Histories, diagnoses and replays as the analyst meets them."""
