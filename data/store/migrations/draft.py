"""Write the next migration from what :mod:`data.store.tables` has become; read it before you commit it.

Run from the checkout: ``python data/store/migrations/draft.py 0002_what_changed``.
For as long as no version has been released, the first one is written anew:
delete ``versions/0001_initial.py`` and draft ``0001_initial``.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext

from data.store import Store
from data.store.schema import VERSIONS, upgrade, version
from data.store.tables import METADATA, Moment

TEXT = '''"""{title}."""

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = {before}
branch_labels = None
depends_on = None


def upgrade() -> None:
    {commands}
'''


def main(arguments: Sequence[str]) -> None:
    """Write what the tables have and the migrations lack."""
    revision, _, title = arguments[0].partition("_")
    before = version() if any(VERSIONS.glob("*.py")) else None
    with TemporaryDirectory() as folder:
        commands = _commands(Store.of_folder(Path(folder)), begun=before is not None)
    said = title.replace("_", " ").capitalize()
    text = TEXT.format(title=said, revision=revision, before=f'"{before}"' if before else None, commands=commands)
    (VERSIONS / f"{arguments[0]}.py").write_text(text, "utf-8")


def _commands(store: Store, *, begun: bool) -> str:
    """Return the commands that lead from the last migration to the tables."""
    with store.write() as tx:
        if begun:
            upgrade(tx)
        context = MigrationContext.configure(tx, opts={"compare_type": True, "target_metadata": METADATA})
        script = produce_migrations(context, METADATA)
        if script.upgrade_ops is None or script.upgrade_ops.is_empty():
            sys.exit("the migrations already make these tables")
        code = render_python_code(script.upgrade_ops, render_item=_rendered, render_as_batch=begun)
    return "\n".join(line for line in code.splitlines() if not line.strip().startswith("# ###")).strip()


def _rendered(kind: str, thing: Any, _context: object) -> str | Literal[False]:
    """Write our own type as the one of the database: a migration must not change when the program does."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(thing, Moment) else False


if __name__ == "__main__":
    main(sys.argv[1:])
