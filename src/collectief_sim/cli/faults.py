"""What is told when a command was typed wrongly, and when the program itself is wrong."""

from __future__ import annotations

import io
import os
import tempfile
import traceback
from contextlib import suppress

import typer

_USAGE = typer.BadParameter.__mro__[1:3]  # UsageError and ClickException, which typer does not export
_ENGLISH_ONLY = " (This command tells in English only; Dutch is in `run`, `experiment`, `report` and `view --export`.)"


def usage_of(error: BaseException) -> str | None:
    """How a command is used, if it was not used so (empty if help has been printed); else None."""
    if isinstance(error, typer.Abort):
        return "Stopped; nothing was written."
    if not isinstance(error, _USAGE):
        return None
    text = io.StringIO()
    error.show(file=text)  # type: ignore[attr-defined]
    hint = _ENGLISH_ONLY if getattr(error, "option_name", "") == "--lang" else ""
    return text.getvalue().rstrip("\n") + hint


def our_fault(error: BaseException) -> str:
    """One line on an error that should not have been; where to find the rest is in it."""
    told = f"This should not have happened ({type(error).__name__}: {str(error).partition(chr(10))[0]})."
    with suppress(OSError):
        handle, name = tempfile.mkstemp(prefix="collectief-fault-", suffix=".txt")
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
            traceback.print_exception(error, file=file)
        return f"{told} Please report it, with the file {name}."
    return f"{told} Please report it."
