"""Scenario files: what loads, what comes back unchanged, and what is refused with which words."""

from __future__ import annotations

import re
import tomllib
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from collectief_sim.files.texts import MOST_OF_A_NAME, short, strange
from collectief_sim.model.simulation import run
from collectief_sim.scenario import Scenario, ScenarioError, available, dump, load
from collectief_sim.scenario.behaviour import Behaviour
from collectief_sim.scenario.fields import Section
from collectief_sim.scenario.files import override
from collectief_sim.scenario.notes import notes_of, notes_on
from collectief_sim.scenario.people import People
from collectief_sim.scenario.policy import Market, Policy
from collectief_sim.scenario.record import type_of

SMALL = '''
name = "small"
title = "Small area"
start = "2025-01"
months = 24
sources = { months = "assumed" }

[policy]
contract_months = 24
sources = { contract_months = "E38" }

[area]
developers = 1
sources = { developers = "assumed" }
map = """
.ww.
hAAw
.BB.
"""

[area.legend."."]
title = "street"
use = "open"

[area.legend.h]
use = "housing"

[area.legend.w]
title = "workshop"
floor_m2 = 400
owner = { municipality = 0.5, investor = 0.5 }
sources = { floor_m2 = "F4", owner = "assumed" }

[area.legend.A]
title = "Hall A"
one_building = true
floor_m2 = 1500
tenants = 20
sources = { "*" = "E8" }

[area.legend.A.collective]
members = 12
founded = "2020-06"
sources = { members = "E9" }

[area.legend.B]
title = "Hall B"
one_building = true
floor_m2 = 900
tenants = 10
part_of = "A"
sources = { "*" = "assumed" }

[shocks.blaze]
kind = "fire"
date = "2026-01"
building = "B"

[shocks.crisis]
kind = "slump"
date = "2025-09"
'''

type Change = tuple[str, str]


def scenario_toml(*changes: Change) -> str:
    """The small scenario file, with pieces of text replaced."""
    text = SMALL
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} must occur once"
        text = text.replace(old, new)
    return text


def saved(folder: Path, *changes: Change) -> Path:
    file = folder / "small.toml"
    file.write_text(scenario_toml(*changes), encoding="utf-8")
    return file


def complaint_about(folder: Path, *changes: Change) -> str:
    """The one line with which a changed file is refused, without the name of the file in front."""
    file = saved(folder, *changes)
    with pytest.raises(ScenarioError) as refusal:
        load(file)
    message = str(refusal.value)
    assert message.startswith(f"{file}: ")
    assert "\n" not in message
    return message.removeprefix(f"{file}: ")


def refusal_of(small: Scenario, path: str, value: object) -> str:
    with pytest.raises(ScenarioError) as refusal:
        override(small, {path: value})
    return str(refusal.value)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    return load(saved(tmp_path_factory.mktemp("small")))


def settings_with_a_range(section: type[Section], prefix: str) -> Iterator[tuple[str, Any, float, float, str]]:
    """All numbers of a section and those inside it as (path, type, lowest, highest, unit)."""
    for name, field in section.model_fields.items():
        extra = field.json_schema_extra
        if isinstance(field.annotation, type) and issubclass(field.annotation, Section):
            yield from settings_with_a_range(field.annotation, f"{prefix}.{name}")
        elif isinstance(extra, dict) and "low" in extra:
            kind = float if float in (field.annotation, *typing.get_args(field.annotation)) else int
            low, high = typing.cast(float, extra["low"]), typing.cast(float, extra["high"])
            yield f"{prefix}.{name}", kind, low, high, str(extra["unit"])


RANGES = [
    setting
    for section, prefix in ((Policy, "policy"), (Market, "market"), (People, "people"), (Behaviour, "behaviour"))
    for setting in settings_with_a_range(section, prefix)
]


def policies() -> st.SearchStrategy[dict[str, Any]]:
    """Any number of policy settings by path, each with a valid value."""
    values: dict[str, st.SearchStrategy[Any]] = {
        path: st.integers(int(low), int(high)) if kind is int else st.floats(low, high)
        for path, kind, low, high, _ in RANGES
        if path.startswith("policy.")
    }
    values["policy.renewal_months"] |= st.just("same")
    values["policy.first_right_to_buy"] = values["policy.right_of_return"] = st.booleans()
    return st.fixed_dictionaries({}, optional=values).map(without_late_breaks)


def without_late_breaks(settings: dict[str, Any]) -> dict[str, Any]:
    """The same, without breaks that come after the longest term."""
    policy = Policy().model_dump() | {path.removeprefix("policy."): value for path, value in settings.items()}
    terms = [policy["contract_months"], policy["renewal_months"]]
    longest = policy["hazard_months"] or max(term for term in terms if term != "same")
    return {path: value for path, value in settings.items() if "break" not in path or value <= longest}


# ---- what loads, and comes back --------------------------------------------------------------------------------------


def test_these_scenarios_come_with_the_package() -> None:
    assert list(available()) == [
        "de-kroon",
        "ducoop",
        "hillevliet",
        "keilekwartier",
        "stylised-area",
        "werkspoorkwartier",
    ]


@pytest.mark.parametrize("name", available())
def test_a_shipped_scenario_loads_by_name_and_as_a_file(name: str) -> None:
    assert load(name).name == name
    assert load(name) == load(available()[name])


@pytest.mark.parametrize("overrides", [{}, {"policy.contract_months": 120, "market.housing_pressure": 0}], ids=str)
@pytest.mark.parametrize("name", [*available(), "small"])
def test_a_dumped_scenario_loads_back_equal(name: str, overrides: dict[str, object], tmp_path: Path) -> None:
    spec = load(name if name in available() else saved(tmp_path), overrides)
    copy = tmp_path / "copy.toml"
    copy.write_text(dump(spec), encoding="utf-8")
    assert load(copy) == spec


def test_a_setting_taken_away_in_code_stays_away_in_the_dump(tmp_path: Path) -> None:
    spec = load(saved(tmp_path), {"area.legend.A.tenants": None, "policy.rent_cap_eur_m2_year": None})
    copy = tmp_path / "copy.toml"
    copy.write_text(dump(spec), encoding="utf-8")
    assert load(copy) == spec


@given(overrides=policies())
@settings(deadline=None, max_examples=40)
def test_any_valid_policy_comes_back_from_a_dump(
    overrides: dict[str, Any], small: Scenario, tmp_path_factory: pytest.TempPathFactory
) -> None:
    spec = override(small, overrides)
    copy = tmp_path_factory.getbasetemp() / "policy.toml"
    copy.write_text(dump(spec), encoding="utf-8")
    assert load(copy) == spec
    assert all(getattr(spec.policy, path.removeprefix("policy.")) == value for path, value in overrides.items())


LETTERS = st.characters(codec="utf-8").filter(lambda letter: not strange(letter))


@given(title=st.text(LETTERS, max_size=1000).filter(lambda title: not title or title.strip()))  # a blank one is refused
@settings(deadline=None, max_examples=40)
def test_any_title_comes_back_from_a_dump(
    title: str, small: Scenario, tmp_path_factory: pytest.TempPathFactory
) -> None:
    copy = tmp_path_factory.getbasetemp() / "title.toml"
    copy.write_text(dump(override(small, {"title": title})), encoding="utf-8")
    assert load(copy).title == title


def test_a_number_set_by_the_user_says_so_as_its_source(small: Scenario) -> None:
    assert override(small, {"policy.openness": 1.0}).policy.sources["openness"] == "command line"


def test_a_star_in_sources_covers_shares_of_owners_too(tmp_path: Path) -> None:
    load(saved(tmp_path, ('sources = { floor_m2 = "F4", owner = "assumed" }', 'sources = { "*" = "assumed" }')))


def test_windows_line_ends_are_read_as_well(tmp_path: Path, small: Scenario) -> None:
    file = tmp_path / "windows.toml"
    file.write_bytes(scenario_toml().replace("\n", "\r\n").encode())
    assert load(file) == small


def test_a_byte_order_mark_is_read_as_well(tmp_path: Path, small: Scenario) -> None:
    file = tmp_path / "with mark ü.toml"
    file.write_bytes(b"\xef\xbb\xbf" + scenario_toml().encode())
    assert load(file) == small


# ---- rules of a file -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "key", "near"),
    [
        (('title = "Small area"', 'titel = "Small area"'), "titel", "title"),
        (
            ("[policy]\ncontract_months = 24", "[policy]\ncontract_month = 24"),
            "policy.contract_month",
            "contract_months",
        ),
        (("developers = 1\n", "developer = 1\n"), "area.developer", "developers"),
        (("floor_m2 = 400", "flor_m2 = 400"), "area.legend.w.flor_m2", "floor_m2"),
        (("members = 12", "memberz = 12"), "area.legend.A.collective.memberz", "members"),
        (("[shocks.crisis]", "[behaviour.plan]\n[shocks.crisis]"), "behaviour.plan", "plans"),
        (
            ("[shocks.crisis]", "[behaviour.land]\nprice_year = 3\n[shocks.crisis]"),
            "behaviour.land.price_year",
            "price_years",
        ),
        (('kind = "fire"\n', 'kind = "fire"\nonn = true\n'), "shocks.blaze.onn", "on"),
        (('kind = "slump"\n', 'kind = "slump"\nlast_months = 3\n'), "shocks.crisis.last_months", "lasts_months"),
    ],
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_an_unknown_key_is_refused_with_the_nearest_known_one(
    change: Change, key: str, near: str, tmp_path: Path
) -> None:
    message = complaint_about(tmp_path, change)
    assert f"unknown key {key!r}. Did you mean {near!r}? Allowed here: " in message
    assert "sources" not in message


def test_an_unknown_key_like_no_other_gets_no_suggestion(tmp_path: Path) -> None:
    message = complaint_about(tmp_path, ('start = "2025-01"', 'start = "2025-01"\nzzz = 24'))
    assert message.startswith("unknown key 'zzz'. Allowed here: name, title, ")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('name = "small"\n', ""), "'name' is missing"),
        (('building = "B"\n', ""), "'shocks.blaze.building' is missing"),
        (('date = "2026-01"\n', ""), "'shocks.blaze.date' is missing"),
        (
            ('"2025-01"\nmonths = 24', '"2025-01"\nmonths = 24.5'),
            "months = 24.5 is not allowed: it must be a whole number",
        ),
        (('title = "Small area"', "title = 3"), "title = 3 is not allowed: it must be text"),
        (("one_building = true\nfloor_m2 = 900", "one_building = 1\nfloor_m2 = 900"), "it must be true or false"),
        (("floor_m2 = 400", 'floor_m2 = "400"'), "area.legend.w.floor_m2 = '400' is not allowed: it must be a number"),
        (("founded = ", "founded = 2020-06-01 #"), "area.legend.A.collective.founded"),
        (("members = 12", 'members = "all"'), "area.legend.A.collective.members = 'all' is not allowed"),
        (('use = "housing"', 'use = "flats"'), "'flats' is not allowed: it must be 'open' or 'work' or 'mixed'"),
        (
            ("members = 12", 'form = "cult"\nmembers = 12'),
            "it must be 'grassroots' or 'operator' or 'owner' or 'head_tenant'",
        ),
        (('kind = "slump"', 'kind = "slump"\nlasts_months = "long"'), "shocks.crisis.lasts_months = 'long'"),
        (('kind = "slump"', 'kind = "slump"\nlasts_months = 0'), "a whole number from 1 to 600 months"),
        (('kind = "fire"', "kind = true"), "shocks.blaze"),
    ],
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_a_value_of_the_wrong_kind_is_refused(change: Change, words: str, tmp_path: Path) -> None:
    assert words in complaint_about(tmp_path, change)


@pytest.mark.parametrize("change", [('kind = "fire"', 'kind = "flood"'), ('kind = "fire"\n', "")], ids=str)
def test_a_shock_of_no_known_kind_is_refused_with_the_kinds_there_are(change: Change, tmp_path: Path) -> None:
    message = complaint_about(tmp_path, change)
    assert "shocks.blaze" in message
    assert all(kind in message for kind in ("fire", "slump", "coalition"))


def test_a_section_that_is_not_a_table_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "flat.toml"
    file.write_text('name = "flat"\npolicy = 3\n' + SMALL[SMALL.index("[area]") :])
    with pytest.raises(ScenarioError, match=r"policy = 3 is not allowed: it must be a table\.$"):
        load(file)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ([(".BB.", "....")], "area: legend.B does not occur on the map (is the map smaller than its legend?)"),
        ([("hAAw", "hAAx")], "area: map uses 'x', which the legend does not explain (it has ., h, w, A, B)"),
        (
            [("[area.legend.B]", "[area.legend.q]")],
            "area: legend.q does not occur on the map, and map uses 'B', which the legend",
        ),
        (
            [('building = "B"', 'building = "w"')],
            "shocks.blaze.building = 'w' stands for 3 buildings, and a fire is in one",
        ),
        (
            [('building = "B"', 'building = "B"\n[shocks.again]\nkind = "fire"\ndate = "2026-01"\nbuilding = "B"')],
            "shocks.again: the same fire is there already in 2026-01, by shocks.blaze; leave one out",
        ),
        ([("[shocks.blaze]", '[shocks."../x y"]')], "shocks: the name '../x y' is not allowed"),
        (
            [('founded = "2020-06"', "founded = 2020-06-01")],
            "founded = 2020-06-01 is not allowed: it must be text in quotes",
        ),
        (
            [('sources = { "*" = "E8" }', 'sources = { "*" = " " }')],
            "area.legend.A.sources.* is empty: give an evidence id",
        ),
        (
            [('title = "Hall A"', 'title = "Hall A"\noperator = "  "')],
            "operator is blank: write something, or leave it out",
        ),
        (
            [("[policy]\n", "[policy]\nlandlord_break_months = 36\nhazard_months = 12\n")],
            "landlord_break_months is 36, but no term is longer than 12 months: a break is no later than the end of the longest "
            "term (hazard_months, which takes their place)",
        ),
        (
            [("[policy]\n", '[policy]\nreach = ["all"]\n')],
            "policy.reach = ['all'] is not allowed: it must be 'municipal' or",
        ),
        (
            [("[shocks.blaze]", "[[shocks]]"), ('[shocks.crisis]\nkind = "slump"\ndate = "2025-09"\n', "")],
            "is not allowed: it must be a table, and what is in it has a name: [shocks.NAME] in the place of [[shocks]]",
        ),
        ([("hAAw", "hAA")], "area: map row 2 has 3 characters, row 1 has 4"),
        ([(".ww.\nhAAw\n.BB.\n", "")], "area: map is empty"),
        ([("[area.legend.h]", "[area.legend.hh]")], "area: legend.hh must be one character"),
        (
            [('use = "housing"', 'use = "housing"\noperator = "Op"')],
            "area.legend.h: operator needs a building to let: use is 'housing', allowed is work or mixed",
        ),
        (
            [('use = "open"', 'use = "open"\nfloor_m2 = 9\nsources = { floor_m2 = "assumed" }')],
            "area.legend..: floor_m2 needs a building to let: use is 'open'",
        ),
        (
            [('use = "open"', 'use = "open"\ntenants = 9\nsources = { tenants = "assumed" }')],
            "area.legend..: tenants needs a building to let: use is 'open'",
        ),
        (
            [('use = "housing"', 'use = "housing"\n[area.legend.h.collective]')],
            "area.legend.h: collective needs a building to let: use is 'housing'",
        ),
        ([("floor_m2 = 400", "floor_m2 = 0")], "area.legend.w: floor_m2 must be above 0 where use is work or mixed"),
        (
            [("owner = { municipality = 0.5, investor = 0.5 }", 'owner = "collective"')],
            'area.legend.w: owner is "collective": collective.form must be "owner"',
        ),
        (
            [("tenants = 20", 'tenants = 20\nowner = "collective"')],
            'area.legend.A: owner is "collective": collective.form must be "owner"',
        ),
        (
            [("members = 12", 'members = 12\nform = "owner"')],
            'area.legend.A: collective.form is "owner": owner must be "collective"',
        ),
        (
            [
                ("tenants = 20", 'tenants = 20\nowner = "collective"'),
                ("members = 12", 'members = 12\nform = "head_tenant"'),
            ],
            'area.legend.A: owner is "collective": collective.form must be "owner"',
        ),
        (
            [("tenants = 20", 'tenants = 20\noperator = "Op"'), ("members = 12", 'members = 12\nform = "head_tenant"')],
            'area.legend.A: collective.form is "head_tenant": operator must be empty',
        ),
        (
            [
                ("tenants = 10", 'tenants = 10\noperator = "Op"'),
                ("members = 12", 'members = 12\nform = "head_tenant"'),
            ],
            "operator must be empty: the collective of 'A' is the head tenant here too",
        ),
        (
            [("members = 12", "members_only = true"), ('sources = { members = "E9" }', "")],
            'area.legend.A.collective: members_only is true: form is \'grassroots\', allowed is "owner" or "head_tenant"',
        ),
        (
            [("members = 12", 'members = 12\nform = "head_tenant"\nmembers_only = true')],
            "area.legend.A.collective: members_only is true: all tenants are members, leave out members",
        ),
        (
            [("members = 12", 'members = 12\nform = "operator"')],
            'area.legend.A: collective.form is "operator": operator must name who runs the building',
        ),
        ([("members = 12", "members = 31")], "area: legend.A: collective.members is 31, more than the 30 tenants"),
        (
            [("owner = { municipality = 0.5, investor = 0.5 }", "owner = { municipality = 0.5, investor = 0.4 }")],
            "area.legend.w: owner: the shares add up to 0.9, they must add up to 1",
        ),
        (
            [("developers = 1\n", "developers = 0\n"), ("owner = { municipality = 0.5,", "owner = { developer = 0.5,")],
            "area: legend.w.owner is 'developer', but there are no such developers in the area",
        ),
        (
            [
                (
                    "developers = 1\nsources = {",
                    'conscious_developers = 0\nsources = { conscious_developers = "E13" }#',
                ),
                ("tenants = 20", 'tenants = 20\nowner = "conscious_developer"'),
            ],
            "area: legend.A.owner is 'conscious_developer', but there are no such developers in the area",
        ),
        ([('part_of = "A"', 'part_of = "w"')], "area: legend.B.part_of = 'w' is not a building with a collective"),
        ([('part_of = "A"', 'part_of = "z"')], "area: legend.B.part_of = 'z' is not a building with a collective"),
        ([('part_of = "A"', 'part_of = "B"')], "area: legend.B.part_of = 'B' is not a building with a collective"),
        ([('"2026-01"', '"2027-01"')], "shocks.blaze.date = '2027-01' is outside the run (2025-01 to 2026-12)"),
        ([('"2025-09"', '"2024-12"')], "shocks.crisis.date = '2024-12' is outside the run (2025-01 to 2026-12)"),
        (
            [('building = "B"', 'building = "h"')],
            "shocks.blaze.building = 'h' is not a building on the map (buildings are w, A, B)",
        ),
        ([('building = "B"', 'building = "z"')], "shocks.blaze.building = 'z' is not a building on the map"),
        (
            [('founded = "2020-06"', 'founded = "2025-02"')],
            "area.legend.A.collective.founded = '2025-02' is after the start, '2025-01'",
        ),
        (
            [("tenants = 20", "tenants = 271")],  # 90% of 1,500 m2 is let
            "area.legend.A: tenants is 271, at most 270 fit: floor_m2 x occupied_share is 1350 m2, and each has 5 m2",
        ),
        (
            [("tenants = 20", "tenants = 20\nsmallest_unit_m2 = 70")],
            "area.legend.A: tenants is 20, at most 19 fit: floor_m2 x occupied_share is 1350 m2, and each has 70 m2",
        ),
        (
            [("tenants = 20", "tenants = 20\noccupied_share = 0.0")],
            "area.legend.A: tenants is 20, at most 0 fit: floor_m2 x occupied_share is 0 m2",
        ),
        (
            [("tenants = 20", "tenants_m2 = [900, 601]")],
            "area.legend.A: tenants_m2 adds up to 1501, allowed is up to floor_m2, 1500",
        ),
        (
            [("tenants = 20", "tenants_m2 = [900, 4]")],
            "area.legend.A: tenants_m2: there must be tenants, each with 5 m2 or more",
        ),
        (
            [("tenants = 20", "tenants = 20\ntenants_m2 = [900]")],
            "area.legend.A: tenants_m2 says how many tenants there are",
        ),
        (
            [("[area]", '[market]\nvalue_towards = ["x"]\nsources = { value_towards = "assumed" }\n[area]')],
            "market.value_towards names 'x', which is neither in the legend (",
        ),
        (
            [("floor_m2 = 400", "floor_m2 = 400\nsmallest_unit_m2 = 401"), ('{ floor_m2 = "F4",', '{ "*" = "F4",')],
            "area: legend.w.smallest_unit_m2 is 401, allowed is up to floor_m2, 400",
        ),
        (
            [("tenants = 20", "smallest_unit_m2 = 1_501")],  # the hall stands on two plots
            "area: legend.A.smallest_unit_m2 is 1501, allowed is up to floor_m2, 1500: a unit lies in one building",
        ),
        (
            [("tenants = 20\n", ""), ("members = 12", "members = 281")],  # 270 fit in hall A, and hall B has 10
            "area: legend.A: collective.members is 281, more than the 280 who fit in the floor let at the start",
        ),
        (
            [("tenants = 20", "tenants = 1"), ("tenants = 10", "tenants = 0"), ("members = 12", "cohesion = 0.5")],
            "area: legend.A: collective could have 1 member at most, allowed is 2 or more: see tenants, floor_m2",
        ),
        (
            [("tenants = 20\n", "occupied_share = 0.0\n"), ("tenants = 10", "tenants = 0"), ("members = 12\n", "")]
            + [('sources = { members = "E9" }', "")],
            "area: legend.A: collective could have 0 members at most, allowed is 2 or more: see tenants, floor_m2",
        ),
        (
            [("tenants = 20", "tenants = 20\nlease_ends_after_months = 0")],
            "area.legend.A.lease_ends_after_months = 0 is not allowed: it must be a whole number from 1 to 600 months",
        ),
        (
            [
                ("tenants = 20", 'tenants = 20\nowner = "collective"\nlease_ends_after_months = 24'),
                ("members = 12", 'members = 12\nform = "owner"'),
            ],
            'area.legend.A: lease_ends_after_months is 24, but owner is "collective", and who owns has no lease',
        ),
        (
            [('use = "open"', 'use = "open"\nlease_ends_after_months = 9\nsources = { "*" = "assumed" }')],
            "area.legend..: lease_ends_after_months needs a building to let: use is 'open'",
        ),
        (
            [('use = "open"', 'use = "open"\nrent_eur_m2_year = 60\nsources = { "*" = "assumed" }')],
            "area.legend..: rent_eur_m2_year needs a building to let: use is 'open'",
        ),
        (
            [('use = "open"', 'use = "open"\nsmallest_unit_m2 = 60\nsources = { "*" = "assumed" }')],
            "area.legend..: smallest_unit_m2 needs a building to let: use is 'open'",
        ),
        (
            [('use = "housing"', 'use = "housing"\nhousing_excluded = true')],
            "area.legend.h: housing_excluded needs a building to let: use is 'housing', allowed is work or mixed",
        ),
        (
            [('use = "open"', 'use = "open"\noperator = "Op"')],
            "area.legend..: operator needs a building to let: use is 'open', allowed is work or mixed",
        ),
        (
            [('use = "open"', 'use = "open"\nowner = "collective"')],
            'area.legend..: owner is "collective": collective.form must be "owner"',
        ),
        (
            [('use = "open"', 'use = "open"\n[area.legend.".".collective]\nform = "owner"')],
            "area.legend..: collective needs a building to let: use is 'open', allowed is work or mixed",
        ),
    ],
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_a_file_that_makes_no_sense_is_refused(changes: list[Change], words: str, tmp_path: Path) -> None:
    assert words in complaint_about(tmp_path, *changes)


@pytest.mark.parametrize(
    "changes",
    [
        [("tenants = 20", "tenants = 270")],
        [("tenants = 20", "tenants = 20\nsmallest_unit_m2 = 67.5")],
        [("tenants = 20", "smallest_unit_m2 = 750"), ("members = 12", "members = 11")],
        [("floor_m2 = 400", "floor_m2 = 400\nsmallest_unit_m2 = 400"), ('{ floor_m2 = "F4",', '{ "*" = "F4",')],
        [("tenants = 20", 'tenants = 20\nowner = "municipality"\nlease_ends_after_months = 120')],
        [("tenants = 10", "tenants = 0")],
        [("developers = 1\n", "developers = 0\n"), ("{ municipality = 0.5,", "{ developer = 0, municipality = 0.5,")],
        [("developers = 1\n", "developers = 9\n")],
    ],
    ids=[
        "the least floor each",
        "the smallest unit each",
        "a unit as large as its plot",
        "a unit as large as its building",
        "a municipal lease older and longer than those of today",
        "an empty building",
        "no developers, who own nothing",
        "developers who own nothing",
    ],
)
def test_a_file_on_the_edge_of_sense_loads(changes: list[Change], tmp_path: Path) -> None:
    load(saved(tmp_path, *changes))


@pytest.mark.parametrize(
    "owner",
    [
        "{ municipality = 1.5, investor = -0.5 }",
        "{ municipality = 0.5, collective = 0.5 }",
        "{ municipality = 0.5, landlord = 0.5 }",
        '"landlord"',
        "{}",
        "3",
    ],
)
def test_owners_that_cannot_be_are_refused(owner: str, tmp_path: Path) -> None:
    change = ("owner = { municipality = 0.5, investor = 0.5 }", f"owner = {owner}")
    assert "area.legend.w" in complaint_about(tmp_path, change)


DATES = {
    "start": 'start = "2025-01"',
    "area.legend.A.collective.founded": 'founded = "2020-06"',
    "shocks.blaze.date": 'date = "2026-01"',
}


def complaint_about_date(folder: Path, key: str, date: str) -> str:
    return complaint_about(folder, (DATES[key], f'{key.split(".")[-1]} = "{date}"'))


@pytest.mark.parametrize("date", ["2026-13", "2026-00", "2026-1", "January", "", "2026-01-01"])
@pytest.mark.parametrize("key", DATES)
def test_a_bad_date_is_refused_with_how_to_write_it(key: str, date: str, tmp_path: Path) -> None:
    assert f'{date!r} is not a month: write "YYYY-MM"' in complaint_about_date(tmp_path, key, date)


@pytest.mark.parametrize("key", DATES)
def test_a_bad_date_is_refused_with_its_key(key: str, tmp_path: Path) -> None:
    assert key in complaint_about_date(tmp_path, key, "soon")


def test_all_problems_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    file = saved(tmp_path, ("floor_m2 = 400", "floor_m2 = -1"), ("members = 12", "members = 1"), ('"small"', "7"))
    with pytest.raises(ScenarioError) as refusal:
        load(file)
    lines = str(refusal.value).splitlines()
    assert len(lines) == 3
    assert all(line.startswith(f"{file}: ") for line in lines)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('sources = { months = "assumed" }', ""), "months = 24 has no source: add sources.months to the same table"),
        (('sources = { contract_months = "E38" }', ""), "policy.contract_months = 24 has no source"),
        (('sources = { floor_m2 = "F4", owner', "sources = { owner"), "area.legend.w.floor_m2 = 400 has no source"),
        (('sources = { members = "E9" }', ""), "area.legend.A.collective.members = 12 has no source"),
        (('kind = "slump"', 'kind = "slump"\nlasts_months = 9'), "shocks.crisis.lasts_months = 9 has no source"),
        (
            ('{ months = "assumed" }', '{ months = "assumed", moths = "E1" }'),
            "sources.moths: there is no 'moths' beside",
        ),
        (('{ contract_months = "E38" }', '{ "*" = "E1", openness = "E47" }'), "policy.sources.openness: there is no"),
        (('{ months = "assumed" }', '{ months = "E99" }'), "sources.months: there is no evidence E99"),
        (('{ months = "assumed" }', '{ months = "E0" }'), "sources.months: there is no evidence E0"),
        (('{ "*" = "E8" }', '{ "*" = "E8, F120" }'), "area.legend.A.sources.*: there is no evidence F120"),
        (('{ months = "assumed" }', "{ months = 3 }"), "sources.months = 3"),
        (('{ months = "assumed" }', '"assumed"'), "sources = 'assumed' is not allowed: it must be a table"),
    ],
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_every_number_in_a_file_needs_a_source_that_exists(change: Change, words: str, tmp_path: Path) -> None:
    assert words in complaint_about(tmp_path, change)


def numbers_in(data: dict[str, Any], above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Where in a file a number (or a table of numbers, as shares of owners) is set."""
    for key, value in data.items():
        if key == "owner" or (isinstance(value, int | float) and not isinstance(value, bool)):
            yield (*above, key)
        elif isinstance(value, dict) and key != "sources":
            yield from numbers_in(value, (*above, key))


def without_sources(data: dict[str, Any]) -> dict[str, Any]:
    """A file without any source."""
    inner = ((key, value) for key, value in data.items() if key != "sources")
    return {key: without_sources(value) if isinstance(value, dict) else value for key, value in inner}


@pytest.mark.parametrize("name", ["small", "keilekwartier", "werkspoorkwartier"])
def test_who_follows_the_advice_on_sources_gets_a_file_that_loads(name: str, tmp_path: Path) -> None:
    whole = tomllib.loads(SMALL if name == "small" else available()[name].read_text(encoding="utf-8"))
    data, file = without_sources(whole), tmp_path / "bare.toml"
    for _ in range(2 * len(list(numbers_in(data)))):
        file.write_text(tomli_w.dumps(data), encoding="utf-8")
        try:
            load(file)
        except ScenarioError as refusal:
            advice = re.search(r"has no source: add sources\.(\w+) to the same table \((.*?)\), with", str(refusal))
            if advice is None:
                raise
            table = data
            for part in [] if advice[2] == "the top of the file" else parts_of(advice[2]):
                table = table[part]
            table.setdefault("sources", {})[advice[1]] = "assumed"
        else:
            return
    pytest.fail("the advice leads nowhere")


def parts_of(dotted: str) -> list[str]:
    """The parts of a name as TOML writes it."""
    data, parts = tomllib.loads(f"[{dotted}]"), []
    while data:
        key, data = next(iter(data.items()))
        parts.append(key)
    return parts


@pytest.mark.parametrize("key", ["title", "title_nl", "description", "area.legend.A.title", "area.legend.A.operator"])
@pytest.mark.parametrize(
    "character", ["\x1b", "\x00", "\x7f", "\x9b", "\u202e", "\u2066", "\u2028", "\udc9b", "\r"], ids=ascii
)
def test_no_text_may_steer_what_shows_it(key: str, character: str, small: Scenario) -> None:
    message = refusal_of(small, key, f"a{character}b")
    assert f"{key.rpartition('.')[2]}: the character U+{ord(character):04X} is not allowed" in message
    assert character not in message


def test_only_texts_that_are_paragraphs_have_lines(small: Scenario) -> None:
    assert override(small, {"description": "one\n\ttwo"}).description == "one\n\ttwo"
    assert "U+000A is not allowed; write plain text on one line." in refusal_of(small, "title", "one\ntwo")
    assert "1,001 characters are too many, allowed are 1,000" in refusal_of(small, "title", "x" * 1001)


@pytest.mark.parametrize("name", ["De Kroon", "Köln-2", "a", "x" * MOST_OF_A_NAME, "v1.2", "console", "com10"])
def test_a_name_that_can_name_a_folder_is_fine(name: str, small: Scenario) -> None:
    assert override(small, {"name": name}).name == name


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "../../evil", "a/b", "a\\b", "C:evil", "/etc", ".hidden", "-rf", "ends.", "ends ", " begins", "a:b"]
    + ["a*", "$HOME", "`ls`", "a\nb", "a\0b", "CON", "nul", "Aux.txt", "com1", "LPT9.csv", "com¹", "x" * 61, "e\u0301"],
    ids=ascii,
)
def test_a_name_that_would_choose_another_path_is_refused(name: str, small: Scenario) -> None:
    assert "name: " in refusal_of(small, "name", name)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a = " + "[" * 5000, "nested more than 16 deep"),
        ("a = " + "[" * 400 + "]" * 400, "nested more than 16 deep"),
        (".".join("a" * 3000) + " = 1", "nested more than 16 deep"),
        ("months = " + "9" * 5000, "whole number of thousands of digits"),
        ("months = 0x" + "f" * 5000, "months: a whole number of more than 64 bits is not allowed"),
        ("months = 99999999999999999999", "months: a whole number of more than 64 bits is not allowed"),
        ("policy.openness = nan", "policy.openness = nan is not allowed: it must be a number from 0 to 1"),
        ('title = "' + "x" * 17_000_000 + '"', "larger than 16 MB"),
    ],
    ids=lambda part: part[:20],
)
def test_toml_that_would_break_its_reader_is_refused(text: str, words: str, tmp_path: Path) -> None:
    file = tmp_path / "odd.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as refusal:
        load(file)
    assert words in str(refusal.value)
    assert len(str(refusal.value)) < 3000


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('start = "2025-01"', 'start = "0000-01"'), "is not a month"),
        (('start = "2025-01"', 'start = "２０２５-01"'), "is not a month"),  # noqa: RUF001
        (('start = "2025-01"', 'start = "9998-02"'), "the run ends after 9999-12"),
        (("hAAw", "hAAw" + "\n.ww." * 2_600_000), "map has 10,400,012 plots (tiles = 1), allowed are 10,000,000"),
    ],
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_what_no_calendar_or_machine_can_hold_is_refused(change: Change, words: str, tmp_path: Path) -> None:
    assert words in complaint_about(tmp_path, change)


def test_more_people_than_a_machine_can_hold_are_refused(small: Scenario) -> None:
    crowd = {"area.legend.w.floor_m2": 1e6, "area.tiles": 40, "market.arrivals_per_year_share": 5.0, "months": 2400}
    with pytest.raises(ScenarioError, match=r"entrepreneurs over the whole run; allowed are 100,000,000"):
        override(small, crowd)


# ---- files and names -------------------------------------------------------------------------------------------------


def test_broken_toml_is_refused_with_the_place(tmp_path: Path) -> None:
    message = complaint_about(tmp_path, ('"2025-01"\nmonths = 24', '"2025-01"\nmonths = '))
    assert message.startswith("not valid TOML: ")
    assert "line 5" in message


def test_text_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "latin.toml"
    file.write_bytes('title = "Café"'.encode("latin-1"))
    with pytest.raises(ScenarioError, match=r"latin\.toml: not a text file in UTF-8\.$"):
        load(file)


@pytest.mark.parametrize("name", ["nowhere.toml", "some/where", "."])
def test_a_file_that_is_not_there_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError) as refusal:
        load(tmp_path / name)
    assert str(refusal.value).startswith(f"{tmp_path / name}: ")
    assert ("no such file" in str(refusal.value)) == (name != ".")


@pytest.mark.parametrize(
    ("name", "near"), [("stylized-area", "stylised-area"), ("Keilekwartier", "keilekwartier"), ("amsterdam", None)]
)
def test_an_unknown_name_is_refused_with_the_known_ones(name: str, near: str | None) -> None:
    with pytest.raises(ScenarioError) as refusal:
        load(name)
    hint = f" Did you mean {near!r}?" if near else ""
    assert str(refusal.value) == (
        f"no scenario called {name!r}.{hint} Known are de-kroon, ducoop, hillevliet, keilekwartier, "
        "stylised-area, werkspoorkwartier; or give a .toml file."
    )


# ---- settings by path ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("path", "kind", "low", "high", "unit"), RANGES, ids=[path for path, *_ in RANGES])
def test_a_number_is_allowed_up_to_its_limits_and_refused_beyond(
    path: str, kind: type, low: float, high: float, unit: str, small: Scenario
) -> None:
    for limit, beyond in ((kind(low), kind(low - 1)), (kind(high), kind(high + 1))):
        override(
            small, {path: limit} | ({"policy.contract_months": 600} if "break" in path else {})
        )  # no term is too short
        message = refusal_of(small, path, beyond)
        assert message.startswith(f"--set {path}={beyond}: {path} = {beyond!r} is not allowed: it must be a")
        named = "" if unit == "0-1" else f" {unit}"  # that range is its own unit
        assert message.endswith(f" from {low:g} to {high:g}{named}.")


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("policy.contract_months", "long", "it must be a whole number from 1 to 600 months."),
        ("policy.contract_months", 24.0, "it must be a whole number from 1 to 600 months."),
        ("policy.contract_months", True, "it must be a whole number from 1 to 600 months."),
        ("policy.contract_months", [24], "policy.contract_months = [24] is not allowed: it must be a whole number"),
        ("policy.programming", "high", "policy.programming = 'high' is not allowed: it must be a number from 0 to 1"),
        ("policy.programming", True, "policy.programming = true is not allowed: it must be a number from 0 to 1"),
        ("policy.programming", float("nan"), "policy.programming = nan is not allowed"),
        ("market.housing_pressure", float("inf"), "market.housing_pressure = inf is not allowed"),
        ("policy.first_right_to_buy", 1, "policy.first_right_to_buy = 1 is not allowed: it must be true or false."),
        ("policy.first_right_to_buy", "yes", "it must be true or false."),
        ("title", 3, "title = 3 is not allowed: it must be text."),
        ("shocks.blaze.on", "no", "shocks.blaze.on = 'no' is not allowed: it must be true or false."),
        ("shocks.crisis.earnings_factor", 3.0, "it must be a number from 0 to 2 factor."),
    ],
)
def test_a_setting_of_the_wrong_kind_is_refused(path: str, value: object, words: str, small: Scenario) -> None:
    assert words in refusal_of(small, path, value)


@pytest.mark.parametrize("value", ["often", 0, 601, True])
def test_a_renewal_is_a_number_of_months_or_the_same(value: object, small: Scenario) -> None:
    message = refusal_of(small, "policy.renewal_months", value)
    assert f"policy.renewal_months = {short(value)} is not allowed" in message
    assert all(words in message for words in ("a whole number", "1 to 600 months", "'same'"))
    assert "table" not in message


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("policy.contract_month", "policy.contract_months"),
        ("polcy.openness", "policy.openness"),
        ("area.legend.A.tennants", "area.legend.A.tenants"),
        ("shocks.blase.on", "shocks.blaze.on"),
        ("policy.contract_months.first", "policy.contract_months"),
        ("xyz", None),
        ("", None),
    ],
)
def test_a_path_that_does_not_exist_is_refused_with_the_nearest_one(
    path: str, near: str | None, small: Scenario
) -> None:
    hint = f" Did you mean {near!r}?" if near else ""
    assert refusal_of(small, path, 1) == f"--set {path}: there is no such setting.{hint}"


@pytest.mark.parametrize(
    ("path", "instance"),
    [
        ("policy", "policy.contract_months"),
        ("behaviour.land", "behaviour.land.spillover_per_month"),
        ("shocks.blaze", "shocks.blaze.kind"),
        ("area.legend.A.collective", "area.legend.A.collective.form"),
    ],
)
def test_a_table_cannot_be_set_as_a_whole(path: str, instance: str, small: Scenario) -> None:
    assert (
        refusal_of(small, path, {}) == f"--set {path}: this is a table; set one of its keys, for instance {instance}."
    )


@pytest.mark.parametrize(
    ("overrides", "where"),
    [
        (
            {"months": 12, "shocks.blaze.on": True},
            "shocks.blaze.date = '2026-01' is outside the run (2025-01 to 2025-12)",
        ),
        ({"months": 12, "shocks.crisis.date": "2026-02"}, "shocks.crisis.date = '2026-02' is outside the run"),
        ({"start": "2025-10"}, "shocks.crisis.date = '2025-09' is outside the run (2025-10 to 2027-09)"),
        ({"start": "2024-01"}, "shocks.blaze.date = '2026-01' is outside the run (2024-01 to 2025-12)"),
        ({"months": 12, "start": "2025-10"}, "shocks.crisis.date = '2025-09' is outside the run (2025-10 to 2026-09)"),
        (
            {"area.legend.A.collective.members": 31},
            "area: legend.A: collective.members is 31, more than the 30 tenants",
        ),
        ({"shocks.blaze.building": "h"}, "shocks.blaze.building = 'h' is not a building on the map"),
    ],
)
def test_a_setting_that_breaks_a_rule_of_the_file_is_refused(
    overrides: dict[str, object], where: str, small: Scenario
) -> None:
    with pytest.raises(ScenarioError) as refusal:
        override(small, overrides)
    assert where in str(refusal.value)


def test_a_run_made_shorter_leaves_out_what_has_a_date_after_its_end(small: Scenario) -> None:
    shorter = override(small, {"months": 12})
    assert shorter.shocks["crisis"] == small.shocks["crisis"]
    assert shorter.shocks["blaze"] == small.shocks["blaze"].model_copy(
        update={"on": False, "sources": shorter.shocks["blaze"].sources}
    )
    assert override(small, {"months": 24}) == small.model_copy(
        update={"sources": override(small, {"months": 24}).sources}
    )


def test_facts_shocks_and_changes_that_a_shorter_run_does_not_reach_are_told() -> None:
    spec = load("keilekwartier", {"months": 90})
    assert spec.facts["demolition_list"].on
    assert [spec.facts["noise"].on, spec.shocks["fire_keilewerf_1"].on, spec.changes["constant_work_floor"].on] == [
        False
    ] * 3
    told = notes_on(spec, ["months"])
    assert "keilekwartier: facts.noise (2025-01) is not reached: the run ends with 2022-06." in told
    assert sum("is not reached" in note for note in told) == 3
    assert not notes_on(
        spec, ["months", "facts.noise.on", "shocks.fire_keilewerf_1.on", "changes.constant_work_floor.on"]
    )
    assert not notes_on(spec, [])


def test_what_a_file_says_and_may_not_mean_is_noted() -> None:
    base = load("keilekwartier").model_dump()
    assert notes_of(load("keilekwartier")) == []
    early = base["facts"]["demolition_list"] | {"until": "2019-07"}
    second = base["facts"]["demolition_list"] | {"date": "2027-01", "until": "2037-01", "title": "again"}
    twins = {**base["facts"]["noise"], "title": "again", "date": "2044-01", "on": False}
    spec = Scenario.model_validate(base | {"facts": {"early": early, "second": second, "twin": twins}})
    told = " ".join(notes_of(spec))
    assert "facts.early tells '12' to be empty by 2019-07, 1 months on; leases of its owner run up to" in told
    assert "facts.second passes over what is still on the list of facts.early in '12' by 2027-01" in told
    assert "facts.second and facts.twin have the same title, 'again'." in told


def test_terms_that_bind_nobody_are_noted(small: Scenario) -> None:
    data = small.model_dump()
    for symbol in "wAB":
        data["area"]["legend"][symbol]["owner"] = "investor"
    spec = Scenario.model_validate(data)
    assert any(
        "policy.reach = 'municipal', and area.legend has no building of the municipality" in note
        for note in notes_of(spec)
    )
    assert not notes_of(override(spec, {"policy.reach": "all"}))


def test_a_shorter_run_is_the_beginning_of_the_longer_one() -> None:
    whole, part = (run(load("keilekwartier", {"months": months}), 2).series for months in (96, 90))
    assert_frame_equal(whole.iloc[:90], part)


def test_settings_of_a_street_drawn_as_a_dot_can_be_set(small: Scenario) -> None:
    assert override(small, {"area.legend...title": "green"}).area.legend["."].title == "green"


def test_shares_of_owners_can_be_set(small: Scenario) -> None:
    spec = override(small, {"area.legend.w.owner.municipality": 0.25, "area.legend.w.owner.investor": 0.75})
    assert spec.area.legend["w"].owners() == {"municipality": 0.25, "investor": 0.75}


def test_overriding_leaves_the_original_as_it_was(small: Scenario) -> None:
    before = small.model_dump()
    override(small, {"policy.openness": 1.0, "area.legend.A.tenants": 19})
    assert small.model_dump() == before


def test_a_limit_that_is_absent_is_stored_as_one_that_is_given() -> None:
    absent, given = load("stylised-area"), load("stylised-area", {"policy.rent_cap_eur_m2_year": 60.0})
    assert absent.record.dtype == given.record.dtype
    assert np.isinf(absent.record["policy"]["rent_cap_eur_m2_year"][0])
    assert type_of(24, may_be_absent=True) is type_of(np.inf, may_be_absent=True) is np.float64
    assert "rent_cap_eur_m2_year" in Policy.limits()
    assert "notice_months" not in Policy.limits()
