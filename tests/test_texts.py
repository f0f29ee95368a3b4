"""Words from elsewhere, where they are shown: in a terminal, a shell, a spreadsheet, a message."""

from __future__ import annotations

import io
import shlex
import subprocess
import sys

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectief_sim.cli.console import TextConsole
from collectief_sim.cli.streams import careful_streams
from collectief_sim.cli.terminal import folder_given, parsed
from collectief_sim.experiment.analysis import as_csv
from collectief_sim.files import texts


def printed(text: str) -> str:
    """What a console makes of a text that means no markup."""
    file = io.StringIO()
    TextConsole(file=file, width=200, force_terminal=True).print(text, markup=False, highlight=False)
    return file.getvalue()


@given(st.text(max_size=80))
def test_nothing_that_is_shown_steers_a_terminal(text: str) -> None:
    for shown in (texts.for_terminal(text), printed(text)):
        assert not texts.strange(shown, lines=True)
    assert not texts.strange(texts.on_one_line(text))
    assert not texts.strange(texts.short(text))


def test_what_would_steer_a_terminal_is_written_out() -> None:
    assert texts.for_terminal("a\x1b[31mb\u202ec\udcff\n") == "a\\x1b[31mb\\u202ec\\xff\n"
    assert "\\x1b]0;title" in printed("\x1b]0;title\x07")


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\r=1", "＝1"], ids=ascii)  # noqa: RUF001
def test_no_cell_is_a_formula(value: str) -> None:
    table = pd.DataFrame({"text": [value, "plain"], "number": [-1.5, 2.0], value: ["a", None]})
    head, first, second = pd.read_csv(io.StringIO(as_csv(table)), header=None, dtype=str).to_numpy().tolist()
    shown = f"'{texts.on_one_line(value)}"
    assert head == ["text", "number", shown]
    assert first == [shown, "-1.5", "a"]
    assert second[:2] == ["plain", "2"]


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1), min_size=1))
def test_a_command_can_be_typed_again(words: list[str]) -> None:
    shown = texts.typed(words)
    assert not texts.strange(shown)
    if "$'" not in shown:
        assert shlex.split(shown) == words


def test_a_command_with_odd_letters_can_be_typed_in_bash() -> None:
    words = ["it's", "a\nb", "\x1b[31m\\", "ü ö", "\udce9"]
    command = f"printf '%s\\0' {texts.typed(words)}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, env={"LC_ALL": "C.UTF-8"})
    assert done.stdout.split(b"\0")[:-1] == [word.encode(errors="surrogateescape") for word in words]


def test_windows_has_quotes_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts.os, "name", "nt")
    assert texts.typed(["run", "C:\\my area\\a.toml"]) == 'run "C:\\my area\\a.toml"'


@pytest.mark.parametrize(
    "value", [10**5000, "x" * 10**6, [10**5000], None, 1.5, "a\nb"], ids=lambda v: type(v).__name__
)
def test_every_value_can_be_shown_in_a_message(value: object) -> None:
    shown = texts.short(value)
    assert shown
    assert len(shown) <= 90
    assert "\n" not in shown


@pytest.mark.parametrize(
    ("text", "value"),
    [("1", 1), ("none", None), ("two words", "two words"), ('"1"', "1"), ("1\nb = 2", "1\nb = 2"), ("", "")],
)
def test_values_are_read_as_they_are_typed(text: str, value: object) -> None:
    assert parsed(text) == value


@pytest.mark.parametrize("name", ["", "  ", "a\0b", "a\x1bb", "\udce9"], ids=ascii)
def test_what_can_be_no_folder_is_refused(name: str) -> None:
    with pytest.raises(Exception, match=r"folder"):
        folder_given(name)


@pytest.mark.parametrize(
    ("encoding", "shown"), [("ascii", "x 1 EUR _.#"), ("cp1252", "× 1 € _.#"), ("utf-8", "× 1 € ▁▂█")]
)
def test_letters_that_an_encoding_lacks_have_stand_ins(
    encoding: str, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(written, encoding=encoding))
    with careful_streams():
        sys.stdout.write("× 1 € ▁▂█")
        sys.stdout.flush()
    assert written.getvalue().decode(encoding) == shown
