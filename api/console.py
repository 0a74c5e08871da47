"""What a command says: progress and findings on stderr, the result on stdout."""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Self

from api.language import preferred

if TYPE_CHECKING:
    from collections.abc import Callable

    from routing.errors import Finding, TermintreuError
    from routing.messages import Language


@dataclass(frozen=True)
class Console:
    """One command's voice.

    Parameters
    ----------
    language
        Of everything said.
    as_json
        Print exactly one JSON document on stdout and no tables.
    """

    language: "Language"
    as_json: bool = False

    @classmethod
    def of(cls, language: str | None, *, as_json: bool) -> Self:
        """Take what the options say, the locale for the rest."""
        return cls(preferred(language), as_json)

    @classmethod
    def of_arguments(cls, arguments: Sequence[str]) -> Self:
        """Read the voice from raw arguments, for errors that end a command."""
        given = [after for word, after in pairwise(arguments) if word == "--lang"]
        given += [word.removeprefix("--lang=") for word in arguments if word.startswith("--lang=")]
        return cls.of(given[-1] if given else None, as_json="--json" in arguments)

    def words(self, german: str, english: str) -> str:
        """Pick the wording."""
        return german if self.language == "de" else english

    def say(self, german: str, english: str) -> None:
        """Print a line for people; on stderr when stdout belongs to JSON."""
        print(self.words(german, english), file=sys.stderr if self.as_json else sys.stdout)

    def result(self, document: object) -> None:
        """Print the command's JSON document when it was asked for."""
        if self.as_json:
            print(json.dumps(document, ensure_ascii=False, indent=2))

    def findings(self, findings: Iterable["Finding"]) -> None:
        """Name warnings on stderr."""
        for finding in findings:
            print(f"! {finding.text(self.language)}", file=sys.stderr)

    def error(self, error: "TermintreuError") -> None:
        """Print an error: as JSON on stdout when asked for, else as text on stderr."""
        if self.as_json:
            findings = [
                finding.model_dump(exclude_none=True) | {"text": finding.text(self.language)}
                for finding in error.findings
            ]
            self.result({"error": error.title(self.language), "exit_code": error.exit_code, "findings": findings})
        else:
            print(error.text(self.language), file=sys.stderr)

    def table(self, title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Print a table; the first column is text, the others numbers."""
        if self.as_json:
            return
        from rich.console import Console as Terminal
        from rich.table import Table

        table = Table()
        for number, column in enumerate(columns):
            table.add_column(column, justify="left" if number == 0 else "right", no_wrap=number == 0)
        for row in rows:
            table.add_row(*row)
        terminal = Terminal(highlight=False)
        terminal.print(title, style="bold", markup=False, soft_wrap=True)
        terminal.print(table)

    @contextmanager
    def progress(self, german: str, english: str) -> "Iterator[Callable[[str], None]]":
        """Show a running step on stderr; the yielded function replaces what stands beside it."""
        from rich.console import Console as Terminal
        from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        terminal = Terminal(stderr=True, highlight=False)
        columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
        name = self.words(german, english)
        if not terminal.is_terminal:
            print(f"{name} …", file=sys.stderr, flush=True)  # a log file shows no moving bar, but a sign of life
        with Progress(*columns, console=terminal, disable=not terminal.is_terminal) as bar:
            task = bar.add_task(name)
            yield lambda news: bar.update(task, description=f"{name}: {news}")
            bar.update(task, description=name, total=1, completed=1)


def counted(figures: Mapping[str, object], language: "Language") -> list[tuple[str, str]]:
    """Return name and value of each figure, for a two-column table; numbers as the language writes them."""
    from routing.numbers import decimal

    def written(value: object) -> str:
        if isinstance(value, int | float):
            return decimal(value, 1 if isinstance(value, float) else 0, language)
        return str(value)

    return [(name, written(value)) for name, value in figures.items()]
