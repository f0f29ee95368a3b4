"""The package as the README shows it."""

from __future__ import annotations

import collectief_sim as cs


def test_the_names_of_the_readme_work_more_than_once() -> None:
    spec = cs.load("stylised-area", {"months": 2})
    first, second = cs.run(spec, seed=1), cs.run(spec, seed=1)
    assert first.outcomes == second.outcomes
    assert cs.CollectiefModel("keilekwartier", rng=1).running
    assert callable(cs.run)


def test_no_module_hides_behind_a_name_of_the_package() -> None:
    import importlib.util

    for name in cs.__all__:
        if name != "__version__":
            assert importlib.util.find_spec(f"collectief_sim.{name}") is None
