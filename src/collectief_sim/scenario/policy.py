"""The levers of a municipality, and the market it works in: what arms of an experiment vary.

A lever is declared here and nowhere else: what it does, its range and source, what a page calls it and how it is moved
there.
"""

from __future__ import annotations

import math
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from collectief_sim.scenario.fields import ASSUMED, Section, choice, number
from collectief_sim.scenario.landlords import CHANNELS
from collectief_sim.scenario.languages import Said
from collectief_sim.scenario.levers import Lever, lever, levers_in, one_of, switch

_TERMS = ("contract_months", "renewal_months")  # of a lease


class Policy(Section):
    """What a municipality can decide. The defaults are today's practice in the Rotterdam cases."""

    contract_months: int = lever(
        24,
        "months",
        1,
        600,
        "E38",
        "how long the first lease of a building runs: a tenant counts on it when investing, the landlord can end it only "
        "when it runs out",
        nl="hoe lang het eerste huurcontract van een pand loopt: een huurder rekent erop bij investeren, de verhuurder kan "
        "pas opzeggen als het afloopt",
        name=Said("first term of a lease", "eerste looptijd van een huurcontract"),
        short=Said("lease", "contract"),
        group="leases",
        slider=(12, 240, 12),
    )
    renewal_months: Annotated[int, Field(ge=1, le=600)] | Literal["same"] = lever(
        "same",
        "months",
        1,
        600,
        "E39",
        'how long each lease after the first one runs: "same" as the first term, or a number',
        nl="hoe lang elk contract na het eerste loopt: “same” is even lang als het eerste, of een getal",
        name=Said("term of each renewal", "looptijd van elke verlenging"),
        short=Said("renewals", "verlenging"),
        group="leases",
        slider=(12, 240, 12),
        absent=Said("as long as the first", "even lang als de eerste"),
        first=24,
    )
    reach: Literal["municipal", "agreements", "all"] = one_of(
        "municipal",
        {
            "municipal": Said("on municipal property", "in gemeentelijk vastgoed"),
            "agreements": Said(
                "there, and in agreements about leased land", "daar, en in afspraken over erfpachtgrond"
            ),
            "all": Said("on all property (a thought experiment)", "in al het vastgoed (een gedachte-experiment)"),
        },
        "E40",
        "how far these terms reach: leases of municipal buildings (municipal); besides, leased land that is renewed or changes "
        "hands gets a covenant that keeps it for work as long as a first lease runs, while its owner lets on terms of their own "
        "(agreements); or, as a thought experiment, all leases (all)",
        nl="hoe ver deze voorwaarden reiken: contracten in gemeentelijke panden (municipal); daarnaast krijgt erfpachtgrond bij "
        "verlenging of verkoop een afspraak die haar voor werk behoudt zolang een eerste contract loopt, terwijl de eigenaar op "
        "eigen voorwaarden verhuurt (agreements); of, als gedachte-experiment, alle contracten (all)",
        name=Said("where these leases hold", "waar deze contracten gelden"),
        short=Said("leases hold", "contracten gelden"),
        group="leases",
    )
    hazard_months: int | None = lever(
        None,
        "months",
        1,
        600,
        "E38",
        "channel: how often the landlord may end the lease; follows the lease if absent",
        nl="kanaal: hoe vaak de verhuurder mag opzeggen; volgt het contract als het ontbreekt",
    )
    horizon_months: int | None = lever(
        None,
        "months",
        1,
        600,
        "E38",
        "channel: the term people count on when they invest; follows the lease if absent",
        nl="kanaal: de termijn waarop mensen rekenen als ze investeren; volgt het contract als het ontbreekt",
    )
    voice_months: int | None = lever(
        None,
        "months",
        1,
        600,
        "E39",
        "channel: the term that sets time lost to negotiating; follows the lease if absent",
        nl="kanaal: de termijn die bepaalt hoeveel tijd onderhandelen kost; volgt het contract als het ontbreekt",
    )
    notice_months: int = lever(
        6,
        "months",
        0,
        60,
        ASSUMED,
        "notice before a building must be vacated",
        nl="hoe lang van tevoren mensen horen dat een pand leeg moet",
        name=Said("notice before vacating", "opzegtermijn"),
        short=Said("notice", "opzegtermijn"),
        group="leases",
        slider=(0, 24, 1),
    )
    decision_months: int = lever(
        6,
        "months",
        0,
        60,
        "E41",
        "how long the municipality takes to decide on a lease or a permit",
        nl="hoe lang de gemeente doet over een besluit over een huurcontract of vergunning",
        name=Said("time a decision takes", "tijd die een besluit kost"),
        short=Said("decisions", "besluiten"),
        group="leases",
        slider=(0, 24, 1),
    )
    temporary_use_share: float = lever(
        0.5,
        "share",
        0,
        1,
        "F37",
        "share of municipal buildings with a known plan that stay let until there is a permit; the others get notice before",
        nl="deel van de gemeentelijke panden met een bekend plan dat verhuurd blijft tot er een vergunning is; de andere worden "
        "eerder opgezegd",
        name=Said("temporary use until construction", "tijdelijk gebruik tot de bouw"),
        short=Said("temporary use", "tijdelijk gebruik"),
        group="leases",
        slider=(0, 1, 0.1),
    )
    tenant_break_months: int | None = lever(
        None,
        "months",
        1,
        600,
        "F86",
        "how often in a term a tenant may end it; only at its end if absent",
        nl="om de hoeveel maanden een huurder binnen een termijn mag opzeggen; alleen aan het eind als het ontbreekt",
        name=Said("tenant's break", "tussentijdse opzegging door de huurder"),
        short=Said("tenant's break", "huurder mag opzeggen"),
        group="leases",
        slider=(1, 60, 1),
        absent=Said("none", "geen"),
        first=12,
        within=_TERMS,
    )
    landlord_break_months: int | None = lever(
        None,
        "months",
        1,
        600,
        "F86",
        "time in a term after which the landlord may end it for a plan with a permit; never if absent",
        nl="na hoeveel maanden in een termijn de verhuurder mag opzeggen voor een plan met vergunning; nooit als het ontbreekt",
        name=Said("landlord's break for redevelopment", "tussentijdse opzegging voor herontwikkeling"),
        short=Said("landlord's break", "tussentijds opzeggen"),
        group="leases",
        slider=(12, 120, 12),
        absent=Said("none", "geen"),
        first=60,
        within=_TERMS,
    )
    buy_out_eur_m2_year: float | None = lever(
        None,
        "EUR/m2/year",
        0,
        1000,
        ASSUMED,
        "what tenants must be paid, for each year that is left of their term, if it ends earlier for homes; not possible if "
        "absent",
        nl="wat huurders krijgen voor elk resterend jaar als hun contract eerder eindigt voor woningen; niet mogelijk als het "
        "ontbreekt",
        name=Said("buying tenants out", "huurders uitkopen"),
        short=Said("buy-out", "uitkoop"),
        group="leases",
        slider=(10, 200, 10),
        absent=Said("not possible", "niet mogelijk"),
        first=50,
    )
    rent_cap_eur_m2_year: float | None = lever(
        None,
        "EUR/m2/year",
        0,
        1000,
        "E46",
        "cap on the rent of municipal buildings, at the start's prices: the municipality asks no more, and what it forgoes "
        "counts as public cost; none if absent",
        nl="meer vraagt de gemeente niet voor haar eigen panden, in prijzen van het begin; wat ze misloopt telt als publieke "
        "kosten; geen plafond als het ontbreekt",
        name=Said("rent cap on municipal buildings", "huurplafond in gemeentelijke panden"),
        short=Said("rent cap", "huurplafond"),
        group="space",
        slider=(40, 200, 5),
        absent=Said("no cap", "geen plafond"),
        first=80,
    )
    rent_indexation_per_year: float = lever(
        0.02,
        "share/year",
        -0.05,
        0.2,
        ASSUMED,
        "indexation of a running lease",
        nl="indexering van een lopend contract",
    )
    work_zoning_share: float = lever(
        0.0,
        "share",
        0,
        1,
        "E13",
        "share of work floor where the zoning plan excludes housing, besides what the map says; drawn building by building",
        nl="deel van de werkvloer waar het bestemmingsplan woningen uitsluit, naast wat de kaart zegt; per pand geloot",
        name=Said("share zoned for work", "deel bestemd voor werk"),
        short=Said("zoned for work", "bestemd voor werk"),
        group="space",
        slider=(0, 1, 0.05),
    )
    work_floor_minimum_share: float = lever(
        0.0,
        "share",
        0,
        1,
        "E44",
        "work floor that must remain, as share of the work floor at the start",
        nl="werkvloer die moet blijven, als deel van de werkvloer aan het begin",
    )
    subsidy_share: float = lever(
        0.0,
        "share",
        0,
        1,
        "E43",
        "share of the work floor that is subsidised; drawn building by building",
        nl="deel van de werkvloer met huursubsidie; per pand geloot",
    )
    subsidy_eur_m2_year: float = lever(
        0.0,
        "EUR/m2/year",
        0,
        500,
        "E43",
        "rent subsidy on that floor, at the start's prices",
        nl="huursubsidie op die vloer, in prijzen van het begin",
    )
    purchase_fund_eur_year: float = lever(
        0.0,
        "EUR/year",
        0,
        1e8,
        "E43",
        "public money a year for a fund that lends to collectives that buy their building; what they pay back is lent again",
        nl="publiek geld per jaar voor een fonds dat leent aan collectieven die hun pand kopen; wat terugkomt wordt opnieuw "
        "uitgeleend",
        name=Said("fund to help collectives buy", "fonds om collectieven te helpen kopen"),
        short=Said("purchase fund", "aankoopfonds"),
        group="ownership",
        slider=(0, 2_000_000, 50_000),
    )
    first_right_to_buy: bool = switch(
        False,
        "E43",
        "a municipality that sells a building prefers the collective in it: by its own choice until selection had to be open, "
        "since then as far as objective criteria allow",
        nl="een gemeente die een pand verkoopt, kiest het liefst het collectief erin: vrij, tot een open selectie moest, en "
        "sindsdien voor zover objectieve criteria dat toelaten",
        name=Said("collectives may buy first", "collectieven mogen als eerste kopen"),
        group="ownership",
    )
    programming: float = lever(
        0.2,
        "0-1",
        0,
        1,
        "E42",
        "events, matchmaking and starters' support: 0 none, 1 all one can do",
        nl="evenementen, matchmaking en hulp aan starters: 0 niets, 1 alles wat kan",
        name=Said("programming and matchmaking", "programmering en matchmaking"),
        short=Said("programming", "programmering"),
        group="support",
        slider=(0, 1, 0.05),
    )
    governance_support_hours_month: float = lever(
        0.0,
        "hours/month",
        0,
        200,
        "E42",
        "paid hours a month that take over organising work, for each collective (an area manager, a BIZ)",
        nl="betaalde uren per maand die organisatiewerk overnemen, voor elk collectief (een gebiedsmanager, een BIZ)",
        name=Said("paid organising hours per collective", "betaalde organisatie-uren per collectief"),
        short=Said("paid hours", "betaalde uren"),
        group="support",
        slider=(0, 40, 2),
    )
    openness: float = lever(
        0.5,
        "0-1",
        0,
        1,
        "E47",
        "how far the municipality listens, so that collectives count in its decisions: 0 not at all, 1 fully",
        nl="hoe goed de gemeente luistert, zodat collectieven meetellen in haar besluiten: 0 niet, 1 volledig",
        name=Said("how far the municipality listens", "hoe goed de gemeente luistert"),
        short=Said("listening", "luistert"),
        group="support",
        slider=(0, 1, 0.05),
    )
    relocation_support: float = lever(
        0.3,
        "0-1",
        0,
        1,
        "E10",
        "effort to find a new place for a collective as a group: 0 none, 1 as hard as the municipality can",
        nl="hoe hard de gemeente zoekt naar een nieuwe plek voor een collectief als groep: 0 niet, 1 zo hard als ze kan",
        name=Said("effort to rehouse a collective together", "moeite om een collectief samen te herhuisvesten"),
        short=Said("rehousing effort", "moeite met herhuisvesten"),
        group="support",
        slider=(0, 1, 0.05),
    )
    right_of_return: bool = switch(
        False,
        "E45",
        "collectives are rehoused as a group and may return when the new building stands",
        nl="collectieven worden samen geherhuisvest en mogen terug als het nieuwe pand er staat",
        name=Said("right to return after redevelopment", "recht op terugkeer na herontwikkeling"),
        short=Said("right to return", "recht op terugkeer"),
        group="space",
    )
    affordable_share_in_redevelopment: float = lever(
        0.0,
        "share",
        0,
        1,
        "E45",
        "share of the work floor that redevelopment must keep as affordable work space",
        nl="deel van de werkvloer dat bij herontwikkeling als betaalbare werkruimte moet terugkomen",
        name=Said("affordable work floor in redevelopment", "betaalbare werkvloer bij herontwikkeling"),
        short=Said("affordable in redevelopment", "betaalbaar bij herontwikkeling"),
        group="space",
        slider=(0, 1, 0.05),
    )

    new_floor_in_redevelopment: float = lever(
        0.0,
        "share",
        0,
        1,
        "E42",
        "share of the work floor that redevelopment must bring back as new work space, at the rent of new space, besides what "
        "is affordable",
        nl="deel van de werkvloer dat bij herontwikkeling als nieuwe werkruimte terugkomt, tegen de huur van nieuwbouw, naast "
        "wat betaalbaar is",
        name=Said("new work floor in redevelopment", "nieuwe werkvloer bij herontwikkeling"),
        short=Said("new work floor", "nieuwe werkvloer"),
        group="space",
        slider=(0, 1, 0.05),
    )
    deficit_budget_eur_year: float | None = lever(
        None,
        "EUR/year",
        0,
        1e8,
        "F80",
        "public money a year for what plans for homes fall short of, at the start's prices; plans wait for it before they "
        "get a permit, and what is left is kept for later years; there is always enough if absent",
        nl="publiek geld per jaar voor de tekorten van woningbouwplannen, in prijzen van het begin; plannen wachten erop voor ze "
        "een vergunning krijgen, en wat overblijft blijft staan voor latere jaren; als het ontbreekt is er altijd genoeg",
        name=Said("budget for deficits of homes", "budget voor tekorten van woningbouw"),
        short=Said("deficit budget", "tekortbudget"),
        group="space",
        slider=(0, 2_000_000, 50_000),
        absent=Said("always enough", "altijd genoeg"),
        first=500_000,
    )
    stacked: bool = switch(
        False,
        "E42",
        "work floor in redevelopment is stacked under homes, so that it takes no room from them",
        nl="werkvloer bij herontwikkeling komt onder woningen te liggen, zodat die er geen ruimte aan verliezen",
        name=Said("stack work under homes", "werk onder woningen stapelen"),
        short=Said("stacked", "gestapeld"),
        group="space",
    )

    def renewal(self) -> int:
        """The renewal term in months."""
        return self.contract_months if self.renewal_months == "same" else self.renewal_months

    def terms(self) -> dict[str, float]:
        """First and following terms as each channel sees them, notice, breaks and buy-out, where this policy reaches."""
        own = dict(zip(CHANNELS, (self.hazard_months, self.horizon_months, self.voice_months), strict=True))
        first = {f"{channel}_first_months": own[channel] or self.contract_months for channel in CHANNELS}
        later = {f"{channel}_renewal_months": own[channel] or self.renewal() for channel in CHANNELS}
        ends: dict[str, float | None] = {"tenant_break_months": self.tenant_break_months}
        ends |= {"break_months": self.landlord_break_months, "buy_out_eur_m2_year": self.buy_out_eur_m2_year}
        rest = {"notice_months": self.notice_months, "waits_share": self.temporary_use_share}
        return first | later | rest | {name: math.inf if value is None else value for name, value in ends.items()}

    @model_validator(mode="after")
    def _break_comes_before_the_end(self) -> Self:
        longest = self.hazard_months or max(self.contract_months, self.renewal())
        for name in ("landlord_break_months", "tenant_break_months"):
            at = getattr(self, name)
            if at is not None and at > longest:
                terms = (
                    "hazard_months, which takes their place"
                    if self.hazard_months
                    else "contract_months, renewal_months"
                )
                raise ValueError(
                    f"{name} is {at}, but no term is longer than {longest} months: a break is no later than the end of the "
                    f"longest term ({terms})"
                )
        return self


class Market(Section):
    """The market for work space and housing at the start, and how it grows."""

    housing_pressure: float = lever(
        1.0,
        "factor",
        0,
        10,
        "F11",
        "demand for housing; 1 = as in the scenario, 0 = no housing demand at all",
        nl="vraag naar woningen; 1 = zoals in het scenario, 0 = helemaal geen",
        name=Said("pressure of housing (1 = as now)", "druk van woningbouw (1 = als nu)"),
        short=Said("pressure", "druk"),
        group="market",
        slider=(0, 3, 0.05),
    )
    work_rent_eur_m2_year: float = number(
        95.0,
        "EUR/m2/year",
        10,
        1000,
        "E2",
        "market rent for work at the start: the mean over all plots that are built on",
        nl="markthuur van werkruimte aan het begin: het gemiddelde van alle bebouwde plekken",
    )
    housing_value_ratio: float = number(
        1.6,
        "ratio",
        0,
        10,
        "F11",
        "annualised housing value over market rent for work, at the start",
        nl="woningwaarde per jaar gedeeld door de markthuur van werkruimte, aan het begin",
    )
    value_gradient: float = number(
        0.3,
        "share",
        0,
        0.9,
        ASSUMED,
        "how much higher values are where they are highest than farthest from there (value_towards)",
        nl="hoeveel hoger waarden zijn waar ze het hoogst zijn dan het verst daarvandaan (value_towards)",
    )
    value_towards: list[str] = choice(
        [],
        ASSUMED,
        "what values are highest next to: characters of the legend (housing, a station) or sides and corners of the map "
        '("north", "south-east"); values are the same everywhere if empty',
        nl="waar waarden het hoogst zijn: tekens van de legenda (woningen, een station) of zijden en hoeken van de kaart "
        "(“north”, “south-east”); overal gelijk als er niets staat",
    )
    work_rent_growth_per_year: float = number(
        0.02,
        "share/year",
        -0.1,
        0.2,
        ASSUMED,
        "growth of market rents for work",
        nl="groei van markthuren van werkruimte",
    )
    housing_value_growth_per_year: float = number(
        0.025, "share/year", -0.1, 0.2, ASSUMED, "growth of housing value", nl="groei van de woningwaarde"
    )
    ability_growth_per_year: float = number(
        0.02,
        "share/year",
        -0.1,
        0.2,
        ASSUMED,
        "growth of ability to pay",
        nl="groei van wat ondernemers kunnen betalen",
    )
    contract_rent_share: float = number(
        0.85,
        "share",
        0,
        2,
        ASSUMED,
        "rent in running contracts at the start, as share of the market rent",
        nl="huur in lopende contracten aan het begin, als deel van de markthuur",
    )
    arrivals_per_year_share: float = number(
        0.2,
        "share/year",
        0,
        5,
        "F12",
        "would-be newcomers a year, as share of the entrepreneurs at the start",
        nl="mogelijke nieuwkomers per jaar, als deel van de ondernemers aan het begin",
    )


LEVERED: dict[str, type[Section]] = {
    "policy": Policy,
    "market": Market,
}  # the sections that hold levers, as files call them


def lever_at(path: str) -> Lever | None:
    """What is declared of a setting as a lever; None if it is none."""
    section, _, name = path.rpartition(".")
    return levers_in(LEVERED[section]).get(name) if section in LEVERED else None
