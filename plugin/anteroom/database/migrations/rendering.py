"""What is missing in a database, as SQL: alembic orders the revisions, each of which is a plain SQL file.

Apart from the rest, since alembic and what it stands on take longer to load than all of Anteroom; a database
that is at the newest revision needs neither.
"""

from __future__ import annotations

import io
from pathlib import Path

from alembic import op
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext, RevisionStep
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError

from anteroom.errors import Unavailable


class DatabaseNewer(Unavailable):
    """The database has a revision that this release does not know: a newer release migrated it."""

    code = "database-newer"


def render(versions: Path, current: str | None) -> str:
    """Return the SQL that leads from the revision `current` (None: an empty database) to the newest.

    Raises DatabaseNewer for a revision that is none of `versions`.
    """
    script = ScriptDirectory(str(versions.parent), version_locations=[str(versions)])

    def steps(heads: tuple[str, ...], _: MigrationContext) -> list[RevisionStep]:
        return list(script._upgrade_revs("head", heads))  # type: ignore[arg-type]  # as alembic's own commands do

    rendered = io.StringIO()
    context = MigrationContext.configure(
        dialect_name="postgresql",
        opts={"as_sql": True, "output_buffer": rendered, "starting_rev": current, "fn": steps},
    )
    try:
        with Operations.context(context):
            context.run_migrations()
    except CommandError as error:
        raise DatabaseNewer(
            f"The database is at revision {current}, which this release does not know. "
            "Start the release that migrated it, or a newer one.",
            reason=str(error),
        ) from error
    return rendered.getvalue()


def send_sql(revision_file: str) -> None:
    """Called by a revision's `upgrade` with its `__file__`: adds the SQL file beside it, byte for byte.

    Not `op.execute`, which takes colons for parameters and tabs for blanks.
    """
    op.get_context().impl.static_output(Path(revision_file).with_suffix(".sql").read_text(encoding="utf-8"))
