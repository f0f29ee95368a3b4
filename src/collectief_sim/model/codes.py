"""What the codes in tables stand for: a code is the place of a word in its tuple."""

from __future__ import annotations

# uses of a plot
OPEN, WORK, MIXED, HOUSING, BUILDING_SITE = 0, 1, 2, 3, 4
USES = ("open", "work", "mixed", "housing", "building site")

# kinds of owner
MUNICIPALITY, INVESTOR, CONSCIOUS_INVESTOR, DEVELOPER, CONSCIOUS_DEVELOPER, COLLECTIVE = 0, 1, 2, 3, 4, 5
LAND_TRUST, DEVELOPMENT_COMPANY = 6, 7  # forms of cooperation that hold floor
OWNERS = (
    *("municipality", "investor", "conscious_investor", "developer", "conscious_developer", "collective"),
    *("land_trust", "development_company"),
)

# stages of a plan, in their order, and what it is for
NO_PLAN, IDEA, STUDY, AGREEMENT, ZONING, PERMIT, GRANTED = 0, 1, 2, 3, 4, 5, 6
STAGES = ("", "idea", "study", "agreement", "zoning", "permit", "permit granted")
HOMES, RENOVATION = 0, 1
AIMS = ("homes", "renovation")

# activities (E23)
ACTIVITIES = ("making", "craft", "creative", "food", "social", "city-serving", "circular", "digital")

# roles (E16); what somebody is seen as, highest first
OUTSIDE, LESS_ENGAGED, ENGAGED, BINDER, TREKKER = 0, 1, 2, 3, 4
ROLES = ("outside", "less engaged", "engaged", "binder", "trekker")

# why an entrepreneur left
STILL_HERE, CLOSED, BROKE, OUTGREW, RELOCATED, DISPLACED, FIRE = 0, 1, 2, 3, 4, 5, 6
LEAVING_CAUSES = ("", "closed", "broke", "outgrew", "relocated", "displaced", "fire")

# form and phase of a collective, and why it ended
GRASSROOTS, OPERATOR_LED, OWNER, HEAD_TENANT = 0, 1, 2, 3
FORMS = ("grassroots", "operator", "owner", "head_tenant")
FOUNDING, STABLE, AREA_ACTIVE = 0, 1, 2
PHASES = ("founding", "stable", "area-active")
FELL_APART, TOO_SMALL, LOST_BUILDING = 1, 2, 3
ENDINGS = ("", "fell_apart", "too_small", "displaced")

# why a collective that tried to buy its building did not
SHORT_OF_MONEY, TOO_DEAR, SELLER_LEFT, RIVAL_CHOSEN, PLACE_LOST = 1, 2, 3, 4, 5
PURCHASE_FAILURES = ("", "money", "rent", "seller", "rival", "place")

# how far value reaches (E33)
RADII = ("building", "neighbourhood", "area", "city", "region")
THEMES = ("socio_economic", "planning", "circular")

TIES = 8  # contacts one person keeps up
GONE = -2  # a contact who has left the area: kept up until something takes their place
BOND_BITS = 24
STRONGEST = 1 << BOND_BITS  # a bond of 1 as `World.bonds` holds it: whole numbers are quicker to choose from

# dated shocks
FIRE_EVENT, SLUMP_EVENT, COALITION_EVENT = 0, 1, 2

# what forms of cooperation bring about (`processes/happenings.py`)
VOTE_PASSED, TURNOUT_TOO_LOW, TOO_FEW_IN_FAVOUR, TOO_LITTLE_VALUE, LEVY_STARTED, LEVY_ENDED = range(6)
SCHEME_STARTED, SCHEME_ENDED, CLAUSE_AGREED, CLAUSE_REFUSED, CLAUSE_KEPT, CLAUSE_DEAD = range(6, 12)
INVESTED, PAID_BACK, LEFT_BEHIND, TAKEN_ALONG, REFUSED_BY_OWNER, GIVEN_UP = range(12, 18)
BOUGHT, SOLD_ON, SOLD_BY_NEED, LOAN_GIVEN, LOAN_REPAID, LOAN_LOST = range(18, 24)
HAPPENINGS = (
    *("vote_passed", "vote_lost_turnout", "vote_lost_votes", "vote_lost_value", "levy_started", "levy_ended"),
    *("scheme_started", "scheme_ended", "clause_agreed", "clause_refused", "clause_kept", "clause_dead"),
    *("invested", "paid_back", "left_behind", "taken_along", "refused_by_owner", "given_up"),
    *("bought", "sold_on", "sold_by_need", "loan_given", "loan_repaid", "loan_lost"),
)

# dated facts about a place
NO_HOMES, DEMOLITION_LIST, TO_RENOVATE = 0, 1, 2
KINDS_OF_FACT = ("no_homes", "demolition_list", "renovation")
