"""An area in a notebook: two policies beside each other, what a run says of itself, and a run that was changed on its way.

A marimo notebook: ``uv run --group dev marimo edit docs/examples/notebook.py``. In JupyterLab the same lines work in cells,
without ``mo.ui.anywidget``, which here lets other cells follow the month that is shown.
"""

import marimo

app = marimo.App(width="full")


@app.cell
def _():
    import marimo as mo

    import collectief_sim as cs

    return cs, mo


@app.cell
def _(cs, mo):
    policies = {"two years": {"policy.contract_months": 24}, "ten years": {"policy.contract_months": 120}}
    view = mo.ui.anywidget(cs.View("keilekwartier", policies, seed=3))
    view
    return (view,)


@app.cell
def _(mo, view):
    _frame = view.value["frame"]
    _counts = {arm: int(history.series["collectives"][_frame]) for arm, history in view.widget.histories.items()}
    mo.plain_text(f"After {_frame} months there are {_counts['A']} collectives under A and {_counts['B']} under B.")
    return


@app.cell
def _(cs):
    model = cs.CollectiefModel("keilekwartier", rng=3, overrides={"policy.contract_months": 24})
    for _ in range(60):
        model.step()
    model.change({"policy.contract_months": 120})
    model.finish()
    model
    return (model,)


@app.cell
def _(cs, model):
    cs.View(model, language="nl", parts=["title", "axis", "maps", "charts"], charts=["collectives", "displaced"])
    return


if __name__ == "__main__":
    app.run()
