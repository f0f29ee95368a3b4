"""What is said to people, in each language."""

from __future__ import annotations

from typing import NamedTuple


class Said(NamedTuple):
    """The same in English and in Dutch."""

    en: str
    nl: str

    def told(self, language: str) -> str:
        """In one language; in English where there is no other."""
        return str(getattr(self, language, self.en))
