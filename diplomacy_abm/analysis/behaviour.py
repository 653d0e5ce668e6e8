"""What the origin scenario must show: the patterns P1, P7, P12, P15 and the rates of events."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from diplomacy_abm.analysis.claims import Claim, proportion, ratio_of_sums
from diplomacy_abm.parameters import PARAMETERS
from diplomacy_abm.results.summaries import outcome_shares
from diplomacy_abm.rules.numeric import logistic, logit
from diplomacy_abm.rules.trust import trust_after_event

if TYPE_CHECKING:
    from diplomacy_abm.results import Ensemble

WEEKS_PER_MONTH = 365.25 / 12 / 7
ORIGIN = "origin case 2022-25"


def behaviour(base: Ensemble, null: Ensemble, absent: Ensemble) -> list[Claim]:
    """Examine an ensemble of the origin scenario.

    Parameters
    ----------
    base
        Runs with their steps.
    null, absent
        The same runs with a mediator that has no information, no leverage and no reputation, and without it.
    """
    assert base.steps is not None
    runs, steps = base.finished, base.steps
    return [
        *talk_claims(runs, steps),
        trust_claim(runs),
        *class_claims(runs),
        null_claim(null.runs, absent.runs),
        *rate_claims(runs, steps),
        *burst_claims(steps),
    ]


def talk_claims(runs: pd.DataFrame, steps: pd.DataFrame) -> list[Claim]:
    """P1: talks are held while the fighting goes on, and do not by themselves lower it."""
    share = ratio_of_sums(
        runs["talk_weeks_with_strikes"].to_numpy(dtype=float), runs["talk_weeks"].to_numpy(dtype=float)
    )
    before, after = strikes_around_rounds(steps)
    ratio = ratio_of_sums(after, before)
    return [
        Claim("P1a", "share of talk weeks in which a lead strikes or attacks", f"{ORIGIN}; Pillar 1983",
              0.85, 1.0, *share),
        Claim("P1b", "missiles and drones launched in the two weeks after a round over the two before",
              "origin case: drones 1.15 at 14 days, placebo weeks 0.88-1.25 (middle half); Pillar 1983",
              0.88, 1.25, *ratio),
    ]  # fmt: skip


def is_round(steps: pd.DataFrame) -> pd.Series:
    """Whether a formal round was held in a step."""
    return steps["form"].isin(["direct", "proximity"])


def strikes_around_rounds(steps: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Strikes per run in the two weeks before and after rounds, where neither holds an agreement."""
    before, after = [], []
    quiet = ((steps["ceasefire"] == 1) | (steps["settlement"] == 1)).to_numpy()
    salvo = (steps["missiles"] / steps["missiles"].mean() + steps["drones"] / steps["drones"].mean()).to_numpy()
    held = is_round(steps).to_numpy()
    for rows in steps.groupby("run").indices.values():
        low = high = 0.0
        for x in np.flatnonzero(held[rows]):
            if x >= 2 and x + 2 < len(rows) and not quiet[rows[x - 2 : x + 3]].any():
                low += salvo[rows[x - 2 : x]].sum()
                high += salvo[rows[x + 1 : x + 3]].sum()
        before.append(low)
        after.append(high)
    return np.array(before), np.array(after)


def trust_claim(runs: pd.DataFrame) -> Claim:
    """P7: where a run left trust, a good event and an equally bad one after it leave it lower."""
    gain, loss = PARAMETERS["trust_gain"].default, PARAMETERS["trust_loss"].default
    change = []
    for trust in runs[["trust_ab_end", "trust_ba_end"]].to_numpy().ravel():
        after = trust_after_event(logit(float(trust)), 7.0, 1.0, gain, loss)
        change.append(logistic(trust_after_event(after, -7.0, 1.0, gain, loss)) - trust)
    low, high = np.quantile(change, [0.025, 0.975])
    return Claim(
        "P7", "change of trust after a good event and an equally bad one (weight 7), at the trust runs end with",
        "Slovic 1993", -1.0, 0.0, float(np.mean(change)), float(low), float(high),
        note="(interval: 95 % of the runs)",
    )  # fmt: skip


def class_claims(runs: pd.DataFrame) -> list[Claim]:
    """P12: the scenario is rigged to nothing."""
    shares = outcome_shares(runs)
    ranked = shares.sort_values("share", ascending=False)
    top, fourth = ranked.iloc[0], ranked.iloc[3]
    pinned = ((runs[["trust_ab_end", "trust_ba_end"]] < 0.01) | (runs[["trust_ab_end", "trust_ba_end"]] > 0.99)).any(
        axis=1
    ) | (runs["mean_escalation"] > 0.99)
    return [
        Claim("P12a", f"share of the largest outcome class ({top['outcome']})", "ours", 0.0, 0.9,
              top["share"], top["low"], top["high"]),
        Claim("P12b", f"share of the fourth largest outcome class ({fourth['outcome']})", "ours", 0.02, 1.0,
              fourth["share"], fourth["low"], fourth["high"]),
        Claim("P12c", "share of runs with trust or escalation pinned at a bound", "ours", 0.0, 0.2,
              *proportion(int(pinned.sum()), len(runs))),
    ]  # fmt: skip


def null_claim(null: pd.DataFrame, absent: pd.DataFrame) -> Claim:
    """P15: a mediator with nothing to offer changes nothing, run by run."""
    same = null.equals(absent)
    differing = 0 if same else int((null["outcome"] != absent["outcome"]).sum()) or 1
    share = differing / len(null)
    return Claim(
        "P15", f"share of {len(null)} paired runs that a mediator without information, leverage and reputation changes",
        "Fey & Ramsay 2010", 0.0, 0.0, share, share, share,
    )  # fmt: skip


def rate_claims(runs: pd.DataFrame, steps: pd.DataFrame) -> list[Claim]:
    """Monthly chances of a general ceasefire and of exchanges, with and without talks."""
    weeks = (runs["end_step"] + 1).to_numpy(dtype=float)
    open_months = (weeks - runs["ceasefire_weeks"] - settled_weeks(steps, runs)) / WEEKS_PER_MONTH
    ceasefire = ratio_of_sums(100.0 * runs["ceasefires"].to_numpy(dtype=float), open_months.to_numpy())
    exchange = ratio_of_sums(runs["exchanges"].to_numpy(dtype=float), weeks / WEEKS_PER_MONTH)
    silent = runs[runs["rounds"] == 0]
    apart = ratio_of_sums(
        silent["exchanges"].to_numpy(dtype=float), (silent["end_step"] + 1).to_numpy() / WEEKS_PER_MONTH
    )
    return [
        Claim("R1", "general ceasefires, % a month of war", "UCDP: 0.3-1.4 % after the second year of a war",
              0.2, 3.0, *ceasefire),
        Claim("R2", "prisoner exchanges a month", f"{ORIGIN}: about 1.5", 1.0, 2.0, *exchange),
        Claim("R3", "prisoner exchanges a month in runs without any formal round",
              f"{ORIGIN}: about 60 in 37 months without a round", 1.0, 2.0, *apart),
    ]  # fmt: skip


def settled_weeks(steps: pd.DataFrame, runs: pd.DataFrame) -> np.ndarray:
    """Weeks under a settlement of each run."""
    return steps.groupby("run")["settlement"].sum().reindex(runs["run"]).to_numpy(dtype=float)


def gaps_between_rounds(steps: pd.DataFrame) -> list[np.ndarray]:
    """Weeks between successive rounds, by run."""
    held = steps[is_round(steps)]
    return [np.diff(rows["step"].to_numpy()) for _, rows in held.groupby("run")]


def burst_claims(steps: pd.DataFrame) -> list[Claim]:
    """Talks come in bursts: many short gaps, some very long ones."""
    gaps = gaps_between_rounds(steps)
    total = np.array([len(x) for x in gaps], dtype=float)
    short = np.array([(x <= 2).sum() for x in gaps], dtype=float)
    every = np.concatenate(gaps)
    chance = float(len(every) + len(gaps)) / max(1, len(steps))
    by_chance = 1.0 - (1.0 - chance) ** 2
    low = ratio_of_sums(short, total)
    return [
        Claim("R4", "share of gaps between rounds of at most two weeks", f"{ORIGIN}: 7 of 9",
              by_chance, 1.0, *low, note=f"(a steady rate of talks would give {by_chance:.2g}, the lower bound)"),
        Claim("R5", "share of gaps between rounds of half a year or more", f"{ORIGIN}: 1 of 9", 0.02, 0.5,
              *ratio_of_sums(np.array([(x >= 26).sum() for x in gaps], dtype=float), total)),
    ]  # fmt: skip
