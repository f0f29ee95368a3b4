"""The entry point. It loads next to nothing itself, so that Ctrl-C, a closed pipe or a full disk find it ready at once.

Exit codes: 0 fine (also if a reader of our output had seen enough), 1 a run failed, or a pattern that is not known to
fail, 2 refused, or something could not be written, 70 a fault of ours, 130 interrupted.
"""

from __future__ import annotations

import atexit
import os
import sys
from collections.abc import Callable

from collectief_sim.cli.bytecode import forget_bytecode, keep_bytecode
from collectief_sim.cli.interrupts import INTERRUPTED, listening, was_interrupted
from collectief_sim.cli.streams import ReaderGone, careful_streams

FINE, REFUSED, OUR_FAULT = 0, 2, 70
_MOST_OF_A_LINE = 1_500  # characters: who types a page of nonsense need not read it again


def command() -> None:
    """Run the command that was typed, and end the process.

    Not in Python's own way where Arrow was at work: its threads may abort a process that ends while they are still coming
    up (apache/arrow issue 34314), and all that Python would do is done here.
    """
    try:
        main()
    except SystemExit as leaving:
        if "pyarrow" not in sys.modules:
            raise
        atexit._run_exitfuncs()
        if sys.stderr is not None:  # it was closed
            sys.stderr.flush()
        os._exit(leaving.code if isinstance(leaving.code, int) else OUR_FAULT)


def main() -> None:
    """Run the command that was typed, and exit."""
    with careful_streams():
        code = _code_of(_command)
        code = code or _code_of(_flush)
    sys.exit(code)


def _command() -> int:
    with listening():
        keep_bytecode()
        os.environ["MPLBACKEND"] = "agg"  # pictures go into files, whatever a notebook said
        from collectief_sim.cli.run import app

        code = app(prog_name="collectief", standalone_mode=False)
    if code == INTERRUPTED:  # what typer makes of Ctrl-C, without a word
        raise KeyboardInterrupt
    return code if isinstance(code, int) else FINE


def _flush() -> int:
    sys.stdout.flush()
    return FINE


def _code_of(part: Callable[[], int]) -> int:
    """What a part of the work comes to as an exit code; whatever went wrong is told."""
    try:
        return part()
    except ReaderGone:
        return FINE
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else FINE
    except BaseException as error:
        return _told(error)


def _told(error: BaseException) -> int:
    """Tell what went wrong, and give the exit code that says so."""
    if was_interrupted(error):
        return _fail("Interrupted; nothing was written.", INTERRUPTED)
    if isinstance(error, EOFError) or isinstance(error.__cause__, EOFError):  # which is what half a file of it gives
        forget_bytecode()
        return _fail("Python's bytecode was damaged and has been thrown away. Please try again.", OUR_FAULT)
    if isinstance(error, MemoryError):
        return _fail("There is not enough memory for this: make the area smaller, or use fewer --workers.", REFUSED)
    from collectief_sim.files.errors import ScenarioError

    if isinstance(error, ScenarioError):
        return _fail(str(error), REFUSED)
    if isinstance(error, OSError):
        return _fail(f"{error.filename or 'The system'}: {error.strerror or error}.", REFUSED)
    from collectief_sim.cli.faults import our_fault, usage_of

    usage = usage_of(error)
    if usage is not None:
        return _fail(usage, REFUSED)
    return _fail(our_fault(error), OUR_FAULT)


def _fail(message: str, code: int) -> int:
    from collectief_sim.cli.terminal import warn

    lines = (line if len(line) <= _MOST_OF_A_LINE else f"{line[:_MOST_OF_A_LINE]} ..." for line in message.split("\n"))
    if message:
        warn("\n".join(lines))
    return code
