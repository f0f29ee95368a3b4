"""The state of a run: one table per kind of thing. Every field is declared here, once, with its meaning and unit.

A table is a NumPy array of records. A row is a permanent id: rows are never reused, so that luck stays with its owner.
Rules read and write fields by name: ``entrepreneurs[row].engagement``. -1 means "none" wherever a field holds a row or
a month.
"""

from __future__ import annotations

import math
from functools import cache
from typing import Annotated, Any, NamedTuple, get_type_hints

import numpy as np
import numpy.typing as npt

from collectief_sim.model.chance import FloatArray

Table = Any  # a Records array; mypy cannot see its fields, which are declared below
type IntArray = npt.NDArray[np.int64]

NONE = -1

# uses of a plot
OPEN, WORK, MIXED, HOUSING, BUILDING_SITE = 0, 1, 2, 3, 4
USES = ("open", "work", "mixed", "housing", "building site")

# kinds of owner
MUNICIPALITY, INVESTOR, CONSCIOUS_INVESTOR, DEVELOPER, CONSCIOUS_DEVELOPER, COLLECTIVE = 0, 1, 2, 3, 4, 5
OWNERS = ("municipality", "investor", "conscious_investor", "developer", "conscious_developer", "collective")

# state of a permit
NO_PERMIT, APPLIED, GRANTED = 0, 1, 2

# activities (E23)
ACTIVITIES = ("making", "craft", "creative", "food", "social", "city-serving", "circular", "digital")

# roles (E16); what somebody is seen as, highest first
OUTSIDE, LESS_ENGAGED, ENGAGED, BINDER, TREKKER = 0, 1, 2, 3, 4
ROLES = ("outside", "less engaged", "engaged", "binder", "trekker")

# why an entrepreneur left
STILL_HERE, CLOSED, BROKE, OUTGREW, RELOCATED, DISPLACED, FIRE = 0, 1, 2, 3, 4, 5, 6
LEAVING_CAUSES = ("", "closed", "broke", "outgrew", "relocated", "displaced", "fire")

# form and phase of a collective, and why it ended
GRASSROOTS, OPERATOR_LED, OWNER = 0, 1, 2
FORMS = ("grassroots", "operator", "owner")
FOUNDING, STABLE, AREA_ACTIVE = 0, 1, 2
PHASES = ("founding", "stable", "area-active")
FELL_APART, TOO_SMALL, LOST_BUILDING = 1, 2, 3
ENDINGS = ("", "fell_apart", "too_small", "displaced")

# how far value reaches (E33)
RADII = ("building", "neighbourhood", "area", "city", "region")
THEMES = ("socio_economic", "planning", "circular")

TIES = 8  # contacts one person keeps up
BOND_BITS = 24
STRONGEST = 1 << BOND_BITS  # a bond of 1 as `World.bonds` holds it: whole numbers are quicker to choose from


class Entrepreneur:
    """An entrepreneur, present or still to come; the row is its id for ever.

    What most rules read stands first, so that it shares a cache line.
    """

    present: Annotated[np.bool_, "works in the area"]
    was_member: Annotated[np.bool_, "has ever been in a collective"]
    leads: Annotated[np.bool_, "is a trekker"]
    binds: Annotated[np.bool_, "is a binder (in small groups perhaps as well as trekker)"]
    role: Annotated[np.int8, "what they are seen as (ROLES)"]
    activity: Annotated[np.int8, "what they do (ACTIVITIES)"]
    left_cause: Annotated[np.int8, "why they left (LEAVING_CAUSES)"]
    building: Annotated[np.int64, "head plot of their building"]
    collective: Annotated[np.int64, "row of their collective"]
    mentality: Annotated[np.float64, "0 commercial to 1 commons-minded"]
    engagement: Annotated[np.float64, "0-1"]
    ability_eur_m2_year: Annotated[np.float64, "rent they can pay at the start's price level [EUR/m2/year]"]
    buffer_months: Annotated[np.float64, "reserve [months of costs]; negative is debt"]
    plot: Annotated[np.int64, "row of their plot"]
    arrival_month: Annotated[np.int64, "month in which they look for space; NONE for first tenants"]
    left_month: Annotated[np.int64, "month of leaving the area"]
    since_month: Annotated[np.int64, "month they came to this building"]
    area_m2: Annotated[np.float64, "floor used [m2]"]
    need_m2: Annotated[np.float64, "floor needed [m2]"]
    growth_per_year: Annotated[np.float64, "yearly growth of floor needed [share/year]"]
    initiative: Annotated[np.float64, "0-1"]
    sociability: Annotated[np.float64, "0-1"]
    patience: Annotated[np.float64, "stretches the payback times a collective they found will accept [factor]"]
    experience_years: Annotated[np.float64, "years as an entrepreneur on arrival (for first tenants: at the start)"]
    joined_month: Annotated[np.int64, "month of joining it"]
    workload_hours: Annotated[np.float64, "hours given to the collective [hours/month]"]


class Plot:
    """A cell of the grid, about 50 x 50 m. A building on several plots has one head plot, which holds what the whole
    building shares: owner, lease, plan, collective. Fields marked (head) mean something on head plots only. Here too,
    what most rules read stands first.
    """

    let: Annotated[np.bool_, "can be let: not burnt, not emptied for redevelopment (head)"]
    use: Annotated[np.int8, "what it is used for (USES)"]
    owner_kind: Annotated[np.int8, "kind of owner (OWNERS) (head)"]
    subsidised: Annotated[np.bool_, "rent is subsidised when the policy says so (head)"]
    operated: Annotated[np.bool_, "run by an operator (head)"]
    housing_excluded: Annotated[np.bool_, "zoned for work: no housing (head)"]
    moved_in: Annotated[np.bool_, "somebody moved in since the roll was last called (head)"]
    permit: Annotated[np.int8, "NO_PERMIT, APPLIED or GRANTED (head)"]
    head: Annotated[np.int64, "row of the building's head plot (itself if alone); NONE where nothing is built"]
    collective: Annotated[np.int64, "row of the collective that is at home here (head)"]
    vacate_month: Annotated[np.int64, "month by which tenants under notice must be out (head)"]
    floor_m2: Annotated[np.float64, "work floor [m2]"]
    occupied_m2: Annotated[np.float64, "work floor in use [m2]"]
    rent_eur_m2_year: Annotated[np.float64, "contract rent [EUR/m2/year] (head)"]
    smallest_unit_m2: Annotated[np.float64, "smallest unit that is let [m2] (head)"]
    tenants: Annotated[np.int64, "entrepreneurs in the building (head)"]
    plan_month: Annotated[np.int64, "month the present plan to redevelop arose (head)"]
    site_until_month: Annotated[np.int64, "month the building site is finished, or a burnt building can be let (head)"]
    lease_end_month: Annotated[np.int64, "end of the running term (head)"]
    term_start_month: Annotated[np.int64, "start of the running term (head)"]
    horizon_end_month: Annotated[np.int64, "the same, as people count on it: the horizon channel (head)"]
    voice_end_month: Annotated[np.int64, "the same, as it takes negotiating time: the voice channel (head)"]
    horizon_months: Annotated[np.float64, "secured horizon of the tenants [months] (head)"]
    security: Annotated[np.float64, "security that horizon gives, 0-1 (head)"]
    negotiating_hours: Annotated[np.float64, "leading time the lease takes this month [hours/month] (head)"]
    first_part: Annotated[np.int64, "where the building's plots start in World.plots_built (head)"]
    part_count: Annotated[np.int64, "plots the building stands on (head)"]
    market_rent_eur_m2_year: Annotated[np.float64, "market rent for work [EUR/m2/year]"]
    housing_value_eur_m2_year: Annotated[np.float64, "annualised housing value, before pressure [EUR/m2/year]"]
    rent_ceiling_eur_m2_year: Annotated[np.float64, "most that may be asked, inf if free [EUR/m2/year] (head)"]
    permit_month: Annotated[np.int64, "month the permit is decided, or was granted (head)"]
    kept_share: Annotated[np.float64, "share of the work floor the permit keeps as affordable work space (head)"]
    homes: Annotated[np.float64, "homes built (head)"]
    homes_month: Annotated[np.int64, "month they were finished (head)"]
    adaptability: Annotated[np.float64, "how far tenants can change the building, 0-1 (head)"]
    owner: Annotated[np.int64, "row of the developer or collective that owns it (head)"]
    x: Annotated[np.int64, "column, west to east"]
    y: Annotated[np.int64, "row, north to south"]
    symbol: Annotated[np.int64, "character on the map (code point)"]


class Collective:
    """A collective of entrepreneurs, alive or ended; rows follow the order of founding."""

    alive: Annotated[np.bool_, "exists"]
    founder: Annotated[np.int64, "row of its founder: its luck is keyed by that, not by the order of founding"]
    home: Annotated[np.int64, "head plot of its building"]
    first_home: Annotated[np.int64, "head plot where it was founded"]
    return_to: Annotated[np.int64, "head plot it may return to after redevelopment"]
    form: Annotated[np.int8, "FORMS"]
    phase: Annotated[np.int8, "PHASES"]
    founded_month: Annotated[np.int64, "month of founding (negative: before the start)"]
    stable_month: Annotated[np.int64, "month it first became stable"]
    area_level_month: Annotated[np.int64, "month it first reached area-level impact"]
    ended_month: Annotated[np.int64, "month it ended"]
    ending: Annotated[np.int8, "why it ended (ENDINGS)"]
    headcount: Annotated[np.int64, "members"]
    peak_size: Annotated[np.int64, "most members it had"]
    area_m2: Annotated[np.float64, "floor its members use [m2]"]
    trekkers: Annotated[np.int64, "members who lead"]
    binders: Annotated[np.int64, "members who bind"]
    core: Annotated[np.int64, "members who do either"]
    engaged: Annotated[np.int64, "other members who are engaged"]
    less_engaged: Annotated[np.int64, "other members who are not"]
    next_trekker: Annotated[np.int64, "member most suited to lead next"]
    next_binder: Annotated[np.int64, "member most suited to bind next"]
    tired_trekker: Annotated[np.int64, "trekker who is least engaged"]
    tired_binder: Annotated[np.int64, "binder who is least engaged"]
    mentality: Annotated[np.float64, "mean mentality of its members"]
    engagement: Annotated[np.float64, "mean engagement of its members"]
    homogeneity: Annotated[np.float64, "of mentality, 0-1"]
    diversity: Annotated[np.float64, "of activities, 0-1"]
    cohesion: Annotated[np.float64, "0-1"]
    leading_asked: Annotated[np.float64, "leading hours asked [hours/month]"]
    leading_given: Annotated[np.float64, "leading hours given [hours/month]"]
    binding_asked: Annotated[np.float64, "binding hours asked [hours/month]"]
    binding_given: Annotated[np.float64, "binding hours given [hours/month]"]
    surplus_hours: Annotated[np.float64, "leading hours left after organisation and negotiating [hours/month]"]
    turnover_per_year: Annotated[np.float64, "members lost over the past year, fading [share]"]
    left_this_month: Annotated[np.int64, "members lost since the last reckoning"]
    setback: Annotated[np.float64, "recent setbacks, fading"]
    setback_due_month: Annotated[np.int64, "month in which a setback after a shock will be felt"]
    doubt: Annotated[np.float64, "doubt about the horizon, 0-1, fading"]
    months_steady: Annotated[np.int64, "months in a row it has met the conditions of stability"]
    months_weak: Annotated[np.int64, "months in a row its cohesion has been too low"]
    months_of_impact: Annotated[np.int64, "months in a row it has met the conditions of area-level impact"]
    patience: Annotated[np.float64, "stretches the payback times it accepts, from its founder [factor]"]
    socio_economic: Annotated[np.float64, "outreach: socio-economic value (E32)"]
    planning: Annotated[np.float64, "outreach: taking part in planning (E32)"]
    circular: Annotated[np.float64, "outreach: circular transition (E32)"]
    radius: Annotated[np.int8, "how far its value reaches (RADII, E33)"]
    tenure_months: Annotated[np.float64, "mean time its trekkers have been members [months]"]
    standing: Annotated[np.float64, "0-1"]
    step: Annotated[np.int8, "ladder step, 1-7 (E37)"]
    months_on_step: Annotated[np.ndarray, np.int64, 8, "months spent on each ladder step (index = step)"]
    reserve_eur: Annotated[np.float64, "reserve fund [EUR]"]
    area_cooperative: Annotated[np.int64, "row of its area cooperative"]
    months_at_size: Annotated[
        np.ndarray, np.int64, 3, "months lived with under 10, 10-19, and 20 or more members (E26)"
    ]
    size_at_end: Annotated[np.int64, "members when it ended"]
    months_of_turnover: Annotated[
        np.ndarray, np.int64, 2, "months of ordinary turnover lived before and after it was stable (E22, F3)"
    ]
    early_homogeneity: Annotated[np.float64, "homogeneity a year after founding; NaN before"]
    early_diversity: Annotated[np.float64, "diversity a year after founding; NaN before"]
    early_size: Annotated[np.int64, "members a year after founding; 0 before"]


class Developer:
    """A developer; conscious ones accept a lower return and let on long leases."""

    conscious: Annotated[np.bool_, "conscious rather than conventional"]
    capital_eur: Annotated[np.float64, "money to buy with [EUR]"]
    buildings: Annotated[np.int64, "buildings owned"]


class AreaCooperative:
    """A federation of collectives."""

    alive: Annotated[np.bool_, "exists"]
    founded_month: Annotated[np.int64, "month of founding"]
    members: Annotated[np.int64, "collectives in it"]


class Town:
    """What holds for the whole area: the municipality's purse and mood, the labour of memory, and running totals."""

    openness: Annotated[np.float64, "how far the municipality listens, 0-1"]
    earnings_factor: Annotated[np.float64, "ability to pay against normal times (slump)"]
    housing_factor: Annotated[np.float64, "housing demand against normal times (slump)"]
    slump_until_month: Annotated[np.int64, "month a slump ends"]
    price_index: Annotated[np.float64, "ability to pay against the start"]
    scarcity: Annotated[np.float64, "share of searches for space that failed lately, 0-1"]
    renewed: Annotated[np.float64, "leases renewed, as remembered"]
    ended: Annotated[np.float64, "leases ended, as remembered"]
    trust: Annotated[np.float64, "trust that a lease will be renewed, 0-1"]
    work_floor_start_m2: Annotated[np.float64, "work floor at the start [m2]"]
    work_floor_m2: Annotated[np.float64, "work floor now, building sites and burnt buildings left out [m2]"]
    purchase_fund_eur: Annotated[np.float64, "public money for purchases by collectives, not yet spent [EUR]"]
    building_budget_eur: Annotated[np.float64, "public money left this year to close shortfalls on homes [EUR]"]
    collectives: Annotated[np.int64, "collectives founded so far (rows in use)"]
    area_cooperatives: Annotated[np.int64, "area cooperatives founded so far (rows in use)"]
    vacancies: Annotated[np.int64, "entries in the list of plots with room"]
    present: Annotated[np.int64, "entrepreneurs present"]
    listed: Annotated[np.int64, "people on the roster, newcomers of this month at its end"]
    arrived: Annotated[np.int64, "newcomers who found space, so far"]
    turned_away: Annotated[np.int64, "newcomers who did not, so far"]
    left: Annotated[np.ndarray, np.int64, 7, "entrepreneurs who left the area so far, by cause (LEAVING_CAUSES)"]
    rehoused: Annotated[np.int64, "entrepreneurs who lost their space and found other space by themselves, so far"]
    homes: Annotated[np.float64, "homes built so far"]
    public_cost_eur: Annotated[np.float64, "public money spent or forgone so far [EUR]"]


class Month:
    """What is recorded of a month, for the whole area."""

    entrepreneurs: Annotated[np.float32, "entrepreneurs present"]
    members: Annotated[np.float32, "of them, in a collective"]
    less_engaged: Annotated[np.float32, "members less engaged"]
    engaged: Annotated[np.float32, "members engaged"]
    binders: Annotated[np.float32, "members seen as binder"]
    trekkers: Annotated[np.float32, "members seen as trekker"]
    leading: Annotated[np.float32, "members who lead, those who also bind included"]
    binding: Annotated[np.float32, "members who bind, those who also lead included"]
    collectives: Annotated[np.float32, "collectives alive"]
    founding: Annotated[np.float32, "of them in the founding phase"]
    stable: Annotated[np.float32, "of them stable"]
    area_active: Annotated[np.float32, "of them with area-level impact"]
    grassroots: Annotated[np.float32, "of them grassroots"]
    operator_led: Annotated[np.float32, "of them operator-led"]
    owners: Annotated[np.float32, "of them owners or cooperatives"]
    area_cooperatives: Annotated[np.float32, "area cooperatives alive"]
    ladder: Annotated[np.ndarray, np.float32, 8, "collectives by ladder step (index = step)"]
    mean_size: Annotated[np.float32, "mean members per collective; NaN if none"]
    mean_cohesion: Annotated[np.float32, "mean cohesion; NaN if none"]
    mean_engagement: Annotated[np.float32, "mean engagement of members; NaN if none"]
    socio_economic: Annotated[np.float32, "outreach, summed over collectives"]
    planning: Annotated[np.float32, "outreach, summed over collectives"]
    circular: Annotated[np.float32, "outreach, summed over collectives"]
    radius: Annotated[np.ndarray, np.float32, 5, "collectives by radius of their value (RADII)"]
    work_floor_m2: Annotated[np.float32, "work floor that can be used [m2]"]
    affordable_floor_m2: Annotated[
        np.float32, "of it at rents up to 125 EUR/m2/year at the start's price level (E2) [m2]"
    ]
    vacant_floor_m2: Annotated[np.float32, "work floor standing empty, also while it waits for redevelopment [m2]"]
    mean_rent_eur_m2_year: Annotated[np.float32, "mean rent paid, by floor [EUR/m2/year]; NaN if nobody pays"]
    mean_market_rent_eur_m2_year: Annotated[np.float32, "mean market rent for work [EUR/m2/year]"]
    mean_horizon_months: Annotated[np.float32, "mean secured horizon of buildings that are let [months]"]
    plans: Annotated[np.float32, "buildings with a plan to redevelop"]
    under_notice: Annotated[np.float32, "buildings under notice"]
    building_sites: Annotated[np.float32, "buildings being redeveloped"]
    free_plots_share: Annotated[
        np.float32, "share of work plots that are free to change within five years: by then no lease binds; NaN if none"
    ]
    trust: Annotated[np.float32, "trust that a lease will be renewed, 0-1"]
    scarcity: Annotated[np.float32, "share of searches that failed lately, 0-1"]
    founded: Annotated[np.float32, "collectives founded so far"]
    arrived: Annotated[np.float32, "newcomers so far"]
    turned_away: Annotated[np.float32, "would-be newcomers who found no space, so far"]
    closed: Annotated[np.float32, "entrepreneurs who closed, so far"]
    broke: Annotated[np.float32, "entrepreneurs who went broke, so far"]
    outgrew: Annotated[np.float32, "entrepreneurs who outgrew the area, so far"]
    relocated: Annotated[np.float32, "entrepreneurs who moved away of their own accord, so far"]
    displaced: Annotated[np.float32, "entrepreneurs displaced from the area by notice or fire, so far"]
    rehoused: Annotated[np.float32, "entrepreneurs who lost their space and found other space by themselves, so far"]
    homes_built: Annotated[np.float32, "homes built so far"]
    public_cost_eur: Annotated[np.float64, "public money spent or forgone so far [EUR]"]


class Event:
    """A dated shock, resolved to a month of the run."""

    month: Annotated[np.int64, "month it happens"]
    kind: Annotated[np.int8, "FIRE_EVENT, SLUMP_EVENT or COALITION_EVENT"]
    plot: Annotated[np.int64, "head plot that burns"]
    lasts_months: Annotated[np.int64, "how long a slump lasts"]
    earnings_factor: Annotated[np.float64, "ability to pay during a slump"]
    housing_factor: Annotated[np.float64, "housing demand during a slump"]
    openness: Annotated[np.float64, "openness after a change of coalition"]


FIRE_EVENT, SLUMP_EVENT, COALITION_EVENT = 0, 1, 2


class World(NamedTuple):
    """All tables of a run. Rules take a world and the month; they change the tables in place."""

    seed: int
    rules: Table  # one row: every number of the scenario, by section and name
    town: Table  # one row
    entrepreneurs: Table
    contacts: npt.NDArray[np.int32]  # (entrepreneurs, TIES): rows of the contacts somebody keeps up, or NONE
    bonds: npt.NDArray[np.int32]  # (entrepreneurs, TIES): strength of the tie to each of them, 0 to STRONGEST
    plots: Table  # row = y * width + x
    collectives: Table
    developers: Table
    area_cooperatives: Table
    events: Table
    queue_start: IntArray  # rows arriving in month m: queue_start[m] .. queue_start[m + 1]
    buildings: IntArray  # head plots of everything that was built at the start
    plots_built: IntArray  # all plots of those buildings
    roster: IntArray  # rows of present entrepreneurs, grouped by building
    roster_start: IntArray  # by head plot, where its people start in the roster; last and last but one: how many
    scratch_people: IntArray  # (2, entrepreneurs) scratch: the roster in the making; who meets whom
    activity_count: IntArray  # members by collective and activity
    vacant: IntArray  # plots with room, the first town.vacancies entries
    scratch_luck: FloatArray  # (2, entrepreneurs) scratch: draws by place on a list, as long as that stays as it is
    scratch_plots: FloatArray  # (4, plots) scratch: values, standing and new homes at this year's appraisal
    scratch_collectives: FloatArray  # scratch: sums per collective in this month's stocktaking
    neighbours: IntArray  # the up to eight plots around each plot, NONE beyond the edge
    series: Table  # a row a month

    def with_more_collectives(self) -> World:
        """The same world with twice as many rows for collectives; all other tables are shared."""
        more = len(self.collectives)
        return self._replace(
            collectives=np.concatenate([self.collectives, table(Collective, more)]).view(Records),
            area_cooperatives=np.concatenate([self.area_cooperatives, table(AreaCooperative, more)]).view(Records),
            activity_count=np.concatenate([self.activity_count, np.zeros_like(self.activity_count)]),
            scratch_collectives=np.zeros((2 * more, self.scratch_collectives.shape[1])),
        )


def read_only(world: World) -> World:
    """The same tables for whoever may look but not change."""
    return World._make(_locked(part) if isinstance(part, np.ndarray) else part for part in world)


def snapshot(world: World) -> World:
    """A copy of all tables."""
    return World._make(part.copy() if isinstance(part, np.ndarray) else part for part in world)


def own(world: World) -> World:
    """The same tables as rules know them: who copies or sends arrays may lose whether they can be written to."""
    tables: dict[str, Any] = {name: part for name, part in world._asdict().items() if isinstance(part, np.ndarray)}
    writable = {name: part if part.flags.writeable else part.copy() for name, part in tables.items()}
    return world._replace(**writable | {"rules": _locked(world.rules)})


def _locked(table: Table) -> Table:
    view = table.view()
    view.flags.writeable = False
    return view


class Records(np.ndarray[Any, Any]):
    """An array of records with fields as attributes, as ``np.recarray`` has them, but found five times as fast."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self.view(np.ndarray)[name]
        except (ValueError, IndexError):
            raise AttributeError(f"no field {name!r} in this table") from None

    def __setattr__(self, name: str, value: Any) -> None:
        if self.dtype.names and name in self.dtype.names:
            self.view(np.ndarray)[name] = value
        else:
            super().__setattr__(name, value)


def table(kind: type, *shape: int) -> Table:
    """An empty table: all zero, but NONE in fields that hold rows or months of something that has not happened."""
    rows = np.frombuffer(_blank(kind) * math.prod(shape), layout(kind))  # copying one blank row is quick
    return rows.reshape(shape).view(Records)


@cache
def _blank(kind: type) -> bytearray:
    row = np.zeros(1, layout(kind))
    for name in _NOT_YET.intersection(row.dtype.names or ()):
        row[name] = NONE
    return bytearray(row.tobytes())


@cache
def layout(kind: type) -> np.dtype[Any]:
    """The record type of a table."""
    hints = get_type_hints(kind, include_extras=True)
    fields = np.dtype([_field(name, hint) for name, hint in hints.items()], align=True)
    return np.dtype((np.record, fields))


def meanings(kind: type) -> dict[str, str]:
    """The meaning and unit of every field of a table."""
    hints = get_type_hints(kind, include_extras=True)
    return {name: hint.__metadata__[-1] for name, hint in hints.items()}


def _field(name: str, hint: Any) -> tuple[Any, ...]:
    if len(hint.__metadata__) == 3:
        return name, hint.__metadata__[0], hint.__metadata__[1]
    return name, hint.__origin__


_NOT_YET = {
    *("arrival_month", "left_month", "plot", "building", "collective", "joined_month"),
    *("head", "owner", "vacate_month", "plan_month", "permit_month", "site_until_month", "homes_month"),
    *("founder", "home", "first_home", "return_to", "stable_month", "area_level_month", "ended_month"),
    *("next_trekker", "next_binder", "tired_trekker", "tired_binder"),
    *("setback_due_month", "area_cooperative", "slump_until_month"),
}
