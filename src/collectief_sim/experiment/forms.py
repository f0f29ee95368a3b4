"""Forms of cooperation as arms of an experiment: each alone beside the same area without any, and what became of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from pydantic import ValidationError

from collectief_sim.experiment.design import Arm, Experiment
from collectief_sim.experiment.expand import in_worlds
from collectief_sim.experiment.results import Results
from collectief_sim.scenario import Scenario, load
from collectief_sim.scenario.fields import titles
from collectief_sim.scenario.files import override
from collectief_sim.scenario.forms.form import Form
from collectief_sim.scenario.languages import Said
from collectief_sim.scenario.problems import explain

if TYPE_CHECKING:
    import pandas as pd

BASE = "none"
WORLDS, REPLICATES = (
    51,
    3,
)  # as many of every rule of looking ahead; about two minutes on two cores, in an area of usual size
CAME_ABOUT = (
    *("area", "base", "other", "forms", "runs", "begun_share", "first_month"),
    *("begun", "refused", "lost", "lost_share"),
)


@dataclass(frozen=True)
class LeftOut:
    """A form of which nothing is told, and why."""

    name: str
    called: Said
    why: Literal["concept", "not_lawful"]


def advice_on(
    scenario: str, lease: int | None, worlds: int = WORLDS, replicates: int = REPLICATES
) -> tuple[Experiment, list[LeftOut]]:
    """Every form that is more than a concept, alone in an area, beside that area without any; and what is left out.

    Parameters
    ----------
    scenario
        Name or file. Forms that exist there already are taken out of what others are compared with.
    lease
        Months of leases of policy, first terms and renewals alike; as in the scenario if None.

    Raises
    ------
    ScenarioError
        If there is no such scenario, or it cannot be run with this.
    """
    spec = load(scenario)
    settings: dict[str, Any] = {f"forms.{name}.on": False for name in spec.forms.present()}
    if lease is not None:
        terms = {"policy.contract_months": lease, "policy.renewal_months": "same"}
        override(spec, terms, f"--lease {lease}:")
        settings |= terms
    arms, left_out = {BASE: Arm(title={"en": "no form", "nl": "geen samenwerkingsvorm"})}, []
    for name, form in spec.forms.named().items():
        why = _why_not(spec, form)
        if why:
            left_out.append(LeftOut(name, form.called, why))
        else:
            arms[name] = Arm(
                title={"en": form.called.en, "nl": form.called.nl}, settings=_switched_on(spec, name, form)
            )
    told = titles(spec)
    design = {
        "name": f"advise-{spec.name}",
        "title": {
            "en": f"What form of cooperation suits whom? {told['en'] or spec.name}",
            "nl": f"Welke samenwerkingsvorm past bij wie? {told['nl'] or spec.name}",
        },
        "question": {
            "en": "What does each form of cooperation do here, at what price and with which risk?",
            "nl": "Wat doet elke samenwerkingsvorm hier, tegen welke prijs en met welk risico?",
        },
        "areas": [scenario],
        "settings": settings,
        "replicates": replicates,
        "main": "maker_years",
        "arms": arms,
    }
    try:
        found = in_worlds(Experiment.model_validate(design), worlds)
        return found.model_copy(update={"replicates": replicates}), left_out
    except ValidationError as error:
        raise explain(error, Experiment, scenario) from None


def _why_not(spec: Scenario, form: Form) -> Literal["concept", "not_lawful"] | None:
    if form.grounds == "concept only":
        return "concept"
    return "not_lawful" if form.lawful_from and spec.month_of(form.lawful_from) >= spec.months else None


def _switched_on(spec: Scenario, name: str, form: Form) -> dict[str, Any]:
    """A form from when the scenario says, else from the start, or from when the law knows it."""
    later = {f"forms.{name}.since": form.lawful_from} if not form.since and form.lawful_from > spec.start else {}
    return {f"forms.{name}.on": True, **later}


def pairs_of_forms(experiment: Experiment) -> dict[tuple[str, str], tuple[str, ...]]:
    """The comparisons in which nothing differs but that forms are there, with the names of those."""
    arms, found = experiment.all_arms(), {}
    for base, other in experiment.pairs():
        if names := _added(arms[base].settings, arms[other].settings):
            found[base, other] = names
    return found


def _added(base: Mapping[str, Any], other: Mapping[str, Any]) -> tuple[str, ...]:
    """The forms that settings switch on where others do not; none if they differ in something else."""
    apart = [path for path in {**base, **other} if base.get(path) != other.get(path)]
    parts = [(path, *path.split(".")) for path in apart]
    names = tuple(
        part[2] for part in parts if part[1:2] == ("forms",) and part[3:] == ("on",) and other.get(part[0]) is True
    )
    dates = {f"forms.{name}.since" for name in names}
    return names if {path for path in apart if path not in dates} == {f"forms.{name}.on" for name in names} else ()


def came_about(results: Results) -> pd.DataFrame:
    """What became of forms in the runs that have them: a row per area and pair of arms that differ in nothing else.

    Empty without such arms, and for results that an older version stored without what this is read from.
    """
    import pandas as pd

    rows = []
    pairs = pairs_of_forms(results.experiment) if "forms_first_month" in results.runs else {}
    for area in results.areas:
        for (base, other), forms in pairs.items():
            runs = results.runs[(results.runs["area"] == area) & (results.runs["arm"] == other)]
            begun = runs[runs["forms_begun"] > 0]
            rows.append(
                {
                    "area": area,
                    "base": base,
                    "other": other,
                    "forms": " ".join(forms),
                    "runs": len(runs),
                    "begun_share": float((runs["forms_begun"] > 0).mean()),
                    "first_month": float(begun["forms_first_month"].median()),
                    **{name: float(runs[f"forms_{name}"].mean()) for name in ("begun", "refused", "lost")},
                    "lost_share": float((begun["forms_lost"] > 0).mean()),
                }
            )
    return pd.DataFrame(rows, columns=list(CAME_ABOUT))
