"""The model under Mesa's SolaraViz, for people who know it: ``solara run examples/solara_app.py``.

Needs the extra: pip install 'diplomacy-abm[solara]'; its pins matter, newer front-end packages leave the page blank.
Run as a plain script it says so and plays a few weeks of one seed. The package's own page is `diplomacy-abm app`.
"""

import sys

from diplomacy_abm import DiplomacyModel, load

SEED, WEEKS = 7, 12


class Dispute(DiplomacyModel):
    """A scenario by its name, as SolaraViz makes models: from keyword arguments of the sliders."""

    def __init__(self, scenario="ukraine-2025", seed=SEED, mediator="quantal"):
        policies = {"TUR": mediator} if "TUR" in load(scenario).actors else {}
        super().__init__(scenario, seed=int(seed), policies=policies)


def relations(model):
    """Trust between the leads and how hard they press each other, week by week."""
    import solara
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator
    from mesa.visualization.utils import update_counter

    from diplomacy_abm.plots import style

    update_counter.get()  # redraw when the model has stepped
    weeks = model.datacollector.get_model_vars_dataframe()
    figure = Figure(figsize=(5.2, 4.4), layout="constrained")
    ax = figure.add_subplot()
    for column, colour, label, scale in (
        ("track", style.BLACK, "talk track (1 = settlement)", 5.0),
        ("trust_ab", style.ORANGE, "trust of A in B", 1.0),
        ("trust_ba", style.BLUE, "trust of B in A", 1.0),
        ("esc_ab", style.VERMILION, "escalation of A on B", 1.0),
    ):
        ax.plot(range(1, len(weeks) + 1), weeks[column].to_numpy() / scale, color=colour, label=label, linewidth=2)
    ax.set(ylim=(0, 1.02), xlabel="week", title=f"{model.dispute.scenario.title}: week {model.now}")
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    figure.legend(loc="outside lower center", ncols=2, frameon=False)
    return solara.FigureMatplotlib(figure, format="png")


def page():
    """The page: controls, the curves, and the front as Mesa's own plot."""
    import solara
    from mesa.visualization import SolaraViz, make_plot_component

    parameters = {
        "scenario": {"type": "Select", "value": "ukraine-2025", "values": ["ukraine-2025", "minimal"],
                     "label": "Scenario"},
        "seed": {"type": "SliderInt", "value": SEED, "min": 1, "max": 100, "step": 1, "label": "Seed"},
        "mediator": {"type": "Select", "value": "quantal", "values": ["quantal", "dove", "random", "status-quo"],
                   "label": "Policy of Türkiye"},
    }  # fmt: skip
    curves = solara.component(relations)
    return SolaraViz(
        Dispute(), components=[curves, make_plot_component("front")], model_params=parameters, name="diplomacy_abm"
    )


def tell():
    """What the script says where no server runs it."""
    print("SolaraViz shows this with: solara run examples/solara_app.py (needs pip install 'diplomacy-abm[solara]')")
    model = Dispute()
    for _ in range(WEEKS):
        model.step()
    print(f"without it, {model.now} weeks of seed {SEED}: the talks stand at {model.track.name.lower()}")
    model.release()


# solara runs a script as __main__ too; only its server is in memory then
if "solara.server.app" in sys.modules:
    page = page()
elif __name__ == "__main__":
    tell()
