"""Figures for managers: from the latest runs to tiles, charts, maps and reports."""
