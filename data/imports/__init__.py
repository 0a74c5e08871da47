"""Orders, vehicles and given tours from CSV and Excel, histories also from Parquet."""

from data.imports.happened import read_happened
from data.imports.history import read_history
from data.imports.history_report import HistoryReport, exclusions_frame
from data.imports.orders import OrderList, read_orders
from data.imports.problem import read_problem
from data.imports.rows import HISTORY_COLUMNS, HistoryRow, OrderRow, SequenceRow, VehicleRow
from data.imports.sequences import read_sequences
from data.imports.tours import read_tours
from data.imports.vehicles import VehicleList, read_vehicles

__all__ = [
    "HISTORY_COLUMNS",
    "HistoryReport",
    "HistoryRow",
    "OrderList",
    "OrderRow",
    "SequenceRow",
    "VehicleList",
    "VehicleRow",
    "exclusions_frame",
    "read_happened",
    "read_history",
    "read_orders",
    "read_problem",
    "read_sequences",
    "read_tours",
    "read_vehicles",
]
