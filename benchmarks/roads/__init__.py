"""How fast, and how right, the roads answer."""

from benchmarks.roads.bench import bench_roads

__all__ = ["bench_roads"]
