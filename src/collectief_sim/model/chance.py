"""The only source of chance: one draw = (seed, decision, entity, month).

A draw needs no state. Two policy arms with the same seed therefore share all luck wherever their worlds still agree,
one more agent shifts nobody else's draws, and neither order nor number of workers can matter. Policy never enters.

The generator is SplitMix64 (Steele, Lea & Flood 2014): each (seed, decision, month) is the start of a stream, and an
entity reads its own position in that stream. Its published test vectors are checked in ``tests/test_chance.py``.
"""

from __future__ import annotations

from typing import Any

from numba import uint64

from collectief_sim.model.compiling import formula, rule
from collectief_sim.model.rows import FloatArray, Ids

# One number per decision, never reused and never renumbered: a new decision goes at the end. One name is one decision
# per entity and month; a second, independent draw for the same entity needs a name of its own.
NEWCOMERS = 1
PERSON_ACTIVITY = 2
PERSON_MENTALITY = 3
PERSON_INITIATIVE = 4
PERSON_SOCIABILITY = 5
PERSON_EXPERIENCE = 6
PERSON_ABILITY = 7
PERSON_AREA = 8
PERSON_GROWTH = 9
PERSON_BUFFER = 10
PLOT_FLOOR = 11
PLOT_ADAPTABILITY = 12
PLOT_ZONING = 13
PLOT_SUBSIDY = 14
PLOT_OWNER = 15
PLOT_LEASE_PHASE = 16
PLOT_OCCUPANCY = 17
PLAN_ARISES = 18
FOR_SALE = 20
RELOCATION = 22
SEARCH = 23
ADMISSION = 24
FIRM_LUCK = 25
FIRM_CLOSES = 26
MEETING = 27
MEETING_WHOM = 29
FOUNDS = 31
JOINING = 32
ENGAGEMENT_NOISE = 33
PERSON_PATIENCE = 34
AREA_COOPERATIVE = 35
RANDOM_FIRE = 36
MEMBER_LEAVES = 37
PURCHASE = 38
PLOT_MENTALITY = 39
PLOT_ACTIVITY = 40
MEETING_STRANGER = 41
FIRST_TENURE = 42
SMALL_GROUP = 43
COMES_ALONG = 44
CO_DECIDES = 47
OFFER = 48
PREPARATION = 49
SELLER_LEAVES = 50
SELECTION = 51
ACCEPTS_RENT = 52
STAGE_TAKES = 53
SLIPS = 54
SLIPS_BY = 55
APPEALS = 56
APPEAL_TAKES = 57
PLAN_STOPS = 58
HALVED = 59
RENOVATION_ARISES = 60
NOTICE_WAITS = 61
SOLD = 62
BUYER_CLEARS = 63
FACT_REVERSED = 64
ELSEWHERE = 65
GROUND_LEASE = 66
GROUND_LEASE_ENDS = 67
OPERATOR_STOPS = 68
TAKEN_OVER = 69
DEFICIT = 70
NEXT_IN_LINE = 71
WAITING_STOPS = 72
TURNS_OUT = 80
IN_FAVOUR = 81
BODY_TURNS_OUT = 82
BODY_IN_FAVOUR = 83
TURNOUT_MOOD = 84
FAVOUR_MOOD = 85
SCHEME_ENDS = 86
TAKES_PART = 87
CLAUSE_ACCEPTED = 88
CLAUSE_OF_RETURN = 89
HOLDER_CHOSEN = 90
EMPTIED_SOLD = 91
THINKS_OF_INVESTING = 95
OWNER_ALLOWS = 96
GOES_AHEAD = 97
# 19, 21, 28 and 30 were in use once

SETUP = -1  # the month of all draws that are made once, whenever that is
BEFORE_START = 1_000_000  # months before the start count on from here, backwards in time: no run is so long

_GAMMA = uint64(0x9E3779B97F4A7C15)
_MIX_1 = uint64(0xBF58476D1CE4E5B9)
_MIX_2 = uint64(0x94D049BB133111EB)
_TO_UNIT = 1.0 / 9007199254740992.0  # 2**-53


@formula
def bits(stream: int, entity: int) -> int:
    """The 64 bits at position `entity` of a stream (SplitMix64, output number `entity` + 1 of seed `stream`)."""
    z = uint64(stream) + (uint64(entity) + uint64(1)) * _GAMMA
    z = (z ^ (z >> uint64(30))) * _MIX_1
    z = (z ^ (z >> uint64(27))) * _MIX_2
    return z ^ (z >> uint64(31))  # type: ignore[return-value]


@formula
def stream(seed: int, decision: int, month: int) -> int:
    """The stream of one decision in one month; months before the start (set-up) count as -1."""
    return bits(bits(bits(seed, 0), decision), month + 1)


@formula
def uniform(stream: int, entity: int) -> float:
    """A uniform number in [0, 1), with 53 random bits."""
    return float(bits(stream, entity) >> uint64(11)) * _TO_UNIT


@formula
def pair(one: int, other: int) -> int:
    """One entity number for an unordered pair of ids (below 2**31)."""
    low, high = int(min(one, other)), int(max(one, other))
    return (high << 32) | low


@rule
def draw_each(numbers: FloatArray, stream: int, entities: Ids[Any], count: int) -> None:
    """Fill `numbers` with the draws of the first `count` entities of a list, by their places: vectorised, and so quicker
    than one by one.
    """
    for i in range(count):
        numbers[i] = uniform(stream, entities[i])


@rule
def fill_uniforms(numbers: FloatArray, seed: int, decision: int, month: int) -> None:
    """Fill `numbers` with the draws of entities 0, 1, ... for one decision in one month."""
    luck = stream(seed, decision, month)
    for entity in range(len(numbers)):
        numbers[entity] = uniform(luck, entity)
