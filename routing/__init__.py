"""The pure core: problems, travel times, plans; no web, no database, no environment."""
