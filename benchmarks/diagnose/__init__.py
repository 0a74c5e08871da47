"""Diagnosis of past days: how late they were, measured, and why, replayed."""
