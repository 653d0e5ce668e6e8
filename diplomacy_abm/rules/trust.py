"""Trust, kept in log-odds: words, agreements, humanitarian acts and breaches move it; strikes do not."""


def trust_after_event(log_odds: float, goldstein: float, weight: float, gain: float, loss: float) -> float:
    """Log-odds of trust after an event.

    Label: eq:trust. Source: Slovic (1993), Risk Analysis 13, pp. 677-679 (asymmetry); the log-odds form is
    ours: logit τ + η⁺ w g/10 for g > 0, - η⁻ w |g|/10 for g < 0. `goldstein` g in [-10, 10] (Goldstein 1992);
    `weight` w ≥ 0, how much of it speaks to keeping one's word; `gain` η⁺ < `loss` η⁻.
    Special cases: unchanged by a neutral event; equal and opposite events leave trust lower.
    """
    scaled = weight * goldstein / 10.0
    return log_odds + (gain * scaled if scaled > 0.0 else loss * scaled)


def trust_recovery(log_odds: float, prior: float, rate: float) -> float:
    """Log-odds of trust falling back toward its prior: L + r (L_0 - L).

    Label: eq:trust-recovery. `rate` r in [0, 1] per step. Special cases: unchanged at the prior.
    """
    return log_odds + rate * (prior - log_odds)


def vouched_trust(trust: float, credibility: float, credence: float, guarantee_of_word: float) -> float:
    """Trust in the other side while a trusted mediator vouches for it: τ + (1-τ) v κ ω.

    Label: eq:vouch. Source: Kydd (2006), APSR 100, pp. 451-455. `credibility` κ of the mediator with the
    listener, `credence` ω that it would say so only if it were true, `guarantee_of_word` v in [0, 1].
    Special cases: τ when the mediator has no credibility or is not believed.
    """
    return trust + (1.0 - trust) * guarantee_of_word * credibility * credence
