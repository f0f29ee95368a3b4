"""Case cards: what is known of each case beside what the model makes of it; written as docs/cases.md with a figure each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from collectief_sim.model.codes import COLLECTIVE, ENDINGS, RADII
from collectief_sim.model.outcomes import LADDER_STEPS
from collectief_sim.model.rows import columns
from collectief_sim.model.simulation import Simulation, run
from collectief_sim.scenario import Scenario, load
from collectief_sim.validation.arms import CASES, Case
from collectief_sim.validation.matched import matched
from collectief_sim.validation.patterns import CASE_PATTERNS

type Array = npt.NDArray[Any]

SEEDS = 200
MONTHS = 240
WATCHED = ("headcount", "trekkers", "binders", "cohesion", "engagement", "step", "radius", "owns")
_WORDS = {"floor_m2": "floor (m2)", "let_share": "share of the floor let", "members_when_full": "members when full"}
_CAUSES = {"fell_apart": "fell apart", "too_small": "became too small", "displaced": "lost its building"}
_REACH = {  # what is known of how far its value reaches
    "Keilepand": "a lasting discussion partner in and outside the area (E8)",
    "De Kroon": "a seat on the neighbourhood council (E11)",
    "Hillevliet": "a direct link with its neighbourhood (E12)",
}
_BOUGHT = {  # who is known to have bought
    "Keilepand": "bought about 2019 (F6)",
    "Hof van Cartesius": "a foundation to own the land is of 2021 (E14)",
}
_LATER = {"Keilewerf": "on the list for demolition (F18)"}  # what is known of what is to come
_REMARKS = {
    "Keilepand": """\
The collective moved in in 2015, as a tenant, and bought the building about 2019 (F6). Here it may buy it, and hardly ever does:
the model makes what happened in reality rare, and slow where it happens. It has more trekkers than is known, and what it does
reaches less far than a lasting discussion partner would (E8).""",
    "Keilewerf": """\
The whitepaper counts 80 in "1 building, formerly 2" and does not say whether that is before or after the fire. Here they
are those of both halls before it; if they work in the one hall that is left, there were more of them before. Where the model
has about half of them, a plan has taken one of the halls. The list for demolition is a dated fact of the scenario, by which the
halls are to be empty in 2026, and may be taken back; that homes may not be built yet, or are on hold, holds it up. When it was
told, and that date, are assumed. That two thirds live on yearly leases for twenty years is still hard to believe.""",
    "De Kroon": """\
How long the lease from ERA runs is not known. Five years, and yearly renewals after that, are assumed. An operator bears what
stands empty, and a third did at first: with the reserve that others have it fails within fourteen months in every history we
looked at, so it has more here. The building still fills too slowly. Where the operator stops, those who come after are no longer
members at once.""",
    "Hillevliet": """\
Its members are picked for what they do for their neighbourhood, so that they begin with it before they are stable inside
(`picked_for_others`, set because of E12). After two and a half years it reaches the neighbourhood in half of the histories, where
the whitepaper speaks of high socio-economic value.""",
    "Hof van Cartesius": """\
The model misses what is known. It starts with the 25 firms of 2018 and has half of the 110 of 2024, though all who rent are
members, as in the real cooperative. The floor is full after three years: firms that come need as much as firms elsewhere in the
area, about 60 m2, where those of the real Hof have 32. The floor stands from the start, where the real Hof was built as it grew:
the cooperative begins with the rent of floor that was not there yet as a reserve. Without it, it fails as head tenant in every
history we looked at, and with it in one of eight before its floor is full. It also has more trekkers than is known, and buys its
land seldom and late.""",
}


def lives_of(case: Case, seeds: range) -> tuple[Array, Array]:
    """The life of a case's collective, once per seed.

    Returns
    -------
    watched : array of shape (seeds, months, len(WATCHED))
        NaN once the collective has ended.
    endings : array of shape (seeds,)
        How it ended within `MONTHS` (index into ENDINGS; 0 if it did not).
    """
    spec = load(*case.until(MONTHS))
    traces = [_trace(spec, seed, case.place) for seed in seeds]
    watched, endings = zip(*traces, strict=True)
    return np.array(watched), np.array(endings)


def _trace(spec: Scenario, seed: int, place: int) -> tuple[Array, int]:
    model = Simulation(spec, seed)
    watched = np.full((spec.months, len(WATCHED)), np.nan)

    def note(months_done: int) -> None:
        life = columns(model.world.collectives)[place]
        if life.alive:
            owns = columns(model.world.buildings).owner_kind[life.home] == COLLECTIVE
            watched[months_done - 1] = [*(life[name] for name in WATCHED[:-1]), owns]

    model.finish(note)
    return watched, int(columns(model.world.collectives).ending[place])


def _role(case: Case) -> str:
    """What part the case had in choosing the numbers of the model."""
    mine = next(pattern.id for pattern in CASE_PATTERNS if pattern.statement.startswith(case.name))
    fitted = mine in matched()
    by_hand = f"{case.by_hand} was set by hand with what is known of it in view."
    if fitted:
        return "Used to calibrate (see [calibration.md](calibration.md))." + f"\nBesides, {by_hand}" * bool(
            case.by_hand
        )
    return f"Not used to calibrate,\nbut {by_hand}" if case.by_hand else "No number was fitted to it."


def card(case: Case, watched: Array, endings: Array, facts: list[dict[str, Any]]) -> str:
    """One card in Markdown."""
    spec = load(case.scenario)
    known = spec.month_of(case.known)
    then, years = watched[:, known], (known + 1) / 12
    alive = np.isfinite(then[:, 0])
    of_then = then[alive]
    lines = [
        f"## {case.name}",
        "",
        f"![Members of {case.name} in {len(watched)} simulated histories](cases/{_slug(case)}.png)",
        "",
    ]
    lines += [f"Scenario `{case.scenario}`, from {spec.start}. {_role(case)}", ""]
    lines += ["| what | known | in the model |", "|---|---|---|"]
    for fact in facts:
        value = f"{fact['value']:,}" if isinstance(fact["value"], int) and fact["what"] != "founded" else fact["value"]
        note = f"; {fact['note']}" if "note" in fact else ""
        what = _WORDS.get(fact["what"], fact["what"])
        lines.append(f"| {what} | {value} ({fact['source']}){note} | set so at the start |")
    lines.append(
        f"| still there in {case.known}, {years:.1f} years on | yes ({case.source}) | in {alive.mean():.0%} of histories |"
    )
    members = f"{case.members} ({case.source})"
    lines.append(f"| members in {case.known} | {members} | {_spread(of_then[:, 0], '{:.0f}')} |")
    for name, known_as, form in (
        ("trekkers", "2-3 (E17)", "{:.0f}"),
        ("binders", "2-3 (E17)", "{:.0f}"),
        ("cohesion", "not measured", "{:.2f}"),
        ("engagement", "not measured", "{:.2f}"),
        ("step", "not measured", "{:.0f}"),
    ):
        label = "ladder step" if name == "step" else name
        lines.append(f"| {label} in {case.known} | {known_as} | {_spread(of_then[:, WATCHED.index(name)], form)} |")
    reach = _REACH.get(case.name, "not measured")
    lines.append(f"| its value reaches, in {case.known} | {reach} | {_shares(of_then[:, WATCHED.index('radius')])} |")
    if case.name in _BOUGHT:
        share = f"in {of_then[:, WATCHED.index('owns')].mean():.0%} of those histories"
        lines.append(f"| owns its building in {case.known} | {_BOUGHT[case.name]} | {share} |")
    late = np.isfinite(watched[:, -1, 0])
    causes = [f"{_CAUSES[name]} {np.mean(endings == code):.0%}" for code, name in enumerate(ENDINGS) if name]
    later = _LATER.get(case.name, "open")
    lines.append(f"| {MONTHS // 12} years on | {later} | {late.mean():.0%} still there; {', '.join(causes)} |")
    return "\n".join([*lines, "", _REMARKS.get(case.name, "")]).rstrip() + "\n"


AREA, AREA_KNOWN = "werkspoorkwartier", "2024-06"  # the one case of the whitepaper that is an area, not a building
_AREA_REMARK = """\
That there are no homes follows from keeping housing out. Places are lost all the same: the Vlampijpateliers are renovated, a
dated fact of the scenario, and are empty in March 2024 in most histories (F36: told so, and out in July); other buildings are
sold or renovated. Most of those who must leave find other space in the area; of the 75 of the Vlampijpateliers that is not known.
Only the Hof van Cartesius is there as a collective at the start, though some of the six were already. That
so many buildings come to have one is the model's own doing; formation is not fitted to this area. Firms are small in the
model, and the business association (E13) is not in it."""


def area_card(seeds: range) -> str:
    """The Werkspoorkwartier as an area, in the year of the facts and after twenty years."""
    months = (load(AREA).month_of(AREA_KNOWN) + 1, MONTHS)
    outcomes = [[run(load(AREA, {"months": m}), seed).outcomes for seed in seeds] for m in months]

    def simulated(name: str, form: str) -> str:
        return " and ".join(_spread(np.array([o[name] for o in some], float), form) for some in outcomes)

    lines = [
        "## Werkspoorkwartier",
        "",
        f"Scenario `{AREA}`, the whole area, in {AREA_KNOWN} and after {MONTHS // 12} years.",
    ]
    lines += ["No number was fitted to it.", "", "| what | known | in the model |", "|---|---|---|"]
    lines.append("| housing | kept out by the area vision (E13) | set so throughout |")
    for label, known, name, form in (
        ("homes built", "kept out (E13)", "homes_built", "{:.0f}"),
        ("work floor, share of the start", "not counted", "work_floor_share", "{:.2f}"),
        ("entrepreneurs displaced", "none is the aim (E13)", "entrepreneurs_displaced", "{:.0f}"),
        ("entrepreneurs present", "not counted", "entrepreneurs_present", "{:.0f}"),
        ("collectives", "not counted", "collectives_alive", "{:.0f}"),
        ("of them recognised: ten or more, and stable", "at least six are named (F51)", "recognised_alive", "{:.0f}"),
    ):
        lines.append(f"| {label} | {known} | {simulated(name, form)} |")
    return "\n".join([*lines, "", _AREA_REMARK]) + "\n"


def _slug(case: Case) -> str:
    return case.name.lower().replace(" ", "-")


def _spread(values: Array, form: str) -> str:
    """Median with the range of the middle 80% of histories."""
    if len(values) == 0:
        return "-"
    low, middle, high = np.percentile(values, [10, 50, 90])
    return f"{form.format(middle)} ({form.format(low)} to {form.format(high)})"


def _shares(codes: Array) -> str:
    """How many of the histories reach how far, the commonest first."""
    parts = [(float(np.mean(codes == code)), name) for code, name in enumerate(RADII) if (codes == code).any()]
    return ", ".join(f"{name} {part:.0%}" for part, name in sorted(parts, key=lambda p: -p[0])) or "-"


def picture(case: Case, watched: Array, file: Path) -> None:
    """Members over time: median and middle 80% of the histories in which the collective lives, and the share that does."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    spec = load(case.scenario)
    start = int(spec.start[:4]) + (int(spec.start[5:]) - 1) / 12
    years = start + np.arange(MONTHS) / 12
    figure, (top, bottom) = plt.subplots(
        2, 1, figsize=(6, 3.6), sharex=True, height_ratios=(2, 1), layout="constrained"
    )
    living = np.isfinite(watched[:, :, 0])
    some = living.any(axis=0)
    low, middle, high = np.nanpercentile(watched[:, some, 0], [10, 50, 90], axis=0)
    top.fill_between(years[some], low, high, color="#0072b2", alpha=0.25, lw=0, label="middle 80% of histories")
    top.plot(years[some], middle, color="#0072b2", label="median")
    known = start + spec.month_of(case.known) / 12
    top.plot(known, case.members, "D", color="#d55e00", label=f"known ({case.source})")
    top.set_ylim(0, 1.1 * max(high.max(), case.members))
    top.set_ylabel("members")
    top.legend(frameon=False, fontsize=8)
    bottom.plot(years, 100 * living.mean(axis=0), color="#009e73")
    bottom.set_ylim(0, 105)
    bottom.set_ylabel("still there (%)")
    bottom.xaxis.get_major_locator().set_params(integer=True)
    for axes in (top, bottom):
        axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(file, dpi=110, metadata={"Software": None})
    plt.close(figure)


HEAD = f"""# Case cards

Generated by `python -m collectief_sim.validation.cases`; do not edit. For each case: what is known (ids of
[evidence.md](evidence.md)) beside what the model makes of it in {SEEDS} histories that differ in luck alone. Numbers are the
median of those histories in which the collective is still there, with the middle 80% in brackets.

Facts with an E are those of the whitepaper (2024). In the Keilekwartier they are held against June 2023, the month of the
fire. The fire itself is switched off, because nobody could have predicted it; `collectief run keilekwartier` has it.
Ladder steps run from {min(LADDER_STEPS)} to {max(LADDER_STEPS)} (E37). How far the value of a collective reaches is
told in the words of the value fan: building, neighbourhood, area, city, region (E33).

The plots around each building are sketches, and most behavioural numbers are assumptions: a card shows whether the model
can live with a case, not that it explains it. Except at De Kroon and the Hof van Cartesius, a run starts with the number of
members that is known of a later year, as earlier ones are not known. It can show that this number lasts, not how it came about.
*Used to calibrate*: what is known of it helped to rule out worlds. The cards show the defaults, which are one
point among those left.
"""


def write(folder: Path, seeds: int = SEEDS) -> None:
    """Write the page and its figures into a folder (the project's docs)."""
    from collectief_sim.experiment.design import folder as experiments
    from collectief_sim.files.toml_files import read_toml

    facts = read_toml(experiments() / "facts.toml")["fact"]
    (folder / "cases").mkdir(exist_ok=True)
    parts = [HEAD]
    for case in CASES:
        watched, endings = lives_of(case, range(1, seeds + 1))
        picture(case, watched, folder / "cases" / f"{_slug(case)}.png")
        parts.append(card(case, watched, endings, [fact for fact in facts if fact.get("case") == case.name]))
    parts.append(area_card(range(1, seeds + 1)))
    (folder / "cases.md").write_text("\n".join(parts), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write(Path("docs"))
