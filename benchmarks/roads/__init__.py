"""How fast, and how right, the roads answer."""

from benchmarks.roads.bench import bench_roads
from benchmarks.roads.fixed_ways import fixed_ways

__all__ = ["bench_roads", "fixed_ways"]
