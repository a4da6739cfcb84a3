"""Where the process begins."""

from __future__ import annotations

import sys

TYPE_CHECKING = False  # typing's own would have to be loaded first
if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code, 130 where it was interrupted.

    Whatever takes time to load is loaded inside, so that an impatient Ctrl-C is answered without a traceback.
    """
    try:
        for stream in (sys.stdout, sys.stderr):
            # What a terminal without UTF-8 cannot show is spelled out; it is no reason to break off.
            if stream is not None and hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="backslashreplace")
        from anteroom.command_line import run

        return run(arguments)
    except KeyboardInterrupt:
        return 130
    except RuntimeError as error:
        # Before Python 3.12 what interrupts the making of a class came wrapped (gh-77757).
        if isinstance(error.__cause__, KeyboardInterrupt):
            return 130
        raise


if __name__ == "__main__":
    sys.exit(main())
