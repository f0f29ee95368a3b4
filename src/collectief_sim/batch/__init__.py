"""Batches: many runs, planned, stored and resumed, on this machine or on a cluster.

>>> from collectief_sim.batch.engine import carry_out  # doctest: +SKIP
>>> from collectief_sim.batch.executors import Processes  # doctest: +SKIP
>>> from collectief_sim.batch.plan import Plan, cross  # doctest: +SKIP
>>> from collectief_sim.batch.store import Store  # doctest: +SKIP
>>> plan = Plan.of(cross([load("stylised-area")], {"policy.contract_months": [24, 120]}), replicates=100)  # doctest: +SKIP
>>> with Store.create("results/terms", plan) as store, Processes(2) as executor:  # doctest: +SKIP
...     for chunk in carry_out(plan, store, executor):
...         print(chunk.done, chunk.failed)
"""
