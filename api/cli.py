"""The program `termintreu`: one command line over all parts.

Commands stand in :mod:`api.commands`; heavy libraries are imported inside
them, so `--help` answers at once.
"""

import os
import sys
from collections.abc import Sequence

import typer

from api.commands import (
    backup,
    bench,
    calibrate,
    demo,
    diagnose,
    plan,
    replan,
    replay,
    roads,
    sample,
    serve,
    users,
    worker,
)
from api.console import Console

# Days are spread over processes here; threads inside linear algebra only fight for the same cores.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

app = typer.Typer(
    name="termintreu",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help=(
        "Punctual daily delivery routes on OpenStreetMap roads.\n\n"
        "Start with `termintreu demo`: a simulated firm, its delays, and what better plans change.\n\n"
        "Messages are German where the locale is German, else English; --lang de|en or TERMINTREU_LANG decides."
    ),
)
app.command()(demo.demo)
app.command()(plan.plan)
app.command()(plan.check)
app.command()(replan.replan)
app.command()(calibrate.calibrate)
app.command()(diagnose.diagnose)
app.command()(replay.replay)
app.command()(serve.serve)
app.command()(worker.worker)
app.command()(backup.backup)
app.command()(backup.restore)
app.add_typer(users.app, name="users")
app.add_typer(roads.app, name="roads")
app.add_typer(sample.app, name="sample")
app.add_typer(bench.app, name="bench")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command; a known error prints place, value and way out and exits with its code.

    Raises
    ------
    SystemExit
        Always, with the command's exit code: 0 done, 1 the check found
        something, 2 bad input, 3 no internet, 4 planning broke off.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    console = Console.of_arguments(given)
    try:
        code = app(given, standalone_mode=not console.as_json)
    except typer.TyperException as error:  # a mistyped command; without --json Typer prints it itself
        from routing.errors import InputError

        console.error(InputError.of("command_unreadable", value=error.format_message()))
        raise SystemExit(InputError.exit_code) from None
    except Exception as error:  # any, because naming TermintreuError here would load pydantic for --help
        from routing.errors import TermintreuError

        if not isinstance(error, TermintreuError):
            raise
        console.error(error)
        raise SystemExit(error.exit_code) from None
    raise SystemExit(code or 0)


if __name__ == "__main__":
    main()
