"""Words from elsewhere (files, arguments, the system) made safe for the place where they are shown.

What people write in files may not choose a path, move a cursor, turn text around or become a formula. Files are refused
if they try (:func:`strange`, :func:`why_no_name`); whatever else comes in is shown so that it can do nothing.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import unicodedata
from collections.abc import Sequence
from datetime import date, time
from typing import Any

_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # these turn the order of letters around
_STRANGE = re.compile(f"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff{_BIDI}]")
_LAYOUT = "\n\t"  # allowed where a text may have lines
_STRANGE_IN_LINES = re.compile(f"(?![{_LAYOUT}]){_STRANGE.pattern}")
_NAME = re.compile(r"[^\W_][\w .-]*(?<![ .])")
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])( *\..*)?", re.IGNORECASE)
MOST_OF_A_NAME = 60  # letters: with what we add to it still a file name on every system
NAME_RULE = f"letters, digits, dots, dashes, underscores and spaces, a letter or digit first, at most {MOST_OF_A_NAME}"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001 (full width, as Excel reads them too)
_SHOWN = 80  # characters of a value in a message


def strange(text: str, lines: bool = False) -> str:
    """The first character that has no place in a text, as ``U+001B``, or nothing; `lines` if it may have several."""
    pattern = _STRANGE_IN_LINES if lines else _STRANGE
    found = pattern.search(text)
    return f"U+{ord(found[0]):04X}" if found else ""


def why_no_name(name: str) -> str:
    """Why something cannot be called so, because folders are named after it; nothing if it can."""
    if len(name) > MOST_OF_A_NAME or not _NAME.fullmatch(name) or unicodedata.normalize("NFC", name) != name:
        return f"{short(name)} must be {NAME_RULE}"
    if _DEVICES.fullmatch(name):
        return f"{short(name)} is the name of a device on Windows; choose another"
    return ""


def for_terminal(text: str) -> str:
    """A text that can only be read: what would steer a terminal is written out; lines stay lines."""
    return _STRANGE.sub(lambda found: found[0] if found[0] in _LAYOUT else _written_out(found[0]), text)


def on_one_line(text: str) -> str:
    """The same for what must stay in its line."""
    return _STRANGE.sub(lambda found: _written_out(found[0]), text)


def _written_out(character: str) -> str:
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:
        code -= 0xDC00  # a byte of a path that is not UTF-8
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def for_cell(value: Any) -> Any:
    """A value for a spreadsheet: a text that could be taken for a formula begins with an apostrophe, numbers stay numbers."""
    if not isinstance(value, str):
        return value
    risky = value.startswith(_FORMULA) or value.lstrip(" '").startswith(_FORMULA)
    return f"'{on_one_line(value)}" if risky else on_one_line(value)


def short(value: object) -> str:
    """A value as messages show it, whatever it is and however long."""
    try:
        told = on_one_line(_as_toml(value[: _SHOWN + 1] if isinstance(value, str) else value))
    except (ValueError, RecursionError):  # Python's own limits on what it prints
        return "a number of thousands of digits" if isinstance(value, int) else "more than can be shown"
    return told if len(told) <= _SHOWN + 2 else f"{told[:_SHOWN]}…{told[-1] if isinstance(value, str) else ''}"


def _as_toml(value: object) -> str:
    """A value as a file has it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, list):
        return f"[{', '.join(map(_as_toml, value[: _SHOWN + 1]))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key} = {_as_toml(one)}' for key, one in list(value.items())[: _SHOWN + 1])}}}"
    return repr(value)


def typed(words: Sequence[str]) -> str:
    """A command as it can be typed (or pasted) again in the shell of this system."""
    if os.name == "nt":
        return on_one_line(subprocess.list2cmdline(words))
    return " ".join(_quoted(word) for word in words)


def _quoted(word: str) -> str:
    """A word for a shell of Unix; with ``$'...'`` what cannot be shown as it is."""
    if not _STRANGE.search(word):
        return shlex.quote(word)
    escaped = word.replace("\\", "\\\\").replace("'", "\\'")
    return f"$'{_STRANGE.sub(lambda found: _written_out(found[0]), escaped)}'"
