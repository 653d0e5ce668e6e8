"""Trust, kept in log-odds: words, agreements, humanitarian acts and breaches move it; strikes do not."""


def trust_after_event(log_odds: float, goldstein: float, weight: float, gain: float, loss: float) -> float:
    """Log-odds of trust after an event.

    Label: eq:trust.
    Source: Slovic (1993), Risk Analysis 13, pp. 675-682 (asymmetry); scale of events: Goldstein (1992), Journal of
    Conflict Resolution 36; the log-odds form is ours.

    logit τ + η⁺ w g/10 for g > 0, logit τ - η⁻ w |g|/10 for g < 0.
    Special cases: unchanged by a neutral event; equal and opposite events leave trust lower when η⁻ > η⁺.
    Status: checked by ``test_trust.test_slovic_asymmetry``.

    Parameters
    ----------
    log_odds
        Trust before, any real.
    goldstein
        g in [-10, 10].
    weight
        w ≥ 0, how much of the event speaks to keeping one's word.
    gain, loss
        η⁺ < η⁻ in log-odds.
    """
    scaled = weight * goldstein / 10.0
    return log_odds + (gain * scaled if scaled > 0.0 else loss * scaled)


def trust_recovery(log_odds: float, prior: float, rate: float) -> float:
    """Log-odds of trust falling back toward its prior.

    Label: eq:trust-recovery.
    Source: Ours (judgement).

    L + r (L_0 - L). `rate` r in [0, 1] per step.
    Special cases: unchanged at the prior.
    Status: checked by ``test_trust.test_trust_falls_back_to_its_prior``.
    """
    return log_odds + rate * (prior - log_odds)


def vouched_trust(trust: float, credibility: float, credence: float, guarantee_of_word: float) -> float:
    """Trust in the other side while a trusted mediator vouches for it.

    Label: eq:vouch.
    Source: Kydd (2006), APSR 100, pp. 449-462 (why it is believed); form ours.

    τ + (1-τ) v κ ω. `credibility` κ of the mediator with the listener, `credence` ω that it would say so only if it
    were true, `guarantee_of_word` v; all in [0, 1].
    Special cases: τ when the mediator has no credibility or is not believed.
    Status: checked by ``test_trust.test_vouching_only_lifts_trust_and_needs_credibility``.
    """
    return trust + (1.0 - trust) * guarantee_of_word * credibility * credence
