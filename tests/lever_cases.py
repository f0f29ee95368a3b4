"""What each lever is for, as a table: which figure it should move, which way, and why.

The figures were chosen from the sources and the ODD document before any was measured. They are of whole histories where
that is what the source speaks of: a share per collective would call a lever harmful that lets more of them begin.
A claim that then failed stays as it was, with the reason. Only the place with high rents, the least movements, the first
right without a fund and founding without fear were added after a look. What a figure is, and how it is tested, is in
`levers.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

USUAL, MANY = 24, 100  # pairs: they show an effect of 0.9 and of 0.45 standard deviations nine times out of ten


@dataclass(frozen=True)
class Case:
    """One claim: `lever` from one setting to another moves `figure` up or down, all else in `where` being equal."""

    lever: str
    before: Any
    after: Any
    moves: str  # the figure, with + or - before it
    why: str
    where: Mapping[str, Any] = field(default_factory=dict)
    pairs: int = USUAL
    least: float = 0.0  # share of what it was before by which the figure must move, where a trace is too little
    nothing_because: str = ""  # why it does not move what it should: then the test expects to fail

    @property
    def figure(self) -> str:
        """The figure that moves."""
        return self.moves[1:]

    @property
    def direction(self) -> int:
        """1 if it goes up, -1 if it goes down."""
        return {"+": 1, "-": -1}[self.moves[0]]

    @property
    def name(self) -> str:
        """The claim in a few characters."""
        return f"{self.lever} {self.before} to {self.after}: {self.moves}{PLACES.get(id(self.where), '')}"


HALF_SUBSIDISED = {"policy.subsidy_share": 0.5}
FORTY_EUR = {"policy.subsidy_eur_m2_year": 40.0}
FIVE_YEARS, TEN_YEARS = {"policy.contract_months": 60}, {"policy.contract_months": 120}
HALF_THE_TIME = {"months": 180}  # later on all has been built that ever will
ROOM = {"market.arrivals_per_year_share": 0.05}  # few newcomers, so that a group finds a building to move to
DEAR = HALF_SUBSIDISED | {"market.work_rent_eur_m2_year": 150.0, "people.ability_median_eur_m2_year": 230.0}
TEN_FOR_ALL = TEN_YEARS | {"policy.reach": "all"}  # who leaves is few, so everybody is bound alike
LEASED_LAND = TEN_YEARS | {"area.ground_lease_share": 1.0}
UNAFRAID = {"behaviour.horizon.through_founding": False}  # nobody founds or joins because a place is insecure
HEARD = {"policy.openness": 1.0}
FUNDED = HEARD | {"policy.purchase_fund_eur_year": 2e6}
PLACES = {id(ROOM): ", with room", id(DEAR): ", where rents are high", id(FUNDED): ", with a fund"}
PLACES |= {id(UNAFRAID): ", founding without fear", id(LEASED_LAND): ", on leased land"}

CASES = (
    # leases (E38, E39)
    Case("contract_months", 24, 120, "-entrepreneurs_displaced", "E38: a longer term ends less often", pairs=3 * MANY),
    Case("contract_months", 24, 120, "-homes_built", "F25: a lease is in the way of a permit", pairs=MANY),
    Case("contract_months", 24, 120, "+survival_120_months", "E38: continuity", pairs=MANY),
    Case(
        *("contract_months", 24, 120, "+collective_months", "E38: short contracts hold back continuity"),
        pairs=MANY,
        nothing_because="collectives last longer but fewer begin, since insecurity moves people to found and to join (E28); on "
        "municipal property alone the two cancel out",
    ),
    Case("contract_months", 24, 120, "+collective_months", "E38: short contracts hold back continuity", UNAFRAID, MANY),
    Case("contract_months", 24, 120, "+outreach_planning", "E38: people get going once ten years are clear"),
    Case("renewal_months", "same", 12, "-mean_horizon", "E39: one year at a time after the first term", FIVE_YEARS),
    Case("renewal_months", "same", 12, "-outreach_planning", "E39: no time to be a partner in development", FIVE_YEARS),
    Case("hazard_months", 24, 240, "-entrepreneurs_displaced", "ODD 4: how often the landlord may end the lease"),
    Case("horizon_months", 24, 240, "+mean_horizon", "ODD 4: what people count on"),
    Case("horizon_months", 24, 240, "+outreach_planning", "E38: slow work is begun once it can pay back"),
    Case("voice_months", 12, 240, "+mean_step", "E39: less time lost to talks, a party that stays"),
    Case(
        *("notice_months", 0, 24, "-entrepreneurs_displaced", "ODD 7.8: whoever must speak earlier ends less"),
        FIVE_YEARS,
        MANY,
    ),
    Case("notice_months", 0, 24, "+under_notice", "ODD 7.8: notice lasts longer", FIVE_YEARS),
    Case("decision_months", 0, 24, "-mean_horizon", "E41: until it is decided no renewal counts", FIVE_YEARS),
    Case("decision_months", 0, 24, "-homes_built", "E41: permits take longer", HALF_THE_TIME),
    Case(
        "reach",
        "municipal",
        "all",
        "-entrepreneurs_displaced",
        "E40: other owners may end leases less often",
        TEN_YEARS,
    ),
    Case("reach", "municipal", "all", "+mean_horizon", "E40: tenants of other owners count on as much", TEN_YEARS),
    Case("reach", "municipal", "all", "-homes_built", "E40: other owners build later", TEN_YEARS),
    Case("reach", "municipal", "agreements", "-homes_built", "F74: covenants keep leased land for work", LEASED_LAND),
    Case("reach", "municipal", "agreements", "-entrepreneurs_displaced", "F74: and those who work there", LEASED_LAND),
    Case("temporary_use_share", 0.0, 1.0, "-waiting_floor_m2_years", "F37, F90: let until construction"),
    Case(
        *("temporary_use_share", 0.0, 1.0, "-entrepreneurs_displaced", "F36, F38: fewer go for a plan that then falls"),
        pairs=MANY,
    ),
    Case("tenant_break_months", None, 1, "-broke", "F86: a lease that is too dear can be left", TEN_FOR_ALL, MANY),
    Case("tenant_break_months", None, 1, "+relocated", "F86: who wants to leave need not wait", TEN_FOR_ALL, MANY),
    Case("landlord_break_months", None, 60, "-mean_horizon", "E38: nobody counts on what may be broken", TEN_YEARS),
    Case("landlord_break_months", None, 60, "+entrepreneurs_displaced", "F86: a term ends sooner", TEN_YEARS, 3 * MANY),
    Case("landlord_break_months", None, 60, "+homes_built", "F25: a lease is less in the way", TEN_YEARS, MANY),
    Case("buy_out_eur_m2_year", None, 10.0, "+homes_built", "F25: a lease is less in the way", TEN_YEARS, MANY),
    Case(
        "buy_out_eur_m2_year", None, 10.0, "+entrepreneurs_displaced", "ODD 7.8: terms end sooner", TEN_YEARS, 3 * MANY
    ),
    Case("buy_out_eur_m2_year", None, 10.0, "+public_cost_eur", "ODD 7.8: the municipality pays", TEN_YEARS, MANY),
    # rents (E43, E46)
    Case("rent_cap_eur_m2_year", None, 60.0, "-mean_rent", "E46: lower rents in municipal buildings"),
    Case("rent_cap_eur_m2_year", None, 60.0, "-broke", "E46: fewer firms fail for their rent"),
    Case("rent_cap_eur_m2_year", None, 60.0, "+public_cost_eur", "ODD 7.26: the municipality misses rent"),
    Case("rent_indexation_per_year", 0.0, 0.04, "+mean_rent", "ODD 7.2: running rents follow it", TEN_YEARS),
    Case("subsidy_share", 0.0, 0.5, "-mean_rent", "E43: more floor is subsidised", FORTY_EUR),
    Case("subsidy_share", 0.0, 0.5, "-broke", "E43: fewer firms fail for their rent", FORTY_EUR),
    Case("subsidy_eur_m2_year", 0.0, 40.0, "-mean_rent", "E43: who is subsidised pays less", HALF_SUBSIDISED),
    Case("subsidy_eur_m2_year", 0.0, 40.0, "-broke", "E43: fewer firms fail for their rent", HALF_SUBSIDISED),
    Case(
        *("subsidy_eur_m2_year", 0.0, 40.0, "+affordable_floor", "E43: affordable space needs subsidy"),
        HALF_SUBSIDISED,
        MANY,
        least=0.05,
    ),
    Case("subsidy_eur_m2_year", 0.0, 40.0, "+affordable_floor", "E43: affordable space needs subsidy", DEAR),
    Case("subsidy_eur_m2_year", 0.0, 40.0, "+public_cost_eur", "ODD 7.26: it costs public money", HALF_SUBSIDISED),
    # land (E13, E44, E45)
    Case("work_zoning_share", 0.0, 0.5, "-entrepreneurs_displaced", "E13: where housing is kept out, firms stay"),
    Case("work_zoning_share", 0.0, 0.5, "+work_floor_share", "E13: business is not displaced"),
    Case("work_zoning_share", 0.0, 0.5, "-homes_built", "E13: fewer buildings may become homes"),
    Case("work_floor_minimum_share", 0.0, 0.8, "+work_floor_share", "E44: that much work floor must remain"),
    Case("work_floor_minimum_share", 0.0, 0.8, "-homes_built", "E44: at the expense of homes", pairs=2 * USUAL),
    Case("affordable_share_in_redevelopment", 0.0, 0.5, "+work_floor_share", "E45: redevelopment keeps work floor"),
    Case("affordable_share_in_redevelopment", 0.0, 0.5, "-homes_built", "ODD 7.11: kept floor costs homes"),
    Case("new_floor_in_redevelopment", 0.0, 0.8, "+work_floor_share", "E42, E44: steering on enough work floor"),
    Case("new_floor_in_redevelopment", 0.0, 0.8, "+mean_rent", "F32: what comes instead is new and dearer"),
    Case("new_floor_in_redevelopment", 0.0, 0.8, "-homes_built", "ODD 7.11: work floor takes room from homes"),
    Case("deficit_budget_eur_year", None, 2e5, "-homes_built", "F80, F97: plans wait for who pays", HALF_THE_TIME),
    Case("stacked", False, True, "+homes_built", "E42: work under homes takes no room from them"),
    # ownership (E43)
    Case("purchase_fund_eur_year", 0.0, 2e6, "+owners_ever", "E43: funds in which collectives have priority", HEARD),
    Case("purchase_fund_eur_year", 0.0, 2e6, "+public_cost_eur", "ODD 7.23: it is public money", HEARD),
    Case("first_right_to_buy", False, True, "+owners_ever", "E43: fewer rivals win a selection", FUNDED, MANY),
    Case("first_right_to_buy", False, True, "+owners_ever", "E43: fewer rivals win a selection", pairs=3 * MANY),
    # support (E42, E47)
    Case("programming", 0.0, 1.0, "+collectives_founded", "E42: people who meet more found more"),
    Case("programming", 0.0, 1.0, "+public_cost_eur", "ODD 7.26: it costs public money"),
    Case("governance_support_hours_month", 0.0, 20.0, "+outreach_socio_economic", "E42: time is left for others"),
    Case("governance_support_hours_month", 0.0, 20.0, "+collective_months", "E24, E42: nobody is short of leaders"),
    Case("governance_support_hours_month", 0.0, 20.0, "+public_cost_eur", "ODD 7.26: it costs public money"),
    Case("openness", 0.0, 1.0, "+mean_step", "E47: whoever is listened to climbs the ladder"),
    Case("openness", 0.2, 1.0, "-homes_built", "E37: plans and permits give way to who is heard"),
    # staying together (E10, E45)
    Case(
        *("relocation_support", 0.0, 1.0, "-ended_displaced", "E10: a group that is rehoused goes on"),
        pairs=MANY,
        least=0.1,
    ),
    Case("relocation_support", 0.0, 1.0, "-ended_displaced", "E10: a group that is rehoused goes on", ROOM, MANY),
    Case("right_of_return", False, True, "-ended_displaced", "E45: rehoused as a group", pairs=3 * MANY),
    Case("right_of_return", False, True, "-ended_displaced", "E45: rehoused as a group", ROOM, MANY),
    Case("right_of_return", False, True, "+work_floor_share", "E45: permits keep floor for them", pairs=MANY),
    # the market
    Case("market.housing_pressure", 0.7, 1.5, "+entrepreneurs_displaced", "F11: homes bring more than work"),
    Case("market.housing_pressure", 0.7, 1.5, "+homes_built", "F11: homes bring more than work"),
)
