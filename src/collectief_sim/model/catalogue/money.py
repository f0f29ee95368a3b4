"""Outcomes in money: what the municipality, owners and makers have of a run, and what is behind it in floor and homes.

An amount that hangs on uncertain prices is three outcomes: `NAME_low`, `NAME` and `NAME_high`. Amounts are seen from the party
they are named after: above 0 comes in, below 0 goes out. What is not reckoned is in `accounting.NOT_RECKONED`.
"""

from __future__ import annotations

from collections.abc import Callable

from collectief_sim.model.catalogue.accounting import LEVELS, MIDDLE, Money
from collectief_sim.model.catalogue.declaring import Outcomes, Side, Value
from collectief_sim.model.catalogue.run import Run
from collectief_sim.scenario.languages import Said

MONEY = Outcomes()

_LEVEL_WORDS = {
    "_low": {"level": Said(", low", ", laag")},
    "": {"level": Said("", "")},
    "_high": {"level": Said(", high", ", hoog")},
}
_FLOOR = {
    "municipality": {"whose": Said("of the municipality", "van de gemeente")},
    "owners": {"whose": Said("of other owners", "van andere eigenaren")},
    "collectives": {"whose": Said("owned by collectives", "van collectieven zelf")},
}
_LAND = {
    "municipal": {"where": Said("on land of the municipality", "op grond van de gemeente")},
    "private": {"where": Said("on land of others", "op grond van anderen")},
}


def _by_level(
    name: str,
    side: Side,
    good: int,
    read: Callable[[Money, int], float],
    meaning: Said,
    label: Said,
    phrase: Said | None = None,
    short: Said | None = None,
) -> None:
    """Declare an amount at low, middle and high prices; a phrase, and a name for narrow columns, are of the middle one alone."""
    for level in LEVELS:

        def at(run: Run, key: str) -> Value:
            return read(run.money, LEVELS[key])

        at.__doc__ = f"{meaning.en[:1].upper()}{meaning.en[1:]}{{level}} [EUR]."
        MONEY.family(
            f"{name}{{key}}",
            {level: _LEVEL_WORDS[level]},
            side,
            "money",
            good,
            "EUR",
            nl=f"{meaning.nl}{{level}} [EUR]",
            label=Said(f"{label.en}{{level}} (€)", f"{label.nl}{{level}} (€)"),
            phrase=phrase if LEVELS[level] == MIDDLE else None,
            short=short if LEVELS[level] == MIDDLE else None,
        )(at)


# ---- what was counted ----


@MONEY.family(
    "{key}_let_m2_years",
    _FLOOR,
    "makers",
    "large",
    0,
    "m2-years",
    nl="werkvloer {whose} die in gebruik is, opgeteld over de jaren [m2-jaren]",
    label=Said("floor in use {whose} (m²·years)", "vloer in gebruik {whose} (m²·jaren)"),
)
def let_m2_years(run: Run, party: str) -> Value:
    """Work floor {whose} that is in use, added up over the years [m2-years]."""
    return run.money.counted(party, "let_m2_months") / 12.0


@MONEY.family(
    "{key}_empty_m2_years",
    _FLOOR,
    "makers",
    "large",
    0,
    "m2-years",
    nl="werkvloer {whose} die leegstaat, opgeteld over de jaren [m2-jaren]",
    label=Said("empty floor {whose} (m²·years)", "leegstand {whose} (m²·jaren)"),
)
def empty_m2_years(run: Run, party: str) -> Value:
    """Work floor {whose} that stands empty, added up over the years [m2-years]."""
    return run.money.counted(party, "empty_m2_months") / 12.0


@MONEY.family(
    "homes_begun_{key}_land",
    _LAND,
    "city",
    "large",
    0,
    "homes",
    nl="woningen waarvan de bouw {where} begon, met wat nog niet af is",
    label=Said("homes begun {where}", "begonnen woningen {where}"),
)
def homes_begun(run: Run, land: str) -> Value:
    """Homes of which building began {where}, with those that are not finished yet."""
    return run.money.homes_begun(land == "municipal")


@MONEY.one(
    "makers",
    "large",
    -1,
    "m2",
    nl="vloer van wie zijn plek verloor en de verhuizing zelf betaalde [m2]",
    label=Said("forced moves that makers paid (m²)", "gedwongen verhuizingen op eigen kosten (m²)"),
)
def forced_moves_m2(run: Run) -> Value:
    """Floor of who lost their place and paid the move themselves [m2]."""
    return run.money.of_makers("moved_m2")


@MONEY.one(
    "makers",
    "large",
    -1,
    "m2",
    nl="vloer van wie zijn pand moest verlaten, met alles wat erin gemaakt was [m2]",
    label=Said("floor lost with its fit-out (m²)", "verloren vloer met inbouw (m²)"),
)
def fit_out_lost_m2(run: Run) -> Value:
    """Floor of who had to leave their building, with all they had made of it [m2]."""
    return run.money.of_makers("fit_out_m2")


# ---- the municipality ----


@MONEY.one(
    "city",
    "money",
    0,
    "EUR",
    nl="huur die de gemeente voor haar eigen vloer krijgt [EUR]",
    label=Said("municipality: rent (€)", "gemeente: huur (€)"),
)
def municipality_rent_eur(run: Run) -> Value:
    """Rent that the municipality gets for its own floor [EUR]."""
    return run.money.rent("municipality")


@MONEY.one(
    "city",
    "money",
    0,
    "EUR",
    nl="huur die lege vloer van de gemeente zou opbrengen; ontbreekt al in haar huur, en telt in haar saldo dus niet mee [EUR]",
    label=Said("municipality: rent missed on empty floor (€)", "gemeente: huur gemist door leegstand (€)"),
)
def municipality_empty_eur(run: Run) -> Value:
    """Rent that empty floor of the municipality would bring; it is missing from its rent, and so not in its balance [EUR]."""
    return 0.0 - run.money.counted("municipality", "missed_eur")


@MONEY.one(
    "city",
    "money",
    0,
    "EUR",
    nl="verkochte panden van de gemeente min gekochte [EUR]",
    label=Said("municipality: buildings sold (€)", "gemeente: verkochte panden (€)"),
)
def municipality_sales_eur(run: Run) -> Value:
    """Buildings that the municipality sold, less those it bought [EUR]."""
    return run.money.sales("municipality")


@MONEY.one(
    "city",
    "money",
    0,
    "EUR",
    nl="publieke kosten van maatregelen, zonder huur die de gemeente alleen misloopt: die ontbreekt al in haar huur [EUR]",
    label=Said("municipality: measures (€)", "gemeente: maatregelen (€)"),
)
def municipality_measures_eur(run: Run) -> Value:
    """Public cost of measures, without rent that the municipality merely misses: that is missing from its rent already [EUR]."""
    return run.money.measures


_by_level(
    *("municipality_upkeep_eur", "city", 0),
    lambda money, level: money.upkeep("municipality", level),
    Said("maintenance of the municipality's floor (F84)", "onderhoud van vloer van de gemeente (F84)"),
    Said("municipality: maintenance", "gemeente: onderhoud"),
)
_by_level(
    *("municipality_land_eur", "city", 0),
    lambda money, level: money.land("municipality", level),
    Said(
        "balance of plots for homes on municipal land: what they bring, less buying out, clearing and preparing, with the "
        "state's part of deficits; below 0 it costs money (F97)",
        "saldo van kavels voor woningen op grond van de gemeente: wat ze opbrengen, min uitkopen, slopen en bouwrijp maken, "
        "met het deel van tekorten dat het rijk betaalt; onder 0 kost het geld (F97)",
    ),
    Said("municipality: land for homes", "gemeente: grond voor woningen"),
)
_by_level(
    *("municipality_deficits_eur", "city", 0),
    lambda money, level: money.help_with_deficits(level),
    Said(
        "what the municipality pays for deficits of plans on land of others (F80)",
        "wat de gemeente betaalt voor tekorten van plannen op grond van anderen (F80)",
    ),
    Said("municipality: deficits of others' plans", "gemeente: tekorten van plannen van anderen"),
)
_by_level(
    *("municipality_net_eur", "city", 0),
    lambda money, level: money.net("municipality", level),
    Said(
        "balance of the municipality: rent, maintenance, land, deficits, sales and measures, as far as reckoned",
        "saldo van de gemeente: huur, onderhoud, grond, tekorten, verkoop en maatregelen, voor zover gerekend",
    ),
    Said("balance of the municipality", "saldo van de gemeente"),
    Said("the municipality's balance is {value}", "het saldo van de gemeente | is | {value}"),
    Said("municipal\nbalance (€)", "saldo\ngemeente (€)"),
)


# ---- other owners ----


@MONEY.one(
    "city",
    "money",
    0,
    "EUR",
    nl="huur die andere eigenaren krijgen: investeerders, ontwikkelaars, bewuste eigenaren en houders van vloer [EUR]",
    label=Said("other owners: rent (€)", "andere eigenaren: huur (€)"),
)
def owners_rent_eur(run: Run) -> Value:
    """Rent that other owners get: investors, developers, conscious owners and holders of floor [EUR]."""
    return run.money.rent("owners")


@MONEY.one(
    "city",
    "money",
    0,
    "EUR",
    nl="huur die lege vloer van andere eigenaren zou opbrengen; ontbreekt al in hun huur, telt dus niet mee in hun saldo [EUR]",
    label=Said("other owners: rent missed on empty floor (€)", "andere eigenaren: huur gemist door leegstand (€)"),
)
def owners_empty_eur(run: Run) -> Value:
    """Rent that empty floor of other owners would bring; it is missing from their rent, and so not in their balance [EUR]."""
    return 0.0 - run.money.counted("owners", "missed_eur")


@MONEY.one(
    "city",
    "money",
    0,
    "EUR",
    nl="panden die andere eigenaren aan gemeente en collectieven verkochten, min wat ze van die kochten [EUR]",
    label=Said("other owners: buildings sold (€)", "andere eigenaren: verkochte panden (€)"),
)
def owners_sales_eur(run: Run) -> Value:
    """Buildings that other owners sold to municipality and collectives, less those they bought of them [EUR]."""
    return run.money.sales("owners")


@MONEY.one(
    "city",
    "money",
    0,
    "EUR",
    nl="wat andere eigenaren aan huurders betaalden om eerder te gaan [EUR]",
    label=Said("other owners: buying tenants out (€)", "andere eigenaren: uitkoop van huurders (€)"),
)
def owners_buy_outs_eur(run: Run) -> Value:
    """What other owners paid tenants to leave earlier [EUR]."""
    return 0.0 - run.money.counted("owners", "bought_out_eur")


_by_level(
    *("owners_upkeep_eur", "city", 0),
    lambda money, level: money.upkeep("owners", level),
    Said("maintenance of other owners' floor (F84)", "onderhoud van vloer van andere eigenaren (F84)"),
    Said("other owners: maintenance", "andere eigenaren: onderhoud"),
)
_by_level(
    *("owners_land_eur", "city", 0),
    lambda money, level: money.land("owners", level),
    Said(
        "what plots for homes on land of others leave their owners, deficits paid by public bodies (F80, F97)",
        "wat kavels voor woningen op grond van anderen hun eigenaren overlaten, tekorten betaald door overheden (F80, F97)",
    ),
    Said("other owners: land for homes", "andere eigenaren: grond voor woningen"),
)
_by_level(
    *("owners_net_eur", "city", 0),
    lambda money, level: money.net("owners", level),
    Said(
        "balance of other owners: rent, maintenance, land, sales and buy-outs, as far as reckoned",
        "saldo van andere eigenaren: huur, onderhoud, grond, verkoop en uitkoop, voor zover gerekend",
    ),
    Said("balance of other owners", "saldo van andere eigenaren"),
    Said("the balance of other owners is {value}", "het saldo van andere eigenaren | is | {value}"),
)


# ---- makers ----


@MONEY.one(
    "makers",
    "money",
    1,
    "EUR",
    nl="huur die makers betalen, subsidie eraf [EUR]",
    label=Said("makers: rent (€)", "makers: huur (€)"),
)
def makers_rent_eur(run: Run) -> Value:
    """Rent that makers pay, subsidies taken off [EUR]."""
    return 0.0 - run.money.of_makers("rents_eur")


@MONEY.one(
    "makers",
    "money",
    1,
    "EUR",
    nl="wat makers betalen bovenop de huur aan wie hun pand in zijn geheel huurt [EUR]",
    label=Said("makers: service of head tenants (€)", "makers: diensten van hoofdhuurders (€)"),
)
def makers_service_eur(run: Run) -> Value:
    """What makers pay on top of rent to who rents their building as a whole [EUR]."""
    return 0.0 - run.money.of_makers("service_eur")


@MONEY.one(
    "makers",
    "money",
    1,
    "EUR",
    nl="wat makers kregen om eerder te gaan [EUR]",
    label=Said("makers: bought out (€)", "makers: uitgekocht (€)"),
)
def makers_buy_outs_eur(run: Run) -> Value:
    """What makers got for leaving earlier [EUR]."""
    return run.money.buy_outs


_by_level(
    *("makers_moving_eur", "makers", 1),
    lambda money, level: money.moving(level),
    Said(
        "what it costs makers to move when they lose their place, if nobody else pays",
        "wat verhuizen makers kost die hun plek verliezen, als niemand anders betaalt",
    ),
    Said("makers: forced moves", "makers: gedwongen verhuizen"),
)
_by_level(
    *("makers_fit_out_eur", "makers", 1),
    lambda money, level: money.fit_out(level),
    Said(
        "fit-out that makers lose with the place they must leave, as far as it is not written off (F68, F83)",
        "inbouw die makers verliezen met de plek die ze moeten verlaten, voor zover niet afgeschreven (F68, F83)",
    ),
    Said("makers: fit-out lost", "makers: verloren inbouw"),
)
_by_level(
    *("makers_net_eur", "makers", 1),
    lambda money, level: money.net("makers", level),
    Said(
        "balance of makers: rent, service, forced moves, lost fit-out and buy-outs, as far as reckoned",
        "saldo van makers: huur, diensten, gedwongen verhuizingen, verloren inbouw en uitkoop, voor zover gerekend",
    ),
    Said("balance of makers", "saldo van makers"),
    Said("the balance of makers is {value}", "het saldo van makers | is | {value}"),
)


# ---- between the parties ----


@MONEY.one(
    "makers",
    "money",
    0,
    "EUR",
    nl="deel van de huur dat de gemeente voor makers betaalt; zit in de publieke kosten [EUR]",
    label=Said("rent paid by subsidies (€)", "huur betaald uit subsidie (€)"),
)
def rent_subsidies_eur(run: Run) -> Value:
    """Part of the rent that the municipality pays for makers; it is in the public cost [EUR]."""
    return run.money.of_makers("subsidies_eur")


@MONEY.one(
    "collectives",
    "money",
    0,
    "EUR",
    nl="huur die collectieven voor hun eigen panden krijgen [EUR]",
    label=Said("rent to collectives that own (€)", "huur aan collectieven met een eigen pand (€)"),
)
def collectives_rent_eur(run: Run) -> Value:
    """Rent that collectives get for buildings of their own [EUR]."""
    return run.money.rent("collectives")


@MONEY.one(
    "collectives",
    "money",
    0,
    "EUR",
    nl="panden die collectieven verkochten min die ze kochten [EUR]",
    label=Said("buildings sold by collectives (€)", "door collectieven verkochte panden (€)"),
)
def collectives_sales_eur(run: Run) -> Value:
    """Buildings that collectives sold, less those they bought [EUR]."""
    return run.money.sales("collectives")


@MONEY.one(
    "makers",
    "money",
    0,
    "EUR",
    nl="wat hoofdhuurders van makers kregen min wat ze aan eigenaren betaalden, leegstand meegeteld [EUR]",
    label=Said("left to head tenants (€)", "over voor hoofdhuurders (€)"),
)
def head_tenants_eur(run: Run) -> Value:
    """What head tenants got of makers less what they paid owners, also for empty floor [EUR]."""
    return run.money.of_makers("head_tenants_eur")


_by_level(
    *("deficits_eur", "city", 0),
    lambda money, level: money.deficits(level),
    Said(
        "what public bodies had to pay for plans for homes that fall short, state and municipality together (F80, F97)",
        "wat overheden moesten betalen voor woningbouwplannen met een tekort, rijk en gemeente samen (F80, F97)",
    ),
    Said("deficits of homes", "tekorten van woningbouw"),
)
_by_level(
    *("state_deficits_eur", "city", 0),
    lambda money, level: money.state(level),
    Said("part of deficits that the state pays (F80)", "deel van tekorten dat het rijk betaalt (F80)"),
    Said("deficits paid by the state", "tekorten betaald door het rijk"),
)


# ---- a budget for deficits ----


@MONEY.one(
    "city",
    "large",
    0,
    "homes",
    nl="woningen van plannen die aan het eind op het tekortbudget wachten; 0 zonder zo'n budget",
    label=Said("homes waiting for the budget", "woningen die op budget wachten"),
)
def homes_waiting_for_budget(run: Run) -> Value:
    """Homes of plans that wait for the deficit budget at the end; 0 where there is none."""
    return run.money.homes_waiting


@MONEY.one(
    "city",
    "large",
    0,
    "homes",
    nl="woningen die elders betaald kunnen worden uit wat van het tekortbudget over is, bij het gemiddelde tekort; 0 zonder zo'n "
    "budget",
    label=Said("homes that the budget left could pay elsewhere", "woningen elders uit wat van het budget over is"),
    phrase=Said(
        "what is left of the deficit budget pays for {value} homes elsewhere",
        "uit wat van het tekortbudget over is | kunnen | elders {value} woningen komen",
    ),
)
def homes_elsewhere(run: Run) -> Value:
    """Homes that what is left of the deficit budget could pay for elsewhere, at the mean deficit; 0 where there is none."""
    return run.money.homes_elsewhere


@MONEY.one(
    "city",
    "large",
    0,
    "homes",
    nl="gebouwde woningen, met die welke elders betaald kunnen worden uit wat van het tekortbudget over is",
    label=Said(
        "homes here, and elsewhere from the budget left", "woningen hier, en elders uit wat van het budget over is"
    ),
)
def homes_here_and_elsewhere(run: Run) -> Value:
    """Homes built, with those that what is left of the deficit budget could pay for elsewhere."""
    return float(run.last.homes_built) + run.money.homes_elsewhere
