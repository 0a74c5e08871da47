"""What is wrong with the fields of a JSON document, as findings."""

from pydantic import ValidationError

from routing.errors import Finding

SHOWN = 80
"""Characters of a wrong value that are shown."""


def wrong_fields(error: ValidationError, code: str, file: str) -> list[Finding]:
    """Return a finding for each field that does not fit, its path as the column."""
    return [
        Finding(
            code=code,
            file=file,
            column=".".join(str(part) for part in item["loc"]),
            value=str(item["input"])[:SHOWN],
            detail=item["msg"],
        )
        for item in error.errors(include_url=False)
    ]
