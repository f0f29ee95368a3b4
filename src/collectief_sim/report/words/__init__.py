"""The words of the report, language by language, and numbers as people write them."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from collectief_sim.experiment.design import Experiment
from collectief_sim.experiment.ledger import LEDGER
from collectief_sim.experiment.results import Results
from collectief_sim.files.errors import ScenarioError
from collectief_sim.scenario.fields import titles as titles_of

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Words:
    """Texts by dotted key, and numbers in the manner of one language.

    Where what chance repeats are worlds, a text called ``..._worlds`` takes the place of the usual one; where those are of the
    set that nothing known rules out, one called ``..._set`` does.
    """

    language: str
    texts: dict[str, Any]
    worlds: bool = False
    of_set: bool = False
    titles: Mapping[str, str] = field(default_factory=dict)  # of areas of somebody's own, by name

    def __call__(self, key: str, **values: Any) -> str:
        """A text with values filled in."""
        kinds = [*(["_set"] if self.of_set else []), *(["_worlds"] if self.worlds else [])]
        found = self.many(next((f"{key}{kind}" for kind in kinds if self._has(f"{key}{kind}")), key))
        return str(found).format(**values) if values else str(found)

    def many(self, key: str) -> Any:
        """What stands under a dotted key: a text, a list or a table."""
        found: Any = self.texts
        for part in key.split("."):
            if part not in found:
                raise ScenarioError(f"report/words/{self.language}.toml has no words for {key!r}.")
            found = found[part]
        return found

    def _has(self, key: str) -> bool:
        *above, last = key.split(".")
        return last in self.many(".".join(above))

    def units(self, count: int) -> str:
        """How many repetitions, or worlds."""
        return self("page.units", units=count)

    def label(self, outcome: str) -> str:
        """An outcome as people call it."""
        return LEDGER[outcome].label.told(self.language)

    def head(self, outcome: str) -> str:
        """An outcome above a narrow column."""
        return LEDGER[outcome].short.told(self.language)

    def short(self, outcome: str) -> str:
        """The same within a sentence."""
        return self.label(outcome).partition(" (")[0]

    def phrase(self, outcome: str, value: Any) -> str:
        """An outcome with its value as a sentence."""
        return _whole(self._phrase(outcome)).format(value=self.told(outcome, value))

    def _phrase(self, outcome: str) -> str:
        phrase = LEDGER[outcome].phrase
        return phrase.told(self.language) if phrase else ""

    def area(self, name: str) -> str:
        """An area as it is called in a sentence."""
        return str(self.many("areas").get(name) or self.titles.get(name) or name)

    def number(self, value: Any, decimals: int = 0) -> str:
        """A plain number."""
        text = f"{value:,.{decimals}f}"
        if text.startswith("-") and not text.strip("-0.,"):
            text = text[1:]  # minus nothing
        swap = str.maketrans({",": self("number.thousands"), ".": self("number.decimal"), "-": "−"})
        return text.translate(swap)

    def p_value(self, p: float) -> str:
        """A p-value: three decimals, and no nought."""
        if math.isnan(p):
            return "–"
        return self.number(p, 3) if p >= 0.001 else f"< {self.number(0.001, 3)}"

    def value(self, outcome: str, value: Any) -> str:
        """A value of an outcome, with its unit where that is not in the label."""
        if math.isnan(value):
            return "–"
        form = LEDGER[outcome].form
        if form == "share":
            return f"{self.number(100 * value, 1)}%"
        return self.number(_rounded(form, value), 1 if form == "number" else 0)

    def told(self, outcome: str, value: Any) -> str:
        """A value of an outcome as in a sentence: money with its sign."""
        text = self.value(outcome, value)
        return self("number.money", value=text) if LEDGER[outcome].form == "money" else text

    def amount(self, outcome: str, value: float) -> str:
        """The size of a difference in an outcome, without sign."""
        form = LEDGER[outcome].form
        if form == "share":
            return self("number.points", value=self.number(abs(100 * value), 1))
        if form == "months":
            return self("number.months", value=self.number(abs(value), 1))
        text = self.number(abs(_rounded(form, value)), 1 if form == "number" else 0)
        return self("number.money", value=text) if form == "money" else text

    def signed(self, outcome: str, value: float) -> str:
        """A difference with its sign: shares in percentage points."""
        if math.isnan(value):
            return "–"
        form = LEDGER[outcome].form
        scale, decimals = (100.0 if form == "share" else 1.0), (0 if form in ("large", "money") else 1)
        text = self.number(scale * _rounded(form, value), decimals)
        plus = "+" if not text.startswith("−") and text.strip("0.,") else ""
        return plus + text + (" pp" if form == "share" else "")

    def brief(self, outcome: str, value: float, *, signed: bool = False) -> str:
        """A value where there is little room, with its sign if it is a difference: money in millions."""
        if LEDGER[outcome].form != "money" or math.isnan(value):
            return self.signed(outcome, value) if signed else self.value(outcome, value)
        text = self.number(value / 1e6, 1)
        return f"+{text}" if signed and not text.startswith("−") and text.strip("0.,") else text

    def brief_interval(self, outcome: str, low: float, high: float) -> str:
        """An interval of a difference in the same manner."""
        if math.isnan(low) or math.isnan(high):
            return "–"
        if LEDGER[outcome].form != "money":
            return self.interval(outcome, low, high)
        return self(
            "number.to", **{name: self.brief(outcome, end, signed=True) for name, end in (("low", low), ("high", high))}
        )

    def interval(self, outcome: str, low: float, high: float) -> str:
        """An interval of a difference."""
        if math.isnan(low) or math.isnan(high):
            return "–"
        return self("number.to", low=self.signed(outcome, low).removesuffix(" pp"), high=self.signed(outcome, high))

    def percent(self, share: float) -> str:
        """A share as a whole percentage."""
        return f"{self.number(100 * share)}%"

    def share_with_interval(self, row: Any, name: str) -> dict[str, str]:
        """A share in a row of a table, and its interval, as text: under its name, and with ``_interval``."""
        middle, low, high = (self.number(100 * row[f"{name}{end}"]) for end in ("", "_low", "_high"))
        return {name: f"{middle}%", f"{name}_interval": self("number.to", low=low, high=f"{high}%")}

    def listed(self, items: Sequence[str]) -> str:
        """Several things in a sentence."""
        if len(items) < 2:
            return "".join(items)
        return f"{', '.join(items[:-1])} {self('number.and')} {items[-1]}"


def _whole(phrase: str) -> str:
    """A phrase without the bars around its verb."""
    return " ".join(part.strip() for part in phrase.split("|"))


def _rounded(form: str, value: float) -> float:
    """Money to the thousand; nobody should think we know it better."""
    return round(value, -3) if form == "money" else value


def languages() -> list[str]:
    """The languages there are."""
    return sorted(file.stem for file in FOLDER.glob("*.toml"))


def words(language: str, *, worlds: bool = False, of_set: bool = False) -> Words:
    """The words of a language."""
    return Words(language, _texts(language), worlds, of_set)


def words_for(experiment: Experiment, language: str, titles: Mapping[str, str] | None = None) -> Words:
    """The words for an experiment: what chance repeats is a repetition, or a world where settings are uncertain.

    `titles` are those of its areas, by name.
    """
    return Words(language, _texts(language), experiment.has_worlds, experiment.from_set, titles or {})


def words_of(results: Results, language: str) -> Words:
    """The same for results, which know what areas are called."""
    base, _ = results.experiment.pairs()[0]
    found = {area: titles_of(results.scenario_of(area, base))[language] for area in results.areas}
    return words_for(results.experiment, language, found)


@cache
def _texts(language: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
