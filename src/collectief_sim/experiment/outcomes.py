"""Outcomes of lives of collectives, as they are declared: they need all lives of many runs, and how long each was seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from collectief_sim.experiment.lives import (
    ByUnit,
    Counts,
    FloatArray,
    at,
    incidence,
    months_lived,
    survival,
    years_lived,
)
from collectief_sim.model.catalogue import Outcomes
from collectief_sim.model.catalogue.collectives import YEARS
from collectief_sim.scenario.languages import Said


@dataclass(frozen=True)
class Lives:
    """What outcomes are read from: the counts by what ends a spell, and how every unit has its say."""

    counts: Mapping[str, Counts]
    by_unit: ByUnit


OUTCOMES_OF_LIVES = Outcomes()  # in the order in which they are told
_OF_EACH = {
    "collective": {
        "one": Said("a collective", "een collectief"),
        "called": Said("collective", "collectief"),
        "since": Said("", ""),
        "years": Said("collective-years", "collectiefjaren"),
    },
    "recognised": {
        "one": Said("a recognised collective", "een erkend collectief"),
        "called": Said("recognised collective", "erkend collectief"),
        "since": Said(", from its recognition", ", vanaf zijn erkenning"),
        "years": Said("years of recognised collectives", "jaren van erkende collectieven"),
    },
}
_SPELLS = {"collective": "in_run", "recognised": "recognised"}  # by which spells they are counted
_ENDINGS = {
    "fell_apart": {
        "label": Said("fell apart", "uiteengevallen"),
        "meaning": Said("fall apart", "uiteenvalt"),
        "phrase": Said("fall apart", "valt"),
        "after": Said("", " uiteen"),
    },
    "too_small": {
        "label": Said("became too small", "te klein geworden"),
        "meaning": Said("become too small", "te klein wordt"),
        "phrase": Said("become too small", "wordt"),
        "after": Said("", " te klein"),
    },
    "displaced": {
        "label": Said("lost their building", "pand kwijt"),
        "meaning": Said("lose their building", "zijn pand verliest"),
        "phrase": Said("lose their building", "verliest"),
        "after": Said("", " het pand"),
    },
}


@OUTCOMES_OF_LIVES.family(
    "survival_{key}_months",
    {age: YEARS[age] for age in (60, 120, 240)},
    "collectives",
    "share",
    1,
    "share",
    nl="deel van de collectieven dat {years} jaar na de oprichting nog bestaat (Kaplan-Meier)",
    label=Said("still exist after {years} years", "bestaan nog na {years} jaar"),
    short=Said("exist after\n{years} years", "bestaan na\n{years} jaar"),
    phrase=Said(
        "{value} of collectives still exist {in_words} years after they were founded",
        "{value} van de collectieven | bestaat | {in_words} jaar na de oprichting nog",
    ),
    followed_months=int,
)
def survivalat(lives: Lives, age: int) -> FloatArray:
    """Share of collectives that still exist {years} years after they were founded (Kaplan-Meier)."""
    return lives.by_unit(lives.counts["ended"], at(age, survival))


@OUTCOMES_OF_LIVES.family(
    "recognised_survival_{key}_months",
    {age: YEARS[age] for age in (60, 120)},
    "collectives",
    "share",
    1,
    "share",
    nl="deel van de erkende collectieven dat {years} jaar na hun erkenning nog bestaat (Kaplan-Meier)",
    label=Said("recognised ones still exist after {years} years", "erkende bestaan nog na {years} jaar"),
    phrase=Said(
        "{value} of recognised collectives still exist {in_words} years after they were recognised",
        "{value} van de erkende collectieven | bestaat | {in_words} jaar na de erkenning nog",
    ),
    followed_months=int,
)
def recognised_survival(lives: Lives, age: int) -> FloatArray:
    """Share of recognised collectives that still exist {years} years after they were recognised (Kaplan-Meier)."""
    return lives.by_unit(lives.counts["recognised"], at(age, survival))


@OUTCOMES_OF_LIVES.one(
    "collectives",
    "months",
    1,
    "months",
    nl="gemiddeld aantal maanden dat een collectief bestaat van zijn eerste 20 jaar",
    label=Said("months lived in the first 20 years", "maanden bestaan in de eerste 20 jaar"),
    phrase=Said(
        "a collective lives {value} months of its first 20 years",
        "een collectief | bestaat | {value} maanden van zijn eerste 20 jaar",
    ),
    followed_months=240,
)
def months_lived_of_240(lives: Lives) -> FloatArray:
    """Mean months that a collective lives of its first 20 years (restricted mean survival time)."""
    return lives.by_unit(lives.counts["ended"], partial(months_lived, upto=240))


@OUTCOMES_OF_LIVES.family(
    "years_per_{key}",
    _OF_EACH,
    "collectives",
    "number",
    1,
    "years",
    nl="jaren dat {one} in de run bestaat{since}, gemiddeld over die van alle herhalingen samen: maal hun gemiddelde aantal "
    "zijn dat precies de gemiddelde {years}; waar werelden de eenheid zijn, geldt dat per wereld",
    label=Said("years lived per {called}", "jaren per {called}"),
    phrase=Said("{one} lives {value} years in the run", "{one} | bestaat | {value} jaar in de run"),
    followed_months=lambda key: 1,
)
def years_of_each(lives: Lives, key: str) -> FloatArray:
    """Years that {one} lives within the run{since}, mean over those of all runs together: times their mean number these are
    exactly the mean {years}; where worlds are the unit, that holds world by world.
    """
    return lives.by_unit(lives.counts[_SPELLS[key]], years_lived)


@OUTCOMES_OF_LIVES.one(
    "collectives",
    "share",
    1,
    "share",
    nl="deel van de collectieven dat binnen 5 jaar stabiel is; eindigen telt als concurrerende gebeurtenis",
    label=Said("stable within 5 years", "stabiel binnen 5 jaar"),
    phrase=Said(
        "{value} of collectives are stable within five years",
        "{value} van de collectieven | is | binnen vijf jaar stabiel",
    ),
    followed_months=60,
)
def stable_within_60_months(lives: Lives) -> FloatArray:
    """Share of collectives that are stable within 5 years; ending competes with it (Aalen-Johansen)."""
    return lives.by_unit(lives.counts["stable"], at(60, partial(incidence, cause="stable")))


@OUTCOMES_OF_LIVES.family(
    "area_level_within_{key}_months",
    {age: YEARS[age] for age in (120, 240)},
    "collectives",
    "share",
    1,
    "share",
    nl="deel van de collectieven dat binnen {years} jaar invloed op het gebied heeft; eindigen telt als concurrerende "
    "gebeurtenis",
    label=Said("area-level impact within {years} years", "invloed op het gebied binnen {years} jaar"),
    short=Said("area-level\nimpact", "invloed op\ngebied"),
    phrase=Said(
        "{value} of collectives reach area-level impact within {in_words} years",
        "{value} van de collectieven | krijgt | binnen {in_words} jaar invloed op het gebied",
    ),
    followed_months=int,
)
def area_level_within(lives: Lives, age: int) -> FloatArray:
    """Share of collectives that reach area-level impact within {years} years; ending competes with it (Aalen-Johansen)."""
    return lives.by_unit(lives.counts["area_level"], at(age, partial(incidence, cause="area_level")))


@OUTCOMES_OF_LIVES.family(
    "{key}_within_120_months",
    _ENDINGS,
    "collectives",
    "share",
    -1,
    "share",
    nl="deel van de collectieven dat binnen 10 jaar {meaning}; andere redenen van einde concurreren ermee",
    label=Said("{label} within 10 years", "{label} binnen 10 jaar"),
    phrase=Said(
        "{value} of collectives {phrase} within ten years{after}",
        "{value} van de collectieven | {phrase} | binnen tien jaar{after}",
    ),
    followed_months=lambda cause: 120,
)
def ended_within_120_months(lives: Lives, cause: str) -> FloatArray:
    """Share of collectives that {meaning} within 10 years; other ends compete with it (Aalen-Johansen)."""
    return lives.by_unit(lives.counts["ended"], at(120, partial(incidence, cause=cause)))


def outcomes_of_lives(counts: Mapping[str, Counts], by_unit: ByUnit) -> dict[str, FloatArray]:
    """Every outcome of lives, unit by unit; NaN where runs were too short to see so far."""
    lives = Lives(counts, by_unit)
    return {name: outcome.read(lives) for name, outcome in OUTCOMES_OF_LIVES.items()}
