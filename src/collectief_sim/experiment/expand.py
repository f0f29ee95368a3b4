"""What an experiment runs: every arm in every area and every world, as a plan for the batch engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from collectief_sim.batch.plan import Arm, Plan, identity
from collectief_sim.experiment.design import MOST_REPLICATES, Experiment
from collectief_sim.experiment.ledger import months_followed
from collectief_sim.experiment.worlds import LEAST, World, some_worlds, world_called
from collectief_sim.files.errors import ScenarioError
from collectief_sim.files.texts import short
from collectief_sim.scenario import Scenario, load
from collectief_sim.scenario.changes import ABSENT
from collectief_sim.scenario.files import as_set, override
from collectief_sim.scenario.notes import undone
from collectief_sim.scenario.notes_on_forms import idle, no_effect
from collectief_sim.scenario.policy import Policy

LEAST_IN_A_WORLD = 2  # runs: with one, what is luck and what is the world cannot be told apart


@dataclass(frozen=True)
class Cell:
    """One arm in one area and one world: what a batch calls an arm."""

    arm: str
    area: str  # name of the scenario
    world: int  # its number: in the set, or of those that were drawn; 0 where there is but one

    @property
    def name(self) -> str:
        """What it is called in the tables of results."""
        return f"{self.area}: {self.arm}" + (f" (world {self.world})" if self.world else "")


def cells_of(experiment: Experiment) -> dict[Cell, Arm]:
    """All there is to run.

    Raises
    ------
    ScenarioError
        If an arm has an unknown setting, changes nothing (but as one of all combinations of factors), or comes to the same
        as another.
    """
    areas = _areas(experiment)
    _check_arms(experiment, areas)
    _check_length(experiment, next(iter(areas.values())))
    if experiment.from_set:
        _check_free(experiment, some_worlds(experiment.worlds)[0].settings, "from_set")
    found = {}
    worlds = zip(numbers_of(experiment), worlds_of(experiment, next(iter(areas.values()))), strict=True)
    for place, (world, drawn) in enumerate(worlds):
        for area, scenario in areas.items():
            there = (
                override(scenario, _lifted(drawn), f"experiment {experiment.name}, uncertainties:")
                if drawn
                else scenario
            )
            for name, arm in experiment.arms_to_run().items():
                cell = Cell(name, area, world)
                spec = override(there, arm.settings, f"experiment {experiment.name}, arm {name}:")
                luck = place * MOST_REPLICATES  # or luck that all worlds share would pass for a finding
                found[cell] = Arm(
                    cell.name, spec, {**drawn, **arm.settings}, Cell(name, area, 0).name, luck, world, name
                )
    return found


def _check_arms(experiment: Experiment, areas: Mapping[str, Scenario]) -> None:
    """Every arm must be possible, change something, and be another than every other arm, in every area."""
    compared = {base for base, _ in experiment.pairs()}
    seen: dict[tuple[str, str], str] = {}
    for name, arm in experiment.arms_to_run().items():
        where = f"experiment {experiment.name}, arm {name}:"
        specs = {area: override(scenario, arm.settings, where) for area, scenario in areas.items()}
        for area, spec in specs.items():
            _check_they_hold(arm.settings, spec, f"{where} in {area}")
            if not experiment.factors:  # of all combinations some have a form, and some have not
                _check_forms_are_there(arm.settings, spec, f"{where} in {area}")
        made = {area: identity(spec) for area, spec in specs.items()}
        for area, what in made.items():
            twin = seen.setdefault((area, what), name)
            if twin != name:
                raise ScenarioError(f"{where} in {area} it has the same settings as arm {twin}.")
        same = all(what == identity(areas[area]) for area, what in made.items())
        if same and name not in compared and not experiment.factors:  # of all combinations one may be how things are
            raise ScenarioError(
                f"{where} it changes nothing: {', '.join(areas)} already has these settings. Only an arm that others are "
                "compared with may be like that."
            )


def _check_they_hold(settings: Mapping[str, Any], spec: Scenario, where: str) -> None:
    """What an arm sets must hold for a while: a scenario may date another policy, but not from its first month on."""
    for one in undone(spec, settings):
        if one.at_once(spec):
            raise ScenarioError(
                f"{where} {one.path} = {short(settings[one.path])} never holds: changes.{one.change} makes it "
                f"{short(one.value)} from the first month on, {one.date}; add changes.{one.change}.on = false to the arm, or "
                f"set changes.{one.change}.settings."
            )


def _check_forms_are_there(settings: Mapping[str, Any], spec: Scenario, where: str) -> None:
    """What an arm sets of a form of cooperation needs the form: else it would be a copy of what it is compared with."""
    asked = {path for path in settings if not path.endswith(".on")}  # an arm without a form says so
    for name, paths in idle(spec, asked).items():
        raise ScenarioError(
            f"{where} {no_effect(name, paths)}; add forms.{name}.on = true to the arm, or leave that out."
        )


def _check_length(experiment: Experiment, area: Scenario) -> None:
    """Runs must be long enough to show the main outcome, in the area that is reported in detail."""
    collectives = (entry.collective for entry in area.area.legend.values())
    founded = [area.month_of(one.founded) for one in collectives if one and one.founded]
    oldest = area.months - min([0, *founded])  # how old a collective can get by the end
    if oldest < months_followed(experiment.main):
        raise ScenarioError(
            f"experiment {experiment.name}: main: {experiment.main} is not known by the end of the runs: they last "
            f"{area.months} months, and in {area.name} no collective can be older than {oldest} by then. "
            "Make runs longer (settings: months) or ask for another outcome."
        )


def plan_of(experiment: Experiment, makers: bool = False) -> Plan:
    """The runs of an experiment: replicate r of all cells of a world has the same seed. A row per maker is kept on request."""
    arms = list(cells_of(experiment).values())
    try:
        return Plan.of(arms, experiment.replicates, experiment.first_seed, makers=makers)
    except ScenarioError as error:
        hint = " There are fewer different worlds than asked for; ask for fewer." if experiment.has_worlds else ""
        raise ScenarioError(f"experiment {experiment.name}: {error}{hint}") from None


def in_worlds(experiment: Experiment, worlds: int) -> Experiment:
    """The same in some worlds of the set, with about as many runs in all as it had, and never one alone in a world.

    Raises
    ------
    ScenarioError
        If it has worlds of its own, a precision to reach, or sets what worlds set.
    """
    if experiment.uncertainties:
        raise ScenarioError(f"experiment {experiment.name}: --worlds: it has uncertainties, and so worlds of its own.")
    _check_free(experiment, some_worlds(worlds)[0].settings, "--worlds")
    if worlds < LEAST:  # of a set with no more
        raise ScenarioError(f"experiment {experiment.name}: --worlds {worlds}: at least {LEAST}; --world N is one.")
    runs = max(LEAST_IN_A_WORLD, -(-_runs(experiment) // worlds))
    changes = {"worlds": worlds, "from_set": True, "replicates": runs, "precision": None}
    return experiment.model_copy(update=changes)


def in_one_world(experiment: Experiment, number: int) -> Experiment:
    """The same with the settings of one world of the set in all arms; what the experiment sets itself goes first."""
    settings = world_called(number).settings
    _check_free(experiment, settings, "--world")
    return in_defaults(experiment).model_copy(update={"settings": {**settings, **experiment.settings}})


def in_defaults(experiment: Experiment) -> Experiment:
    """The same with the numbers that areas have themselves, in no world of the set; as many runs."""
    if experiment.uncertainties:
        raise ScenarioError(
            f"experiment {experiment.name}: --defaults: it has uncertainties, and so worlds of its own."
        )
    changes = {"worlds": 1, "from_set": False, "replicates": _runs(experiment)}
    return experiment.model_copy(update=changes)


def _runs(experiment: Experiment) -> int:
    """Runs of an arm in an area."""
    return experiment.replicates * experiment.worlds


def _check_free(experiment: Experiment, settings: Mapping[str, Any], option: str) -> None:
    """What worlds set must not be what arms differ in."""
    set_by_arms = {path for arm in experiment.arms_to_run().values() for path in arm.settings}
    for path in settings.keys() & (set_by_arms | experiment.uncertainties.keys()):
        raise ScenarioError(f"experiment {experiment.name}: {option}: {path} is set by its arms, and by worlds too.")


def worlds_of(experiment: Experiment, scenario: Scenario) -> list[dict[str, Any]]:
    """Values of the uncertain settings in every world: a Latin hypercube; one world without any if nothing is uncertain.

    Worlds of the set leave what the experiment sets itself as it is.
    """
    if experiment.from_set:
        own = experiment.settings
        return [
            {path: value for path, value in world.settings.items() if path not in own}
            for world in some_worlds(experiment.worlds)
        ]
    if not experiment.uncertainties:
        return [{}]
    from SALib.sample import latin

    drawn = latin.sample(
        problem_of(experiment), experiment.worlds, seed=experiment.first_seed % 2**32
    )  # as large as SALib takes
    return [
        {
            path: _value(experiment, scenario, path, number)
            for path, number in zip(experiment.uncertainties, row, strict=True)
        }
        for row in drawn.tolist()
    ]


def numbers_of(experiment: Experiment) -> list[int]:
    """The numbers of these worlds: in the set, or in the order they are drawn in; 0 for one that is not drawn."""
    if experiment.from_set:
        return [world.number for world in some_worlds(experiment.worlds)]
    return list(range(1, experiment.worlds + 1)) if experiment.uncertainties else [0]


def worlds_of_set(experiment: Experiment, one: int | None) -> list[World]:
    """The worlds of the set that an experiment is in; the one called so if it is in that alone."""
    if one is not None:
        return [world_called(one)]
    return some_worlds(experiment.worlds) if experiment.from_set else []


def _lifted(drawn: Mapping[str, Any]) -> dict[str, Any]:
    """Values as `override` takes them: a limit of policy may be absent, which a file calls "none"."""
    limits = {f"policy.{name}" for name in Policy.limits()}
    return {path: None if path in limits and value == ABSENT else value for path, value in drawn.items()}


def problem_of(experiment: Experiment) -> dict[str, Any]:
    """The uncertain settings as SALib wants them: names and bounds; alternatives count from 0."""
    bounds = [
        [one.low, one.high] if one.low is not None else [0, len(one.alternatives)]
        for one in experiment.uncertainties.values()
    ]
    return {"num_vars": len(bounds), "names": list(experiment.uncertainties), "bounds": bounds}


def _value(experiment: Experiment, scenario: Scenario, path: str, number: float) -> Any:
    """A drawn number as the setting takes it: an alternative, or a whole number where those are asked for."""
    alternatives = experiment.uncertainties[path].alternatives
    if alternatives:
        return alternatives[min(int(number), len(alternatives) - 1)]
    return as_set(scenario, path, number)


def _areas(experiment: Experiment) -> dict[str, Scenario]:
    """The areas by name, with the settings that all arms share."""
    where = f"experiment {experiment.name}, settings:"
    loaded = [load(area) for area in experiment.areas]
    areas = {scenario.name: override(scenario, experiment.settings, where) for scenario in loaded}
    if len(areas) < len(loaded):
        raise ScenarioError(f"experiment {experiment.name}: two of its areas have the same name.")
    return areas
