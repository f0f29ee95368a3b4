"""The pages of `collectief view --mesa`, for Solara: Mesa's own controls beside our map, charts and cards."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from html import escape
from typing import Any, NamedTuple

import solara
import solara.lab
from mesa.visualization import SolaraViz
from mesa.visualization.utils import update_counter

from collectief_sim.mesa_face.model import LAST_SEED
from collectief_sim.scenario import Scenario
from collectief_sim.scenario.levers import levers_in
from collectief_sim.scenario.policy import Policy
from collectief_sim.viewer.levers import levers_of
from collectief_sim.viewer.mesa.area import AreaView
from collectief_sim.viewer.mesa.opened import Opened, shown_now
from collectief_sim.viewer.mesa.parameters import Parameters, meaning_of, parameters, parameters_of_two
from collectief_sim.viewer.mesa.typed import OneOnPage, TwoOnPage
from collectief_sim.viewer.mesa.words import LANGUAGES, date_in, language_of, said

type OnPage = OneOnPage | TwoOnPage


class Shows(NamedTuple):
    """What a tab shows: parts of the component, the charts among them, and what the map is coloured by."""

    parts: tuple[str, ...]
    charts: tuple[str, ...]
    layer: str = "use"


TABS = {
    "map": Shows(
        ("layers", "legend", "maps", "apart", "charts", "card"), ("collectives", "entrepreneurs", "work_floor_m2")
    ),
    "collectives": Shows(("table", "charts", "card"), ("collectives", "stable", "area_active", "ladder")),
    "people": Shows(("legend", "maps", "charts", "card"), ("entrepreneurs", "displaced")),
    "money": Shows(
        ("legend", "maps", "charts", "card"),
        ("mean_rent_eur_m2_year", "public_cost_eur", "work_floor_m2", "homes_built"),
        "rent",
    ),
}
PATHS = {"one": "/", "two": "/two"}  # of the pages
PLAY_INTERVAL = 1  # ms between two months: a month is shown as soon as the one before has been
SMALL = {"font-size": "0.85em", "line-height": "1.4", "max-width": "380px", "padding": "4px 24px"}


def _one(opened: Opened) -> OneOnPage:
    return OneOnPage(spec=opened.alone, rng=opened.seed, otherwise=opened.seed)


def _two(opened: Opened) -> TwoOnPage:
    return TwoOnPage(spec=opened.scenarios["A"], other=opened.scenarios["B"], rng=opened.seed, otherwise=opened.seed)


def _parameters_of_one(opened: Opened, language: str) -> Parameters:
    return _typed_seed(parameters(opened.alone, opened.seed, language), opened, language)


def _parameters_of_two(opened: Opened, language: str) -> Parameters:
    first, second = opened.scenarios["A"], opened.scenarios["B"]
    return _typed_seed(parameters_of_two(first, opened.seed, language, second), opened, language)


def _typed_seed(controls: Parameters, opened: Opened, language: str) -> Parameters:
    """With a field for any seed in the place of the slider."""
    field = {"type": "InputText", "value": str(opened.seed), "label": said("seed", language)}
    return controls | {"rng": field, "otherwise": opened.seed}


@solara.component
def Viewer(make: Callable[[Opened], OnPage], make_parameters: Callable[[Opened, str], Parameters], page: int) -> None:
    """A page: a model of its own for every tab of a browser."""
    opened = solara.use_memo(shown_now, [])
    model: solara.Reactive[Any] = solara.use_reactive(solara.use_memo(lambda: make(opened), []))
    asked = solara.use_router().search
    language = solara.use_reactive(solara.use_memo(lambda: language_of(solara.lab.headers.value, asked), []))
    controls = solara.use_memo(lambda: make_parameters(opened, language.value), [language.value])
    title = opened.title(language.value)
    solara.Title(title)
    with solara.Column(gap="0px", style={"max-width": "1600px"}):
        _Bar(page, language)
        SolaraViz(model, components=[], model_params=controls, name=title, play_interval=PLAY_INTERVAL)
        _Heading(model.value, title, language.value)
        _Tabs(model.value, opened.alone, language.value)
        _Below(opened, language.value)


@solara.component
def _Bar(page: int, language: solara.Reactive[str]) -> None:
    """The pages there are, and the language."""
    with solara.AppBar():
        # links that open the page anew: of two pages within one, Mesa's Reset would make a model from nothing
        for place, (name, path) in enumerate(PATHS.items()):
            solara.Button(
                said(name, language.value),
                text=True,
                attributes={"href": f"{path}?lang={language.value}"},
                style={"text-decoration": "underline" if place == page else "none", "text-underline-offset": "6px"},
            )
        for code, name in LANGUAGES.items():
            if code != language.value:
                solara.Button(name, text=True, on_click=partial(language.set, code))


@solara.component
def _Heading(model: OnPage, title: str, language: str) -> None:
    """What is shown: the area, the date, the luck; and what was typed wrongly."""
    update_counter.get()
    run = model.a if isinstance(model, TwoOnPage) else model
    month = max(run.months_done, model.b.months_done) if isinstance(model, TwoOnPage) else run.months_done
    date = date_in(run.spec, month, language)
    with solara.Row(style={"align-items": "baseline", "flex-wrap": "wrap"}, gap="20px"):
        solara.Text(f"{title}, {date}", style={"font-size": "1.5em", "font-weight": "500"})
        last = said("month_of", language).format(month=month, last=run.simulation.length)
        luck = said("luck", language).format(seed=run.seed)
        solara.Text(f"{last} · {luck}")
        if not model.running:
            solara.Text(said("over", language), style={"font-weight": "500"})
    if model.no_seed is not None:
        told = said("no_seed", language).format(given=model.no_seed, last=LAST_SEED, taken=run.seed)
        solara.Warning(told, dense=True)
    for before, lowered in model.lowered:
        for name, longest in lowered.items():
            label = f"{before}{levers_in(Policy)[name].name._asdict()[language]}"
            solara.Warning(said("lowered", language).format(name=label, longest=longest), dense=True)


@solara.component
def _Tabs(model: OnPage, usual: Scenario, language: str) -> None:
    """Of the tabs only the open one is drawn."""
    open_tab = solara.use_reactive(0)
    with solara.lab.Tabs(value=open_tab, lazy=True).key(language):
        for name, tab in TABS.items():
            with solara.lab.Tab(said("tabs", language)[name]):
                AreaView(model, tab.parts, tab.charts, language, tab.layer, usual)


@solara.component
def _Below(opened: Opened, language: str) -> None:
    """What stands below Mesa's own in the side bar: Solara puts there last what is deepest."""
    _Deeper(opened, language)


@solara.component
def _Deeper(opened: Opened, language: str) -> None:
    _About(opened, language)


@solara.component
def _About(opened: Opened, language: str) -> None:
    """When parameters are taken up, and what each means; one element, as Solara looks at all of them in every month."""
    told = solara.use_memo(lambda: about(opened.scenarios["A"], language), [language])
    with solara.Sidebar():
        solara.HTML(tag="div", unsafe_innerHTML=told, style=SMALL)


def about(scenario: Scenario, language: str) -> str:
    """What every parameter means, as HTML."""
    levers = levers_of(scenario)
    parts = [f"<dt>{escape(one['name'][language])}</dt><dd>{escape(meaning_of(one, language))}</dd>" for one in levers]
    summary = f"<summary>{escape(said('about', language))}</summary>"
    return f"<p>{escape(said('reset_first', language))}</p><details>{summary}<dl>{''.join(parts)}</dl></details>"


@solara.component
def OnePolicy() -> None:
    """One model."""
    Viewer(_one, _parameters_of_one, 0)


@solara.component
def TwoPoliciesPage() -> None:
    """Two policies with one luck."""
    Viewer(_two, _parameters_of_two, 1)


@solara.component
def Layout(children: list[Any]) -> None:
    """Solara's own, without its tabs of the pages there are."""
    solara.AppLayout(children=children, navigation=False)


routes = [
    solara.Route(path="/", component=OnePolicy, label="one", layout=Layout),
    solara.Route(path="two", component=TwoPoliciesPage, label="two"),
]
