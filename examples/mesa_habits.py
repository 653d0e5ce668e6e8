"""The model as a Mesa model: step it, look at its agents, collect data, and ask an agent what it is weighing."""

from diplomacy_abm import DiplomacyModel, load
from diplomacy_abm.vocabulary import Channel

SEED, WEEKS = 3, 26


def main():
    model = DiplomacyModel(load("ukraine-2025"), seed=SEED)
    for _ in range(WEEKS):
        model.step()
    stand = model.track.name.lower().replace("_", " ")
    print(f"{model.dispute.name} after {model.now} weeks, seed {SEED}: {stand}")

    kinds = model.agents.groupby(type).count()
    print("agents:", ", ".join(f"{number} {kind.__name__}" for kind, number in kinds.items()))

    frame = model.datacollector.get_model_vars_dataframe()
    print("\nthe front and Russia's trust in Ukraine, every eighth week")
    print(frame.loc[::8, ["track", "front", "trust_ab"]].round(3).to_string())

    mediator = next(agent for agent in model.agents if agent.label == "TUR")
    print("\nwhat Türkiye weighs now, likeliest first")
    for option in sorted(mediator.menu(Channel.MEDIATION), key=lambda option: -option.probability)[:5]:
        print(f"  {option.probability:5.1%}  {option.move} {option.target or ''}")
    model.release()


if __name__ == "__main__":
    main()
