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
    from mesa.visualization.utils import update_counter

    from diplomacy_abm.plots import style

    update_counter.get()  # redraw when the model has stepped
    weeks = model.datacollector.get_model_vars_dataframe()
    with style.styled():
        figure = style.new_figure(3.2)
        ax = figure.add_subplot()
        for column, colour, label in (
            ("track", style.BLACK, "talk track (of 5)"),
            ("trust_ab", style.ORANGE, "trust of A in B"),
            ("trust_ba", style.BLUE, "trust of B in A"),
            ("esc_ab", style.VERMILION, "escalation of A on B"),
        ):
            values = weeks[column] / 5 if column == "track" else weeks[column]
            ax.plot(values.to_numpy(), color=colour, label=label)
        ax.set(ylim=(0, 1), xlabel="week", title=f"{model.dispute.scenario.title}: week {model.now}")
        ax.legend(loc="upper left", bbox_to_anchor=(1.01, 1.0))
    return solara.FigureMatplotlib(figure)


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
