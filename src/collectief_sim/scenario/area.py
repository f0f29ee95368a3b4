"""The area: a map drawn in characters, and a legend that says what each character stands for."""

from __future__ import annotations

from functools import cached_property
from typing import Literal, Self

from pydantic import model_validator

from collectief_sim.scenario.fields import ASSUMED, Section, choice, number
from collectief_sim.scenario.ground import Ground, ground_of
from collectief_sim.scenario.size import MOST_PLOTS

LEAST_M2 = 5.0  # floor that one entrepreneur needs at least

OwnerKind = Literal["municipality", "investor", "conscious_investor", "developer", "conscious_developer", "collective"]


class FirstCollective(Section):
    """A collective that exists in a building at the start."""

    form: Literal["grassroots", "operator", "owner", "head_tenant"] = choice(
        "grassroots", ASSUMED, "its form; a head tenant rents its buildings as a whole and bears what stands empty"
    )
    members: int | None = number(None, "members", 2, 10_000, ASSUMED, "its members; all tenants if absent")
    founded: str | None = choice(None, ASSUMED, 'month of founding as "YYYY-MM"; the start of the run if absent')
    members_only: bool = choice(
        False,
        "E14",
        "by its statutes whoever rents is a member, as long as the building is its own or it rents it as a whole",
    )
    cohesion: float = number(0.55, "0-1", 0, 1, ASSUMED, "its cohesion at the start")
    picked_for_others: float = number(
        0.0,
        "0-1",
        0,
        1,
        "E12",
        "how far its members were picked for what they do for others: that much of its work outside does not wait until it is "
        "stable inside",
    )

    @model_validator(mode="after")
    def _statutes_make_sense(self) -> Self:
        if self.members_only and self.form not in ("owner", "head_tenant"):
            raise ValueError(
                f'members_only is true: form is {self.form!r}, allowed is "owner" or "head_tenant", as others do not let'
            )
        if self.members_only and self.members is not None:
            raise ValueError("members_only is true: all tenants are members, leave out members")
        return self


class LegendEntry(Section):
    """What a character on the map stands for: a kind of plot, or one named building."""

    title: str = choice("", ASSUMED, "name shown to people")
    title_nl: str = choice("", ASSUMED, "the same in Dutch; the title if empty")
    use: Literal["open", "work", "mixed", "housing"] = choice("work", ASSUMED, "what the plot is used for")
    one_building: bool = choice(False, ASSUMED, "all plots with this character are one building under one lease")
    floor_m2: float = number(0.0, "m2", 0, 1e6, ASSUMED, "work floor of one building")
    floor_sigma: float = number(0.0, "log", 0, 2, ASSUMED, "spread of that floor between buildings (lognormal)")
    smallest_unit_m2: float = number(0.0, "m2", 0, 1e5, ASSUMED, "smallest unit that is let in the building")
    occupied_share: float = number(0.9, "share", 0, 1, ASSUMED, "share of the floor let at the start")
    tenants: int | None = number(
        None, "entrepreneurs", 0, 10_000, ASSUMED, "first tenants; from floor and area per firm if absent"
    )
    tenants_m2: list[float] | None = choice(
        None, ASSUMED, "floor of each first tenant [m2], in place of tenants and occupied_share; drawn if absent"
    )
    adaptability: float = number(0.5, "0-1", 0, 1, "E20", "how far tenants can change the building themselves")
    adaptability_spread: float = number(
        0.0, "0-1", 0, 1, ASSUMED, "half width of adaptability between buildings (uniform)"
    )
    owner: OwnerKind | dict[OwnerKind, float] = choice(
        "investor", "E7", "its owner, or the share of buildings per kind of owner"
    )
    part_of: str = choice("", ASSUMED, "character of the building whose collective is at home here too")
    operator: str = choice("", "E29", "operator who runs the building; nobody if empty")
    housing_excluded: bool = choice(False, "E13", "housing is excluded by the zoning plan")
    rent_eur_m2_year: float | None = number(
        None, "EUR/m2/year", 0, 1000, ASSUMED, "contract rent at the start; from the market if absent"
    )
    lease_ends_after_months: int | None = number(
        None, "months", 1, 600, ASSUMED, "rest of the lease at the start; spread over the term if absent"
    )
    homes_per_hectare: float | None = number(
        None,
        "homes/ha",
        0,
        4000,
        "F10",
        "homes a redevelopment builds on a hectare of its ground; the usual ones if absent",
    )
    collective: FirstCollective | None = choice(None, ASSUMED, "the collective that is there at the start")

    def owners(self) -> dict[OwnerKind, float]:
        """Shares of buildings per kind of owner."""
        return self.owner if isinstance(self.owner, dict) else {self.owner: 1.0}

    def least_m2(self) -> float:
        """Floor that a tenant has at least."""
        return max(LEAST_M2, self.smallest_unit_m2)

    def room(self) -> int:
        """Tenants that fit in the floor let at the start of one building, each with the smallest unit."""
        return int(self.floor_m2 * self.occupied_share / self.least_m2() + 1e-9)

    def first_tenants(self) -> int | None:
        """First tenants of one building; None if they follow from its floor."""
        return self.tenants if self.tenants_m2 is None else len(self.tenants_m2)

    def let_share(self) -> float:
        """Share of the floor let at the start."""
        return self.occupied_share if self.tenants_m2 is None else sum(self.tenants_m2) / self.floor_m2

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        has_floor = self.use in ("work", "mixed")
        if has_floor and self.floor_m2 <= 0:
            raise ValueError("floor_m2 must be above 0 where use is work or mixed")
        if not has_floor:
            for name in _NEEDS_A_BUILDING:
                if getattr(self, name):
                    raise ValueError(f"{name} needs a building to let: use is {self.use!r}, allowed is work or mixed")
        if isinstance(self.owner, dict) and not all(0 <= share <= 1 for share in self.owner.values()):
            raise ValueError("owner: every share must be from 0 to 1")
        if isinstance(self.owner, dict) and "collective" in self.owner:
            raise ValueError('owner: a collective owns a building of its own; write owner = "collective" for it')
        if self.part_of and (not has_floor or self.collective is not None):
            raise ValueError("part_of is for a building that shares the collective of another and has none of its own")
        if isinstance(self.owner, dict) and abs(sum(self.owner.values()) - 1) > 1e-6:
            raise ValueError(f"owner: the shares add up to {sum(self.owner.values()):g}, they must add up to 1")
        if self.tenants is not None and self.tenants > self.room():
            raise ValueError(
                f"tenants is {self.tenants}, at most {self.room()} fit: floor_m2 x occupied_share is "
                f"{self.floor_m2 * self.occupied_share:g} m2, and each has {self.least_m2():g} m2 "
                "or more (smallest_unit_m2)"
            )
        self._floors_of_tenants_fit()
        return self._collective_makes_sense()

    def _floors_of_tenants_fit(self) -> None:
        if self.tenants_m2 is None:
            return
        if self.tenants is not None:
            raise ValueError("tenants_m2 says how many tenants there are: leave out tenants")
        if not self.tenants_m2 or min(self.tenants_m2) < self.least_m2():
            raise ValueError(f"tenants_m2: there must be tenants, each with {self.least_m2():g} m2 or more")
        if sum(self.tenants_m2) > self.floor_m2 * (1 + 1e-9):
            raise ValueError(
                f"tenants_m2 adds up to {sum(self.tenants_m2):g}, allowed is up to floor_m2, {self.floor_m2:g}"
            )

    def _collective_makes_sense(self) -> Self:
        owned = self.owner == "collective"
        if owned and (self.collective is None or self.collective.form != "owner"):
            raise ValueError('owner is "collective": collective.form must be "owner"')
        if owned and self.lease_ends_after_months is not None:
            raise ValueError(
                f"lease_ends_after_months is {self.lease_ends_after_months}, "
                'but owner is "collective", and who owns has no lease: leave it out'
            )
        if self.collective is None:
            return self
        if self.collective.form == "owner" and not owned:
            raise ValueError('collective.form is "owner": owner must be "collective"')
        if self.collective.form == "head_tenant" and self.operator:
            raise ValueError(
                'collective.form is "head_tenant": operator must be empty, as a building is rented as a whole once'
            )
        if self.collective.form == "operator" and not self.operator:
            raise ValueError('collective.form is "operator": operator must name who runs the building')
        return self


def _most_tenants(entry: LegendEntry) -> int:
    given = entry.first_tenants()
    return entry.room() if given is None else given


_NEEDS_A_BUILDING = (
    *("floor_m2", "operator", "tenants", "tenants_m2", "collective"),
    *("smallest_unit_m2", "rent_eur_m2_year", "lease_ends_after_months", "housing_excluded", "homes_per_hectare"),
)


class Area(Section):
    """The map and its legend."""

    map: str = choice("", ASSUMED, "rows of characters, one character a plot, north at the top")
    cell_m: float = number(50.0, "m", 5, 500, ASSUMED, "side of a plot; homes and distances follow it")
    legend: dict[str, LegendEntry] = choice({}, ASSUMED, "what each character stands for")
    developers: int = number(3, "developers", 0, 1000, ASSUMED, "conventional developers")
    conscious_developers: int = number(
        1, "developers", 0, 1000, "E13", "conscious developers, besides the conventional ones"
    )
    ground_lease_share: float = number(
        0.25,
        "share",
        0,
        1,
        ASSUMED,
        "share of buildings of private owners that stand on land leased from the municipality (F74: Rotterdam issues none since "
        "2002)",
    )
    ground_lease_years: int = number(
        50, "years", 1, 100, ASSUMED, "term of such a lease of land, after which it is renewed"
    )
    tiles: int = number(
        1, "times", 1, 100, ASSUMED, "how often the map is repeated in both directions, for large areas"
    )

    def drawn(self) -> list[str]:
        """The map as it is drawn, row by row."""
        return [line.strip() for line in self.map.strip().splitlines()]

    def rows(self) -> list[str]:
        """The map as rows of equal length, tiles laid out."""
        return [row * self.tiles for row in self.drawn()] * self.tiles

    def built(self) -> list[str]:
        """Characters of the legend that are buildings with floor for work."""
        return [symbol for symbol, entry in self.legend.items() if entry.use in ("work", "mixed")]

    @cached_property
    def ground(self) -> Ground:
        """Plots, buildings and zones, which is all that the model knows of the drawing."""
        return ground_of(self)

    @model_validator(mode="after")
    def _map_fits_legend(self) -> Self:
        rows = self.drawn()
        if not rows:
            raise ValueError("map is empty")
        for number_, row in enumerate(rows, start=1):
            if len(row) != len(rows[0]):
                raise ValueError(f"map row {number_} has {len(row)} characters, row 1 has {len(rows[0])}")
        plots = len(rows) * len(rows[0]) * self.tiles**2
        if plots > MOST_PLOTS:
            raise ValueError(f"map has {plots:,} plots (tiles = {self.tiles}), allowed are {MOST_PLOTS:,}")
        used = set("".join(rows))
        unknown = sorted(used - set(self.legend))
        lacking = f"map uses {unknown[0]!r}, which the legend does not explain" if unknown else ""
        for symbol in self.legend:
            if len(symbol) != 1:
                raise ValueError(f"legend.{symbol} must be one character")
            if symbol not in used:
                why = f", and {lacking}" if lacking else " (is the map smaller than its legend?)"
                raise ValueError(f"legend.{symbol} does not occur on the map{why}")
        if lacking:
            raise ValueError(f"{lacking} (it has {', '.join(self.legend)})")
        return self

    @model_validator(mode="after")
    def _owners_exist(self) -> Self:
        rows = self.rows()
        wanted: dict[OwnerKind, int] = {"developer": self.developers, "conscious_developer": self.conscious_developers}
        for symbol, entry in self.legend.items():
            for kind, available in wanted.items():
                if entry.owners().get(kind, 0.0) > 0 and available == 0:
                    raise ValueError(f"legend.{symbol}.owner is {kind!r}, but there are no such developers in the area")
            other = self.legend.get(entry.part_of)
            if entry.part_of and (other is None or other.collective is None):
                raise ValueError(f"legend.{symbol}.part_of = {entry.part_of!r} is not a building with a collective")
            rented = other is not None and other.collective is not None and other.collective.form == "head_tenant"
            if rented and entry.operator:
                raise ValueError(
                    f"legend.{symbol}.operator must be empty: the collective of {entry.part_of!r} is the head tenant here too"
                )
            if (
                entry.part_of
                and "".join(rows).count(entry.part_of) > 1
                and other is not None
                and not other.one_building
            ):
                raise ValueError(
                    f"legend.{symbol}.part_of = {entry.part_of!r} stands for several buildings, it must be one"
                )
        return self

    @model_validator(mode="after")
    def _units_fit(self) -> Self:
        for symbol, entry in self.legend.items():
            if entry.smallest_unit_m2 > entry.floor_m2:
                raise ValueError(
                    f"legend.{symbol}.smallest_unit_m2 is {entry.smallest_unit_m2:g}, "
                    f"allowed is up to floor_m2, {entry.floor_m2:g}: a unit lies in one building"
                )
        return self

    @model_validator(mode="after")
    def _members_fit(self) -> Self:
        drawn = "".join(self.rows())
        for symbol, entry in self.legend.items():
            if entry.collective is None:
                continue
            homes = [(entry, 1)]
            for part, other in self.legend.items():
                if other.part_of == symbol:
                    homes.append((other, 1 if other.one_building else drawn.count(part)))
            most = sum(times * _most_tenants(home) for home, times in homes)
            members = entry.collective.members
            if members is not None and members > most:
                given = all(home.first_tenants() is not None for home, _ in homes)
                who = "tenants" if given else "who fit in the floor let at the start"
                raise ValueError(f"legend.{symbol}: collective.members is {members}, more than the {most} {who}")
            if most < 2:
                raise ValueError(
                    f"legend.{symbol}: collective could have {most} member{'s' * (most != 1)} at most, "
                    "allowed is 2 or more: see tenants, floor_m2 and occupied_share"
                )
        return self
