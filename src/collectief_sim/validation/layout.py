"""Verdicts laid out for the width there is: one table where it fits whole, else a block of lines for every pattern."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

IN_A_PIPE = 170  # columns: in a pipe or file the table is there whole
_FIGURE, _WHY = 36, 14  # columns that words need to be read with ease
_ANY = 10_000  # columns in which everything fits
_FURTHER = "  "  # what a line is set further in than the one it belongs to


@dataclass(frozen=True)
class Row:
    """One figure of a pattern."""

    verdicts: tuple[str, ...]  # with markup
    what: str
    numbers: tuple[str, ...]
    why: str


@dataclass(frozen=True)
class Block:
    """One pattern with its figures."""

    id: str
    verdict: str  # with markup
    statement: str
    source: str
    rows: Sequence[Row]
    note: str = ""  # why it misses, for instance


@dataclass(frozen=True)
class Heads:
    """What the columns are called."""

    verdicts: tuple[str, ...]
    numbers: tuple[str, ...]


def print_blocks(title: str, heads: Heads, blocks: Sequence[Block], console: Console) -> None:
    """Print patterns with all their figures; nothing is cut off, however narrow the terminal."""
    if not console.is_terminal:
        console.width = IN_A_PIPE
    table = _table(title, heads, blocks)
    least = Measurement.get(console, console.options.update_width(_ANY), table).minimum
    if least <= console.width:
        console.print(table)
        return
    console.print(Text(title, "italic"))
    console.print()
    for block in blocks:
        for line in _lines(heads, block, console.width):
            console.print(line, overflow="fold")
        console.print()


def _table(title: str, heads: Heads, blocks: Sequence[Block]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, title=escape(title), title_justify="left")
    rows = [row for block in blocks for row in block.rows]
    _whole(table, "", [block.id for block in blocks])
    for i, head in enumerate(heads.verdicts):
        _whole(table, head, [row.verdicts[i] for row in rows] + [block.verdict for block in blocks if not i])
    table.add_column("pattern and figure", min_width=_FIGURE, overflow="fold")
    for i, head in enumerate(heads.numbers):
        _whole(table, head, [row.numbers[i] for row in rows], "right")
    table.add_column("why", min_width=_WHY, overflow="fold")
    rest = [""] * (len(heads.verdicts) - 1)
    for block in blocks:
        table.add_row(block.id, block.verdict, *rest, _said(block))
        for row in block.rows:
            table.add_row("", *row.verdicts, f"  {escape(row.what)}", *map(escape, row.numbers), escape(row.why))
        if block.note:
            table.add_row("", "", *rest, f"  [dim]{escape(block.note)}[/]")
    return table


def _whole(table: Table, head: str, cells: Iterable[str], justify: Literal["left", "right"] = "left") -> None:
    """A column that is as wide as what is in it: a number is never broken."""
    width = max(Text.from_markup(cell).cell_len for cell in (head, *cells))
    table.add_column(head, justify=justify, no_wrap=True, min_width=width)


def _said(block: Block) -> str:
    source = f" ({escape(block.source)})" if block.source else ""
    return f"[bold]{escape(block.statement)}[/bold]{source}"


def _lines(heads: Heads, block: Block, width: int) -> Iterable[Text]:
    """A pattern on a line of its own, and every figure below it with all that belongs to it."""
    told = f"– {heads.verdicts[0]} {block.verdict}"
    yield from _filled([block.id, *_said(block).split(), told], width, "", _FURTHER)
    for row in block.rows:
        yield from _filled(escape(row.what).split(), width, _FURTHER, _FURTHER * 2)
        pairs = [*zip(heads.numbers, map(escape, row.numbers), strict=True)]
        pairs += zip(heads.verdicts, row.verdicts, strict=True)
        pieces = [f"{head} {told};" for head, told in pairs]
        yield from _filled([*pieces, "why:", *escape(row.why).split()], width, _FURTHER * 2, _FURTHER * 2)
    if block.note:
        yield from _filled([f"[dim]{word}[/]" for word in escape(block.note).split()], width, _FURTHER, _FURTHER)


def _filled(pieces: Iterable[str], width: int, first: str, then: str) -> Iterable[Text]:
    """Pieces with markup, put into lines; no line breaks inside a piece unless it is longer than a line."""
    line, empty = Text(first), True
    for piece in _balanced(pieces):
        room = width - line.cell_len - (0 if empty else 1)
        if not empty and piece.cell_len > room:
            yield line
            line, empty = Text(then), True
        line.append_text(piece if empty else Text(" ").append_text(piece))
        empty = False
    yield line


def _balanced(pieces: Iterable[str]) -> Iterable[Text]:
    """Pieces as text, with markup that goes on from one piece to the next."""
    whole = Text.from_markup("\n".join(pieces))
    return [piece for piece in whole.split("\n") if piece.cell_len]
