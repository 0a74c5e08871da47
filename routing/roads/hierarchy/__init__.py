"""A customizable contraction hierarchy over the edge-based graph.

Three steps, each reused by the next: the order of the edges depends on the
network, the topology (:class:`Hierarchy`) on what may be driven, the weights
(:class:`Metric`) on how fast. Costs are packed: see
:mod:`routing.roads.hierarchy.weights`.
"""

from routing.roads.hierarchy.buckets import Buckets
from routing.roads.hierarchy.ends import Ends
from routing.roads.hierarchy.metric import Metric, Way
from routing.roads.hierarchy.order import edge_order
from routing.roads.hierarchy.topology import Hierarchy
from routing.roads.hierarchy.weights import FARTHEST, INFINITE, pack, unpack

__all__ = ["FARTHEST", "INFINITE", "Buckets", "Ends", "Hierarchy", "Metric", "Way", "edge_order", "pack", "unpack"]
