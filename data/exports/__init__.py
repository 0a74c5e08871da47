"""Plans as files: plan.json, plan.csv, and in ``plan_xlsx`` a workbook."""

from data.exports.document import SCHEMA_VERSION, PlanDocument, PricePoint, document_of, input_hash
from data.exports.plan_csv import plan_csv, write_plan_csv
from data.exports.reading import differences, plan_of, read_document

__all__ = [
    "SCHEMA_VERSION",
    "PlanDocument",
    "PricePoint",
    "differences",
    "document_of",
    "input_hash",
    "plan_csv",
    "plan_of",
    "read_document",
    "write_plan_csv",
]
