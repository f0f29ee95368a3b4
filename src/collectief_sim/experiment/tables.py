"""The tables that an experiment makes of its results: what each holds, every column with meaning and unit, in both languages.

This is the one place where they are declared (those of single runs are in `batch/columns.py`). Read by `dictionary.csv` and
the first sheet of `tables.xlsx` in a results folder, and by docs/tables.md, which this file writes as a program.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from collectief_sim.batch.columns import LABELS, MONTH, NEVER, NUMBER, TEXT, Column, as_texts, stored_columns
from collectief_sim.experiment.analysis import MAPS, Analysis
from collectief_sim.experiment.design import Experiment, Text, in_language
from collectief_sim.experiment.forms import came_about
from collectief_sim.experiment.ledger import LEDGER
from collectief_sim.experiment.typical_run import KINDS
from collectief_sim.model.codes import RADII, THEMES
from collectief_sim.model.outcomes import LADDER_STEPS
from collectief_sim.scenario.languages import Said

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Declared:
    """A table: what it holds, and its columns in order."""

    about: Said
    columns: Mapping[str, Column]


OF_OUTCOME = "as the outcome (see outcomes)"
_AREA, _ARM = LABELS["area"], LABELS["arm"]
_BASE = Column(Said("the arm that is compared with", "de arm waarmee wordt vergeleken"), TEXT)
_OTHER = Column(Said("the arm that is compared", "de arm die wordt vergeleken"), TEXT)
_PAIR = {"area": _AREA, "base": _BASE, "other": _OTHER}
_OUTCOME = Column(Said("name of the outcome", "naam van de uitkomst"), TEXT)
_FEW = Said("with fewer than two units", "bij minder dan twee eenheden")
_NONE = Said("with no unit in which it is known", "als geen eenheid hem kent")
_CLEAR = Column(
    Said("q is below 0.05 and the interval leaves out zero", "q is kleiner dan 0,05 en het interval sluit nul uit"),
    "True or False",
)
_P = Column(Said("p-value of a paired t-test", "p-waarde van een gepaarde t-toets"), "0-1", _FEW)
_Q = Column(
    Said(
        "p-value corrected for the number of comparisons (Benjamini-Hochberg)",
        "p-waarde, gecorrigeerd voor het aantal vergelijkingen (Benjamini-Hochberg)",
    ),
    "0-1",
    _FEW,
)
_ESTIMATE = {
    "difference": Column(
        Said(
            "mean of the paired differences, other minus base", "gemiddelde van de gepaarde verschillen, other min base"
        ),
        OF_OUTCOME,
        _NONE,
    ),
    "low": Column(
        Said(
            "lower end of its 95% interval (the wider of bootstrap and Student's t)",
            "ondergrens van het 95%-interval (het breedste van bootstrap en Students t)",
        ),
        OF_OUTCOME,
        _FEW,
    ),
    "high": Column(Said("upper end of it", "bovengrens daarvan"), OF_OUTCOME, _FEW),
    "p": _P,
    "pairs": Column(
        Said(
            "units (seeds, or worlds) in which both arms know the outcome",
            "eenheden (seeds, of werelden) waarin beide armen de uitkomst kennen",
        ),
        NUMBER,
    ),
}
_JUDGED = {"q": _Q, "clear": _CLEAR}
_SHARE_WON = Said("as `{name}`, {end} of its 95% interval", "als `{name}`, {end_nl} van het 95%-interval")


def _share(name: str, meaning: Said) -> dict[str, Column]:
    ends = {"low": ("lower end", "ondergrens"), "high": ("upper end", "bovengrens")}
    bounds = {
        f"{name}_{key}": Column(
            Said(*(text.format(name=name, end=end, end_nl=end_nl) for text in _SHARE_WON)),
            "share of the main difference",
        )
        for key, (end, end_nl) in ends.items()
    }
    return {name: Column(meaning, "share of the main difference"), **bounds}


_COMPARISON = {
    **_PAIR,
    "outcome": _OUTCOME,
    "mean_base": Column(
        Said("mean under base, over the pairs", "gemiddelde onder base, over de paren"), OF_OUTCOME, _NONE
    ),
    "mean_other": Column(Said("mean under other", "gemiddelde onder other"), OF_OUTCOME, _NONE),
    **_ESTIMATE,
    "correlation": Column(
        Said("between the arms, over the pairs", "tussen de armen, over de paren"),
        "-1 to 1",
        Said(
            "with fewer than three pairs, or an arm that never varies",
            "bij minder dan drie paren, of als een arm niet varieert",
        ),
    ),
    "variance_ratio": Column(
        Said(
            "how many times as many runs without pairs would take for the same interval",
            "hoeveel keer zoveel runs het zonder paren had gekost voor hetzelfde interval",
        ),
        "factor",
        Said("where the differences never vary", "als de verschillen niet variëren"),
    ),
    **_JUDGED,
}
_NO_WORLDS = Said("without worlds", "zonder werelden")
_VERDICTS = {
    **_PAIR,
    "goal": Column(Said("what somebody wants", "wat iemand wil"), TEXT),
    "outcome": Column(Said("the outcome that measures it", "de uitkomst die het meet"), TEXT),
    **{name: _COMPARISON[name] for name in ("mean_base", "mean_other", "difference", "low", "high")},
    "p": _P,
    "q": _Q,
    "units": Column(Said("units (seeds, or worlds)", "eenheden (seeds, of werelden)"), NUMBER),
    "world_low": Column(
        Said(
            "nine in ten worlds lie between this and world_high, luck taken off",
            "negen van de tien werelden liggen tussen dit en world_high, toeval eraf",
        ),
        OF_OUTCOME,
        _NO_WORLDS,
    ),
    "world_high": Column(Said("upper end of it", "bovengrens daarvan"), OF_OUTCOME, _NO_WORLDS),
    "up": Column(
        Said(
            "share of worlds with a difference above nought, luck taken off",
            "deel van de werelden met een verschil boven nul, toeval eraf",
        ),
        "share",
        _NO_WORLDS,
    ),
    "up_low": Column(Said("lower end of its 95% interval", "ondergrens van het 95%-interval"), "share", _NO_WORLDS),
    "up_high": Column(Said("upper end of it", "bovengrens daarvan"), "share", _NO_WORLDS),
    "none": Column(
        Said("share of worlds without any difference", "deel van de werelden zonder enig verschil"), "share", _NO_WORLDS
    ),
    "luck": Column(
        Said(
            "part of the variance between worlds that the luck of their runs explains; 1: worlds cannot be told apart",
            "deel van de variantie tussen werelden dat het toeval van hun runs verklaart; 1: werelden zijn niet te onderscheiden",
        ),
        "share",
        _NO_WORLDS,
    ),
    "by_rule": Column(
        Said(
            "share of the spread between worlds that goes with the rule of looking ahead, beyond what luck would give",
            "deel van de spreiding tussen werelden dat meegaat met de regel van vooruitkijken, meer dan toeval zou geven",
        ),
        "share",
        Said("where worlds do not differ in that rule", "waar werelden niet in die regel verschillen"),
    ),
    "turns": Column(
        Said(
            "in the worlds of some rule of looking ahead it clearly points the other way",
            "in de werelden van een van de regels van vooruitkijken wijst het duidelijk de andere kant op",
        ),
        "True or False",
    ),
    "way": Column(
        Said(
            "what may be said: better or worse (low to high leaves out nought, q is below 0.05, and of the worlds in which "
            "anything changes two in three agree, half at the lower end, in whole percentages), even (no clear direction), "
            "same (no difference), "
            "few (fewer than 20 worlds)",
            "wat er te zeggen valt: better (beter) of worse (slechter) als low tot high nul uitsluit, q kleiner is dan 0,05, en "
            "van de werelden waarin er iets verandert twee derde het eens is, de helft aan de ondergrens, in hele procenten; "
            "even (geen "
            "duidelijke richting), same (geen verschil), few (minder dan 20 werelden)",
        ),
        TEXT,
    ),
}
_ARMS = {
    "area": _AREA,
    "arm": _ARM,
    "outcome": _OUTCOME,
    "units": Column(
        Said("units (seeds, or worlds) in which it is known", "eenheden (seeds, of werelden) waarin hij bekend is"),
        NUMBER,
    ),
    "mean": Column(Said("mean over units", "gemiddelde over eenheden"), OF_OUTCOME, _NONE),
    "low": Column(
        Said("lower end of its 95% interval (Student's t)", "ondergrens van het 95%-interval (Student's t)"),
        OF_OUTCOME,
        _FEW,
    ),
    "high": Column(Said("upper end of it", "bovengrens daarvan"), OF_OUTCOME, _FEW),
    "sd": Column(Said("standard deviation of single units", "standaardafwijking van losse eenheden"), OF_OUTCOME, _FEW),
    "p05": Column(
        Said("value that 5% of single units stay below", "waarde waar 5% van de losse eenheden onder blijft"),
        OF_OUTCOME,
        _NONE,
    ),
    "median": Column(Said("value in the middle", "middelste waarde"), OF_OUTCOME, _NONE),
    "p95": Column(Said("value that 95% stay below", "waarde waar 95% onder blijft"), OF_OUTCOME, _NONE),
    "dip_p": Column(
        Said(
            "p-value of the dip test, corrected: small if single units fall into two or more groups",
            "p-waarde van de dip-toets, gecorrigeerd: klein als losse eenheden in twee of meer groepen vallen",
        ),
        "0-1",
        Said("with fewer than 20 different values", "bij minder dan 20 verschillende waarden"),
    ),
}
_UNSEEN = Said("at ages that not all units could see", "bij leeftijden die niet alle eenheden konden zien")
_CURVES = {
    "area": _AREA,
    "curve": Column(
        Said(
            "survival (share that still exists), or the share that by then is stable, has area-level impact (area_level), "
            "fell_apart, became too_small, or was displaced",
            "survival (deel dat nog bestaat), of het deel dat dan stabiel is (stable), gebiedsimpact heeft (area_level), "
            "uiteenviel (fell_apart), te klein werd (too_small) of zijn pand verloor (displaced)",
        ),
        TEXT,
    ),
    "age_months": Column(Said("age of the collective", "leeftijd van het collectief"), "months"),
    "at_risk": Column(
        Said(
            "collectives of all runs followed at that age",
            "collectieven uit alle runs die op die leeftijd worden gevolgd",
        ),
        NUMBER,
    ),
    "events": Column(Said("to how many it happened by then", "hoe vaak het tot dan toe gebeurde"), NUMBER),
    "estimate": Column(
        Said(
            "the share: Kaplan-Meier, for causes Aalen-Johansen; mean over units",
            "het deel: Kaplan-Meier, bij oorzaken Aalen-Johansen; gemiddelde over eenheden",
        ),
        "share",
        _UNSEEN,
    ),
    "low": Column(Said("lower end of its 95% interval", "ondergrens van het 95%-interval"), "share", _UNSEEN),
    "high": Column(Said("upper end of it", "bovengrens daarvan"), "share", _UNSEEN),
    "arm": _ARM,
}
_TESTS = {
    **_PAIR,
    "more_ends": Column(
        Said(
            "collectives that end under other beyond what both arms together lead one to expect (log-rank)",
            "collectieven die onder other eindigen boven wat beide armen samen doen verwachten (logrank)",
        ),
        NUMBER,
    ),
    "p": Column(
        Said("p-value, by swapping the arms within pairs", "p-waarde, door de armen binnen paren te verwisselen"), "0-1"
    ),
}
_EFFECTS = {
    "area": _AREA,
    "factor": Column(Said("setting that is varied", "instelling die wordt gevarieerd"), TEXT),
    "level": Column(
        Said("which of its values, against the first (0)", "welke van de waarden, tegen de eerste (0)"), NUMBER
    ),
    "by": Column(
        Said(
            "setting at another value of which the effect is larger or smaller by this",
            "instelling waarvan een andere waarde het effect zoveel groter of kleiner maakt",
        ),
        TEXT,
        Said("for the effect of one setting by itself", "bij het effect van één instelling op zichzelf"),
    ),
    "by_level": Column(Said("which of its values", "welke van de waarden"), NUMBER),
    "outcome": _OUTCOME,
    **_ESTIMATE,
    "difference": Column(Said("the effect", "het effect"), OF_OUTCOME, _NONE),
    **_JUDGED,
}
_TRADEOFFS = {
    "area": _AREA,
    "arm": _ARM,
    **_share(
        "won",
        Said(
            "share of the main difference in the main outcome that this arm wins",
            "deel van het hoofdverschil in de hoofduitkomst dat deze arm haalt",
        ),
    ),
    **_share(
        "paid",
        Said(
            "share of the main difference in homes that it costs", "deel van het hoofdverschil in woningen dat hij kost"
        ),
    ),
    "clear": Column(
        Said("it wins a larger share than it pays (Bonferroni)", "hij haalt een groter deel dan hij kost (Bonferroni)"),
        "True or False",
    ),
    "cost": Column(Said("public cost beyond that of base", "publieke kosten boven die van base"), "EUR"),
    "cost_other": Column(Said("the same of other", "hetzelfde van other"), "EUR"),
}
_WORLDS = Said("with fewer than two worlds", "bij minder dan twee werelden")
_SENSITIVITY = {
    **_PAIR,
    "setting": Column(Said("uncertain setting", "onzekere instelling"), TEXT),
    "first_order": Column(
        Said(
            "share of the variance of the main difference that goes with this setting alone (Sobol, first order)",
            "deel van de variantie van het hoofdverschil dat met alleen deze instelling meegaat (Sobol, eerste orde)",
        ),
        "share",
    ),
    "noise": Column(
        Said(
            "what the largest stays below in 19 of 20 cases if no setting matters",
            "waar de grootste in 19 van 20 gevallen onder blijft als geen instelling ertoe doet",
        ),
        "share",
    ),
    "clear": Column(Said("it is above that", "hij komt daarboven"), "True or False"),
    "correlation": Column(
        Said("between setting and difference (Spearman)", "tussen instelling en verschil (Spearman)"), "-1 to 1"
    ),
}
_AGREEMENT = {
    **_PAIR,
    "outcome": _OUTCOME,
    "worlds": Column(Said("worlds in which it is known", "werelden waarin hij bekend is"), NUMBER),
    "same_way": Column(
        Said(
            "share of worlds in which the difference points the way its mean does, luck taken off",
            "deel van de werelden waarin het verschil dezelfde kant op wijst als het gemiddelde, toeval eraf",
        ),
        "share",
        _WORLDS,
    ),
    "same_way_low": Column(Said("lower end of its 95% interval", "ondergrens van het 95%-interval"), "share", _WORLDS),
    "same_way_high": Column(Said("upper end of it", "bovengrens daarvan"), "share", _WORLDS),
    "none": Column(
        Said("share of worlds without any difference", "deel van de werelden zonder enig verschil"), "share", _WORLDS
    ),
    "spread": Column(
        Said(
            "standard deviation of the difference between worlds, luck taken off",
            "standaardafwijking van het verschil tussen werelden, toeval eraf",
        ),
        OF_OUTCOME,
        _WORLDS,
    ),
}
_MATCHED = {
    **_PAIR,
    **{
        f"{which}_{end}": Column(
            Said(
                f"share that lasted ten years under {end}, of {en}",
                f"deel dat onder {end} tien jaar bleef bestaan, van {nl}",
            ),
            "share",
            Said("with no collective of which it can be known", "als dat van geen collectief te weten is"),
        )
        for which, en, nl in (
            ("all", "all collectives founded early enough", "alle collectieven die vroeg genoeg begonnen"),
            (
                "matched",
                "those in buildings that have one under both arms of a run",
                "die in panden die er onder beide armen van een run een hebben",
            ),
        )
        for end in ("base", "other")
    },
    "gap": Column(
        Said(
            "difference of all less difference of those in the same buildings, mean over units",
            "verschil van alle min verschil van die in dezelfde panden, gemiddelde over eenheden",
        ),
        "share",
        _NONE,
    ),
    **{name: _ESTIMATE[name] for name in ("low", "high")},
}
_PATHS = {
    "area": _AREA,
    "base": _BASE,
    "other": _OTHER,
    "outcome": _OUTCOME,
    "path": Column(
        Said("the path, or `whole` for all of them together", "de weg, of `whole` voor alle wegen samen"),
        TEXT,
    ),
    **_ESTIMATE,
    "difference": Column(
        Said(
            "share of the path in what the policy does (Shapley value); those of all paths add up to that of the whole",
            "aandeel van de weg in wat het beleid doet (Shapley-waarde); die van alle wegen tellen op tot dat van het geheel",
        ),
        OF_OUTCOME,
        _NONE,
    ),
    "pairs": Column(
        Said(
            "units (seeds, or worlds) in which all arms know the outcome",
            "eenheden (seeds, of werelden) waarin alle armen de uitkomst kennen",
        ),
        NUMBER,
    ),
    **_JUDGED,
    "alone": Column(
        Said(
            "what the policy does with this path open and all others closed",
            "wat het beleid doet als alleen deze weg openstaat",
        ),
        OF_OUTCOME,
        _NONE,
    ),
    "without": Column(
        Said(
            "what the policy does with this path closed and all others open",
            "wat het beleid doet als alleen deze weg dicht is",
        ),
        OF_OUTCOME,
        _NONE,
    ),
    "most": Column(
        Said(
            "more than half of the whole comes by this path, beyond simulation error",
            "meer dan de helft van het geheel loopt via deze weg, ook met de simulatiefout erbij",
        ),
        "True or False",
    ),
}
_LADDER = {
    "area": _AREA,
    "arm": _ARM,
    "month": Column(Said(MONTH, "maand van de run, vanaf 0"), NUMBER),
    **{
        f"ladder_{step}": Column(
            Said(
                f"collectives on step {step} of the ladder of participation, mean over runs (E37)",
                f"collectieven op trede {step} van de participatieladder, gemiddeld over runs (E37)",
            ),
            NUMBER,
        )
        for step in LADDER_STEPS
    },
}
_FAN = {
    "area": _AREA,
    "arm": _ARM,
    "theme": Column(Said(f"one of {', '.join(THEMES)} (E32)", f"een van {', '.join(THEMES)} (E32)"), TEXT),
    "radius": Column(Said(f"one of {', '.join(RADII[1:])} (E33)", f"een van {', '.join(RADII[1:])} (E33)"), TEXT),
    "share": Column(
        Said(
            "share of the collectives alive at the end that are active in the theme and whose value reaches so far",
            "deel van de collectieven aan het eind dat in het thema actief is en waarvan de waarde zo ver reikt",
        ),
        "share",
    ),
}
_MAPS = {
    "month": Column(Said(MONTH, "maand van de run, vanaf 0"), NUMBER),
    "x": Column(Said("column of the plot on the map", "kolom van het kavel op de kaart"), NUMBER),
    "y": Column(Said("row of it", "rij daarvan"), NUMBER),
    "kind": Column(
        Said(
            f"what is there: {', '.join(f'{i} {kind}' for i, kind in enumerate(KINDS))}",
            "wat er is: 0 open, 1 werk, 2 werk van een collectief, 3 gemengd, 4 wonen, 5 bouwplaats",
        ),
        "code",
    ),
    "ladder_step": Column(
        Said(
            "ladder step of the collective that is at home there, 0 if there is none",
            "trede van het collectief dat er thuis is, 0 als er geen is",
        ),
        NUMBER,
    ),
    "area": _AREA,
    "arm": _ARM,
    "seed": LABELS["seed"],
}
_OUTCOMES = {
    "outcome": Column(
        Said("name of the outcome in the other tables", "naam van de uitkomst in de andere tabellen"), TEXT
    ),
    "label": Column(Said("what it is called", "hoe hij heet, in het Engels"), TEXT),
    "label_nl": Column(Said("the same in Dutch", "hoe hij heet"), TEXT),
    "unit": Column(Said("its unit", "eenheid"), TEXT),
    "better": Column(
        Said(
            "`more` if makers are better off with more of it, `less` if with less",
            "`more` als makers beter af zijn met meer ervan, `less` als met minder",
        ),
        TEXT,
        Said("if that is not the question", "als dat de vraag niet is"),
    ),
    "side": Column(Said("about collectives, makers or city", "gaat over collectieven, makers of stad"), TEXT),
    "meaning": Column(Said("what it is", "wat het is, in het Engels"), TEXT),
    "meaning_nl": Column(Said("the same in Dutch", "wat het is"), TEXT),
}
_POLICIES = {
    "arm": _ARM,
    "title": Column(Said("what it is called", "hoe hij heet, in het Engels"), TEXT),
    "title_nl": Column(Said("the same in Dutch", "hoe hij heet"), TEXT),
    "settings": Column(
        Said("in what it differs from the area as it is", "waarin hij verschilt van het gebied zoals het is"),
        TEXT,
        Said("if it changes nothing", "als hij niets verandert"),
    ),
    "note": Column(
        Said("what it comes to", "waar het op neerkomt, in het Engels"),
        TEXT,
        Said("where nothing is said", "waar niets is gezegd"),
    ),
    "note_nl": Column(
        Said("the same in Dutch", "waar het op neerkomt"), TEXT, Said("where nothing is said", "waar niets is gezegd")
    ),
}
_MAIN_AREA = Said(" Of the first area only.", " Alleen van het eerste gebied.")

_NEVER_BEGUN = Said("where it never came about", "als hij er nooit kwam")
_FORMS = {
    **_PAIR,
    "forms": Column(
        Said("names of the forms that other has and base has not", "namen van de vormen die other heeft en base niet"),
        TEXT,
    ),
    "runs": Column(Said("runs with them", "runs met die vormen"), NUMBER),
    "begun_share": Column(
        Said("share of runs in which any came about", "deel van de runs waarin er een kwam"), "share"
    ),
    "first_month": Column(
        Said("middle of the months in which the first did", "de middelste van de maanden waarin de eerste kwam"),
        MONTH,
        _NEVER_BEGUN,
    ),
    "begun": Column(Said("times it came about, mean per run", "keren dat het lukte, gemiddeld per run"), NUMBER),
    "refused": Column(
        Said("times it was tried in vain, mean per run", "keren dat het niet lukte, gemiddeld per run"), NUMBER
    ),
    "lost": Column(
        Said("times it was lost again, mean per run", "keren dat het weer verloren ging, gemiddeld per run"), NUMBER
    ),
    "lost_share": Column(
        Said(
            "of the runs in which it came about, the share in which something of it was lost again",
            "van de runs waarin het er kwam, het deel waarin er weer iets van verloren ging",
        ),
        "share",
        _NEVER_BEGUN,
    ),
}


def _said(en: str, nl: str, more: Said = NEVER) -> Said:
    return Said(en + more.en, nl + more.nl)


MADE = {
    "verdicts": Declared(
        _said(
            "What each arm does for every goal, and in how many worlds: the first page rests on it.",
            "Wat elke arm doet voor elk doel, en in hoeveel werelden: de eerste pagina rust hierop.",
        ),
        _VERDICTS,
    ),
    "forms": Declared(
        _said(
            "Whether forms of cooperation came about, after how long, and what was lost again.",
            "Of samenwerkingsvormen er kwamen, na hoe lang, en wat er weer verloren ging.",
        ),
        _FORMS,
    ),
    "comparison": Declared(
        _said(
            "What changes from one arm to another, on the same luck: a row per area, pair of arms and outcome.",
            "Wat er verandert van de ene arm naar de andere, bij hetzelfde toeval: een rij per gebied, paar armen en uitkomst.",
        ),
        _COMPARISON,
    ),
    "arms": Declared(
        _said("Every outcome in every arm: mean and spread.", "Elke uitkomst in elke arm: gemiddelde en spreiding."),
        _ARMS,
    ),
    "policies": Declared(_said("What each arm is.", "Wat elke arm is."), _POLICIES),
    "outcomes": Declared(
        _said("What each outcome in these tables is.", "Wat elke uitkomst in deze tabellen is."), _OUTCOMES
    ),
    "tradeoffs": Declared(
        _said(
            "What share of the main difference other arms win, and for what share of the homes not built.",
            "Welk deel van het hoofdverschil andere armen halen, en voor welk deel van de niet gebouwde woningen.",
        ),
        _TRADEOFFS,
    ),
    "effects": Declared(
        _said(
            "What each setting does by itself, and together with another.",
            "Wat elke instelling op zichzelf doet, en samen met een andere.",
        ),
        _EFFECTS,
    ),
    "paths": Declared(
        _said(
            "By which path the main difference comes about: what each path has in it, for every goal.",
            "Langs welke weg het hoofdverschil ontstaat: het aandeel van elke weg, voor elk doel.",
        ),
        _PATHS,
    ),
    "agreement": Declared(
        _said(
            "In how many worlds the main difference holds.",
            "In hoeveel werelden het hoofdverschil standhoudt.",
            _MAIN_AREA,
        ),
        _AGREEMENT,
    ),
    "sensitivity": Declared(
        _said(
            "What the main difference hangs on, of the settings nobody knows exactly.",
            "Waar het hoofdverschil van afhangt, van de instellingen die niemand precies kent.",
            _MAIN_AREA,
        ),
        _SENSITIVITY,
    ),
    "tests": Declared(
        _said("Do collectives in two arms end at different rates?", "Eindigen collectieven in twee armen even snel?"),
        _TESTS,
    ),
    "curves": Declared(
        _said(
            "How many collectives still exist at each age, and what became of the others.",
            "Hoeveel collectieven er op elke leeftijd nog zijn, en wat er van de andere is geworden.",
        ),
        _CURVES,
    ),
    "matched": Declared(
        _said(
            "What is left of the main difference in survival in buildings that have a collective under both arms.",
            "Wat er van het hoofdverschil in overleving overblijft in panden die onder beide armen een collectief hebben.",
        ),
        _MATCHED,
    ),
    "ladder": Declared(
        _said(
            "Collectives by step of the ladder of participation, month by month.",
            "Collectieven per trede van de participatieladder, maand voor maand.",
            _MAIN_AREA,
        ),
        _LADDER,
    ),
    "fan": Declared(
        _said("How far the value of collectives reaches.", "Hoe ver de waarde van collectieven reikt.", _MAIN_AREA),
        _FAN,
    ),
    "maps": Declared(
        _said("Maps of a typical run of each arm.", "Kaarten van een typische run van elke arm.", _MAIN_AREA), _MAPS
    ),
}
STORED = {
    "runs": Said("Every run: its settings and outcomes.", "Elke run: instellingen en uitkomsten."),
    "collectives": Said("Every collective of every run.", "Elk collectief van elke run."),
    "makers": Said("Every maker of every run.", "Elke maker van elke run."),
    "series": Said("Every month of every run.", "Elke maand van elke run."),
    "failures": Said("Runs that failed, and why.", "Runs die mislukten, en waarom."),
    "plan": Said("Every run that was planned, in order.", "Elke geplande run, op volgorde."),
}
IN_DICTIONARY = ("table", "column", *as_texts(_AREA))
_BETTER = {1: "more", 0: "", -1: "less"}


def made_tables(analysis: Analysis) -> dict[str, pd.DataFrame]:
    """The tables that hold something, by name, in the order in which they are told; maps are a file of another kind."""
    results = analysis.results
    own = {"forms": came_about(results), "policies": policies(results.experiment), "outcomes": outcomes(analysis)}
    found = {name: own[name] if name in own else getattr(analysis, name) for name in MADE if f"{name}.parquet" != MAPS}
    return {name: table for name, table in found.items() if not table.empty}


def policies(experiment: Experiment) -> pd.DataFrame:
    """What each arm is."""
    import pandas as pd

    rows = []
    for name, arm in experiment.arms_to_run().items():
        settings = "; ".join(f"{path} = {value}" for path, value in arm.settings.items())
        titles = {"title": _text(arm.title, "en") or name, "title_nl": _text(arm.title, "nl") or name}
        notes = {"note": _text(arm.note, "en"), "note_nl": _text(arm.note, "nl")}
        rows.append({"arm": name, **titles, "settings": settings, **notes})
    return pd.DataFrame(rows, columns=list(_POLICIES))


def outcomes(analysis: Analysis) -> pd.DataFrame:
    """What each outcome in the tables is."""
    import pandas as pd

    rows = []
    for name in analysis.arms["outcome"].unique():
        one = LEDGER[name]
        called = {"label": one.label.en, "label_nl": one.label.nl, "unit": one.unit}
        about = {"better": _BETTER[one.good], "side": one.side}
        rows.append({"outcome": name, **called, **about, "meaning": one.meaning.en, "meaning_nl": one.meaning.nl})
    return pd.DataFrame(rows, columns=list(_OUTCOMES))


def _text(text: Text, language: str) -> str:
    return in_language(text, language)


def columns_of(analysis: Analysis) -> dict[str, dict[str, Column]]:
    """Every column of every table in the folder, by table: what is made first."""
    made = [*made_tables(analysis), *(["maps"] if not analysis.maps.empty else [])]
    folder = analysis.results.folder
    stored = stored_columns(path for path in map(str, analysis.results.runs) if "." in path) | {"plan": LABELS}
    there = [name for name in STORED if name == "plan" or (folder / name).is_dir()]
    return {**{name: dict(MADE[name].columns) for name in made}, **{name: stored[name] for name in there}}


def dictionary(columns: Mapping[str, Mapping[str, Column]]) -> pd.DataFrame:
    """A row per column of a table: what it means, its unit, and when it is empty."""
    import pandas as pd

    rows = [
        {"table": table, "column": name, **as_texts(column)}
        for table, own in columns.items()
        for name, column in own.items()
    ]
    return pd.DataFrame(rows, columns=list(IN_DICTIONARY))


def about(table: str) -> Said:
    """What a table holds, in a sentence."""
    return MADE[table].about if table in MADE else STORED[table]


# ---- docs/tables.md --------------------------------------------------------------------------------------------------

_HEAD = """# Tables of a results folder

Generated by `python -m collectief_sim.experiment.tables` from the declarations; do not edit. The folder of an experiment holds
the same for its own tables in `dictionary.csv`, in English and Dutch, and on the first sheet of `tables.xlsx`.
"""
_OUTCOMES_OF_RUNS = (
    "Behind these: the settings that were varied, and every outcome of a run ([outcomes.md](outcomes.md))."
)


def as_markdown() -> str:
    """All tables as a page; generated into docs/tables.md and checked against it."""
    return "\n".join([_HEAD.rstrip("\n"), *_made(), *_stored()]) + "\n"


def _made() -> Iterator[str]:
    for name, table in MADE.items():
        yield from (f"\n## `{MAPS if name == 'maps' else f'{name}.csv'}`\n", table.about.en, "")
        yield from _lines(table.columns)


def _stored() -> Iterator[str]:
    stored = stored_columns(()) | {"plan": LABELS}
    stored["runs"] = {name: column for name, column in stored["runs"].items() if name in (*LABELS, "months")}
    for name, said in STORED.items():
        place = "plan.parquet" if name == "plan" else f"{name}/*.parquet"
        more = f" {_OUTCOMES_OF_RUNS}" if name == "runs" else ""
        yield from (f"\n## `{place}`\n", said.en + more, "")
        yield from _lines(stored[name])


def _lines(columns: Mapping[str, Column]) -> Iterator[str]:
    yield from ("| column | unit | meaning | empty |", "|---|---|---|---|")
    for name, column in columns.items():
        yield f"| `{name}` | {column.unit} | {column.meaning.en} | {column.empty.en} |"


if __name__ == "__main__":
    print(as_markdown(), end="")  # noqa: T201
