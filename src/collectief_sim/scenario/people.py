"""Who the entrepreneurs are: the distributions from which everyone is drawn once."""

from __future__ import annotations

from collectief_sim.scenario.fields import ASSUMED, Section, number


class People(Section):
    """Distributions of personal traits. Uniform [0, 1] unless said otherwise; normal ones are cut to [0, 1]."""

    mentality_mean: float = number(
        0.55,
        "0-1",
        0,
        1,
        ASSUMED,
        "mean mentality, 0 commercial to 1 commons-minded",
        nl="gemiddelde mentaliteit, van 0 commercieel tot 1 gericht op het gemeenschappelijke",
    )
    mentality_sd: float = number(
        0.18, "0-1", 0, 1, ASSUMED, "spread of mentality over the area", nl="spreiding van mentaliteit over het gebied"
    )
    mentality_sorting: float = number(
        0.6,
        "0-1",
        0,
        1,
        "E23",
        "how alike in mentality the first tenants of one building are (1 = identical)",
        nl="hoe gelijk van mentaliteit de eerste huurders van één pand zijn (1 = gelijk)",
    )
    sorting_by_activity: float = number(
        0.25,
        "0-1",
        0,
        1,
        "E23",
        "share of first tenants who share the one activity their building is known for",
        nl="deel van de eerste huurders met de ene activiteit waar hun pand om bekend staat",
    )
    experience_mean_years: float = number(
        5.0,
        "years",
        0,
        40,
        "E24",
        "mean experience on arrival (exponential)",
        nl="gemiddelde ervaring bij aankomst (exponentieel)",
    )
    ability_median_eur_m2_year: float = number(
        125.0,
        "EUR/m2/year",
        1,
        1000,
        "E2",
        "median rent people can afford (lognormal)",
        nl="mediaan van de huur die mensen kunnen betalen (lognormaal)",
    )
    ability_sigma: float = number(
        0.25,
        "log",
        0,
        2,
        ASSUMED,
        "spread of the rent people can afford",
        nl="spreiding van de huur die mensen kunnen betalen",
    )
    area_median_m2: float = number(
        55.0,
        "m2",
        5,
        1000,
        "F4",
        "median floor of one entrepreneur (lognormal)",
        nl="mediaan van de vloer van één ondernemer (lognormaal)",
    )
    area_sigma: float = number(
        0.5, "log", 0, 2, "F4", "spread of floor per entrepreneur", nl="spreiding van de vloer per ondernemer"
    )
    growth_mean_per_year: float = number(
        0.01,
        "share/year",
        -0.2,
        0.5,
        "F2",
        "mean yearly growth of floor needed",
        nl="gemiddelde groei per jaar van de vloer die nodig is",
    )
    growth_sd_per_year: float = number(
        0.04,
        "share/year",
        0,
        0.5,
        "F2",
        "spread of yearly growth between firms",
        nl="spreiding van die groei tussen bedrijven",
    )
    buffer_start_months: float = number(
        8.0,
        "months",
        0,
        60,
        ASSUMED,
        "mean reserve at the start, in months of costs",
        nl="gemiddelde reserve aan het begin, in maanden kosten",
    )
    tenure_mean_years: float = number(
        7.0,
        "years",
        0,
        100,
        ASSUMED,
        "mean time first tenants have been in their building (exponential), cut to their experience",
        nl="hoe lang eerste huurders gemiddeld al in hun pand zitten (exponentieel), hooguit hun ervaring",
    )
    grown_in_months: int = number(
        36,
        "months",
        0,
        600,
        ASSUMED,
        "how long before the start first tenants have been meeting; with 0 nobody knows anybody at the start",
        nl="hoe lang voor de start eerste huurders elkaar al tegenkomen; bij 0 kent aan het begin niemand een ander",
    )
    patience_sigma: float = number(
        0.6,
        "log",
        0,
        3,
        ASSUMED,
        "spread of founders' patience (lognormal around 1)",
        nl="spreiding van het geduld van oprichters (lognormaal rond 1)",
    )
