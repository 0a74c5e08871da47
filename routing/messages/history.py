"""What is said of a history: rows, tours and days left out, and what stands out in it."""

MESSAGES = {
    "parquet_unreadable": (
        "Die Parquet-Datei lässt sich nicht lesen ({detail}).",
        "The Parquet file can't be read ({detail}).",
    ),
    # cells
    "day_unreadable": (
        "„{value}“ ist kein Tag; möglich sind 2026-03-31 und 31.03.2026.",
        "“{value}” is no day; 2026-03-31 and 31.03.2026 are possible.",
    ),
    "visit_kind_unknown": (
        "„{value}“ ist keine Art von Zeile. Möglich: {detail}.",
        "“{value}” is no kind of row. Possible: {detail}.",
    ),
    "status_unknown": (
        "Den Status „{value}“ gibt es nicht. Möglich: {detail}.",
        "There is no status “{value}”. Possible: {detail}.",
    ),
}
