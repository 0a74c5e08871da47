"""The evidence: every published number is one JSON file in `benchmarks/results/`."""
