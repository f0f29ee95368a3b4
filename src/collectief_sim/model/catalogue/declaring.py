"""How an outcome is declared: a function that says what it is, with all that tables, reports and documents say of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from collectief_sim.scenario.languages import Said

type Side = Literal["collectives", "makers", "city"]
type Form = Literal["share", "number", "large", "months", "money"]
type Value = float | int | None  # None where it is not defined, never NaN


@dataclass(frozen=True)
class Outcome:
    """What is counted or measured at the end, and what people call it."""

    name: str
    side: Side  # what it is about: collectives, makers and their space, or what the city gives up for it
    form: Form  # how it is written: a share as a percentage, a number with a decimal, a large one or money without
    good: int  # +1 if makers are better off with more of it, -1 if with less, 0 if that is not the question
    unit: str
    meaning: Said
    label: Said  # a few words, in tables and figures
    short: Said  # the same above a narrow column, perhaps on two lines
    phrase: Said | None  # the same as a sentence with a {value}; an experiment reports what has one
    followed_months: int  # how long a collective must be followed before it is known; 0 if it is not one of lives
    read: Callable[[Any], Any]  # from a `Run`; or, of lives, from `Lives` in `experiment/outcomes.py`

    @property
    def of_lives(self) -> bool:
        """Whether it is read from lives of collectives, with censoring, not from single runs."""
        return self.followed_months > 0


class Outcomes(dict[str, Outcome]):
    """The outcomes declared in a file, by name and in order; a decorator declares one, or a family of them.

    Examples
    --------
    >>> outcomes = Outcomes()
    >>> @outcomes.one("city", "large", 0, "homes", nl="gebouwde woningen")
    ... def homes_built(run):
    ...     '''Homes built.'''
    ...     return float(run.last.homes_built)
    >>> outcomes["homes_built"].label.en
    'homes built'
    """

    def one[F: Callable[[Any], Any]](
        self,
        side: Side,
        form: Form,
        good: int,
        unit: str,
        *,
        nl: str,
        label: Said | None = None,
        short: Said | None = None,
        phrase: Said | None = None,
        followed_months: int = 0,
    ) -> Callable[[F], F]:
        """Declare the function below it. Its name is the outcome's, its docstring the meaning in English.

        Parameters
        ----------
        side, form, good, unit
            As in :class:`Outcome`.
        nl
            The meaning in Dutch.
        label, short
            What it is called where there is less room; the meaning, and the label, if absent.
        phrase
            With it, experiments report the outcome: "{value} homes are built". The Dutch one has bars around its verb,
            which may have to go first: "er | worden | {value} woningen gebouwd".
        """

        def declare(read: F) -> F:
            meaning = Said(_meaning(read), nl)
            called = label or meaning
            self._add(
                Outcome(
                    read.__name__,
                    side,
                    form,
                    good,
                    unit,
                    meaning,
                    called,
                    short or called,
                    phrase,
                    followed_months,
                    read,
                )
            )
            return read

        return declare

    def family[K, F: Callable[[Any, Any], Any]](
        self,
        name: str,
        members: Mapping[K, Mapping[str, Said]],
        side: Side,
        form: Form,
        good: int,
        unit: str,
        *,
        nl: str,
        label: Said | None = None,
        short: Said | None = None,
        phrase: Said | None = None,
        followed_months: Callable[[K], int] = lambda key: 0,
    ) -> Callable[[F], F]:
        """Declare outcomes that differ in one thing: the function below it takes the key of the member as well.

        Parameters
        ----------
        name
            The names of the outcomes, with ``{key}`` in it. Texts may hold it too.
        members
            The outcomes by key, each with words by name, which take the place of ``{name}`` in all texts.
        """

        def declare(read: F) -> F:
            for key, words in members.items():
                meaning = _filled(Said(_meaning(read), nl), key, words)
                texts = [None if one is None else _filled(one, key, words) for one in (label, short, phrase)]
                called = texts[0] or meaning
                mine = (meaning, called, texts[1] or called, texts[2], followed_months(key))
                self._add(Outcome(name.format(key=key), side, form, good, unit, *mine, _of(read, key)))
            return read

        return declare

    def _add(self, outcome: Outcome) -> None:
        if outcome.name in self:
            raise ValueError(f"{outcome.name} is declared twice")
        if outcome.phrase and (
            outcome.phrase.nl.count("|") != 2 or any("{value}" not in one for one in outcome.phrase)
        ):
            raise ValueError(f"{outcome.name}: a phrase has a {{value}}, and bars around its Dutch verb")
        self[outcome.name] = outcome


def _meaning(read: Callable[..., Any]) -> str:
    """The docstring as it stands behind a name: without capital and full stop."""
    text = " ".join((read.__doc__ or "").split()).removesuffix(".")
    return text[:1].lower() + text[1:]


def _filled(said: Said, key: object, words: Mapping[str, Said]) -> Said:
    """Texts with the words of a member; other blanks stay."""
    texts = {"en": said.en, "nl": said.nl}
    for language, text in texts.items():
        whole = text.replace("{key}", str(key))
        for name, word in words.items():
            whole = whole.replace(f"{{{name}}}", word.told(language))
        texts[language] = whole
    return Said(**texts)


def _of(read: Callable[[Any, Any], Any], key: object) -> Callable[[Any], Any]:
    return lambda source: read(source, key)
