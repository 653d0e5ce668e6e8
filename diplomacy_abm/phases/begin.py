"""The start of a run: private costs, trust priors and the contract curve."""

from diplomacy_abm.draws import uniform
from diplomacy_abm.phases.common import (
    Record,
    bears,
    draw_leanings,
    noise,
    prior_power,
    remains,
    steps_back,
    violence_factor,
)
from diplomacy_abm.rules.lines import line_step, persistence
from diplomacy_abm.rules.numeric import clip, logit, power, standard_normal
from diplomacy_abm.rules.offer import indivisible_position, linear_concession, package_position
from diplomacy_abm.rules.support import pooled_support
from diplomacy_abm.rules.war_value import burden, issue_loss
from diplomacy_abm.state import AGES, GRID, HORIZONS, LINES, LOOKBACK, PIPELINE_SUBJECT
from diplomacy_abm.vocabulary import Decision, Line


def begin(s: Record, c: Record, p: Record) -> None:
    """Fill a zeroed state record from the case; `seed_low`, `seed_high` and `run` are set already."""
    begin_clock(s)
    s.keep = persistence(p.line_life, c.days)
    begin_actors(s, c, p)
    begin_pairs(s, c, p)
    begin_power(s, c, p)
    begin_pipelines(s, c)
    begin_deals(s, c, p)
    s.ground = violence_factor(s, c, p, False)
    begin_front(s, c, p)
    s.intensity = 0.5 * (s.escalation[c.lead[0], c.lead[1]] + s.escalation[c.lead[1], c.lead[0]])
    s.prisoners = c.prisoners
    for i in range(c.n):
        s.usual[i] = coercion_on(s, c, i)
        s.pooled[i] = pool_support(s, c, i)
        s.pooled_start[i] = s.pooled[i]
    tabulate_packages(s, c, p)
    tabulate_ages(s, c, p)


def begin_clock(s: Record) -> None:
    """Nothing has happened yet: -1 marks 'never'."""
    s.host = -1
    s.invited_until = -1
    s.last_round = -99
    s.last_contact = -99
    s.last_early = -99
    s.coordinated_until = -1
    s.text_by = -1
    s.text_item = -1
    s.last_offer = -99
    s.last_breach = -99
    s.last_exchange = -99
    s.window = -99
    s.victor = -1
    s.outcome = -1
    s.factor = 1.0
    s.track_max_step = -1
    s.first_contact = -1
    s.first_early = -1
    s.first_formal = -1
    s.first_host = -1
    s.first_ceasefire = -1
    s.first_settlement = -1
    s.first_breach = -1
    s.first_partial = -1
    s.settlement_q = -1.0


def begin_front(s: Record, c: Record, p: Record) -> None:
    """The front, and the even move of the weeks before that makes its momentum; the last of `fronts` is the latest."""
    s.front = c.front
    back = steps_back(c, p)
    for age in range(LOOKBACK):
        s.fronts[LOOKBACK - 1 - age] = c.front - c.momentum * p.stuck * min(age, back) / max(back, 1)


def begin_actors(s: Record, c: Record, p: Record) -> None:
    """Capability, private cost of war, standing and the rest of each actor's own state."""
    for i in range(c.n):
        s.capability[i] = c.capability[i]
        s.worked[i] = -999
        s.affront[i] = -999
        for x in range(LINES):
            if c.line_set[i, x] == 1:
                s.line[i, x] = c.line[i, x]
            elif bears(c, i, x):
                s.line[i, x] = noise(s, c, i, Decision.LINE_START + x)
                if x == Line.TALK:
                    start_as_answered(s, c, p, i)
            if c.active[i] == 1 and bears(c, i, x):
                s.line_actor[s.n_lines] = i
                s.line_kind[s.n_lines] = x
                s.line_key[s.n_lines] = c.key[i]
                s.n_lines += 1
        s.rest[i] = clip(c.rest[i] + p.fight_sd * s.line[i, Line.FIGHT], 0.0, 1.0) if c.party[i] == 1 else c.rest[i]
        s.hurt[i] = 1.0
        s.weariness[i] = c.weariness[i]
        s.bias[i] = c.bias[i]
        s.report[i] = -1
        s.reporter[i] = -1
        s.public_mean[i] = c.cost[i]
        s.public_var[i] = c.cost_sd[i] * c.cost_sd[i]
        s.private_cost[i] = clip(c.cost[i] + c.cost_sd[i] * noise(s, c, i, Decision.PRIVATE_COST), 0.005, 0.95)
        if c.party[i] == 1:
            s.guaranteed[i] = c.guarantee[i]
            s.standing[i] = p.standing_sd * noise(s, c, i, Decision.STANDING_START)
            s.attend[i] = p.attend_start
            s.refusal[i] = p.refusal_cost


def start_as_answered(s: Record, c: Record, p: Record, i: int) -> None:
    """A lead that has told a mediator whether it would come was in that mood when it did; the mood drifts since."""
    last = -100000
    sign = 0.0
    for x in range(c.n_mediators):
        m = c.mediators[x]
        if c.answer[m, i] >= 0:
            told = 1.0 if c.answer[m, i] == 1 else -1.0
            if c.asked[m, i] > last:
                last = c.asked[m, i]
                sign = told
            elif c.asked[m, i] == last and told != sign:
                sign = 0.0
    if sign != 0.0:
        x = Line.TALK
        mood = s.line[i, x] if s.line[i, x] > 0.0 else -s.line[i, x]
        s.line[i, x] = line_step(sign * mood, remains(c, p, -1.0 * last), noise(s, c, i, Decision.TALK_SINCE))


def clear_pair(s: Record, i: int, j: int) -> None:
    """Set every field of a directed pair to zero: a record is used for one run after the other."""
    s.escalation[i, j] = 0.0
    s.belief_mean[i, j] = 0.0
    s.belief_var[i, j] = 0.0
    s.trust[i, j] = 0.0
    s.trust_prior[i, j] = 0.0
    s.support[i, j] = 0.0
    s.leverage[i, j] = 0.0
    s.reliable[i, j] = 0.0
    s.unreliable[i, j] = 0.0
    s.ledger[i, j] = 0.0
    s.pressed[i, j] = 0
    s.refused[i, j] = 0
    s.visited[i, j] = 0
    s.answer[i, j] = 0
    s.asked[i, j] = 0


def begin_pairs(s: Record, c: Record, p: Record) -> None:
    """Trust, escalation, beliefs, support, leverage and credibility of each directed pair."""
    for i in range(c.n):
        for j in range(c.n):
            clear_pair(s, i, j)
            if i == j:
                continue
            s.escalation[i, j] = c.escalation[i, j]
            s.support[i, j] = c.support[i, j]
            s.leverage[i, j] = c.leverage[i, j]
            s.reliable[i, j] = c.credibility[i, j] * p.credibility_record
            s.unreliable[i, j] = (1.0 - c.credibility[i, j]) * p.credibility_record
            s.visited[i, j] = -99
            s.pressed[i, j] = -999
            s.refused[i, j] = -999
            s.answer[i, j] = c.answer[i, j]
            s.asked[i, j] = c.asked[i, j]
            if c.party[i] == 1 and c.party[j] == 1 and c.side[i] != c.side[j]:
                u = uniform(s.seed_low, s.seed_high, s.run, c.key[i], Decision.TRUST_PRIOR, c.key[j])
                s.trust[i, j] = logit(c.trust[i, j]) + p.trust_spread * standard_normal(u)
                s.belief_mean[i, j] = c.cost[j]
                s.belief_var[i, j] = c.cost_sd[j] * c.cost_sd[j]
            else:
                s.trust[i, j] = logit(c.trust[i, j])
            s.trust_prior[i, j] = s.trust[i, j]


def begin_power(s: Record, c: Record, p: Record) -> None:
    """Hidden power, and what each party makes of its own signs of it: a signal as noisy as the thing itself."""
    s.power = p.power_sd * noise(s, c, c.lead[0], Decision.POWER)
    for i in range(c.n):
        if c.party[i] == 1:
            signal = s.power + p.power_sd * noise(s, c, i, Decision.POWER_VIEW)
            s.power_mean[i] = 0.5 * (signal + prior_power(c, i))
            s.power_seen[i] = 0.5 * prior_power(c, i)
            s.power_var[i] = 0.5 * p.power_sd * p.power_sd


def begin_pipelines(s: Record, c: Record) -> None:
    """The pipelines of the scenario whose supplier and recipient take part."""
    n = 0
    for k in range(c.n_pipelines):
        if c.active[c.pl_supplier[k]] == 1 and c.active[c.pl_recipient[k]] == 1:
            s.pl_supplier[n] = c.pl_supplier[k]
            s.pl_recipient[n] = c.pl_recipient[k]
            s.pl_rate[n] = c.pl_rate[k]
            s.pl_first[n] = c.pl_first[k]
            s.pl_last[n] = c.pl_last[k]
            s.pl_credibility[n] = c.pl_credibility[k]
            s.pl_key[n] = c.pl_key[k]
            s.pl_label[n] = PIPELINE_SUBJECT + k
            n += 1
    s.n_pipelines = n


def begin_deals(s: Record, c: Record, p: Record) -> None:
    """Deals in force at the start, with their expiry."""
    for a in range(2 + c.n_issues):
        s.by[a] = -1
        s.rejected[a] = -999
        if c.deal_on[a] == 1:
            s.on[a] = 1
            s.until[a] = c.deal_until[a]
            s.by[a] = c.deal_mediator[a]
            s.monitored[a] = c.deal_monitored[a]
            if a >= 2 and c.humanitarian[a - 2] == 1:
                # an accord in force is one that has been kept
                s.last_exchange = -1
            draw_leanings(s, c, a)
    if s.on[0] == 1:
        s.settlement_q = 0.5
    for i in range(c.n):
        if c.party[i] == 1 and s.on[0] + s.on[1] > 0:
            s.ag_floor[i] = burden(s.hurt[i], s.weariness[i], 0.0)
            s.ag_cover[i] = c.deal_guarantee[0] if s.on[0] == 1 else 0.0


def coercion_on(s: Record, c: Record, i: int) -> float:
    """What the other side does to i: Σ_j e_ji M_j."""
    total = 0.0
    if c.party[i] == 1:
        for j in range(c.n):
            if c.active[j] == 1 and c.party[j] == 1 and c.side[j] != c.side[i]:
                total += s.escalation[j, i] * s.capability[j]
    return total


def pool_support(s: Record, c: Record, i: int) -> float:
    """Support of all patrons of i together."""
    shortfall = 1.0
    for x in range(c.n_patrons):
        m = c.patrons[x]
        if c.active[m] == 1:
            shortfall *= 1.0 - s.support[m, i]
    return pooled_support(shortfall)


def tabulate_packages(s: Record, c: Record, p: Record) -> None:
    """Efficient packages of the two leads for each concession level, and each party's utility of them."""
    a = c.lead[0]
    b = c.lead[1]
    for q in range(GRID):
        level = q / (GRID - 1.0)
        for k in range(c.n_issues):
            s.package[q, k] = issue_position(c, p, level, k, a, b)
    for i in range(c.n):
        if c.party[i] == 1:
            for q in range(GRID):
                loss = 0.0
                for k in range(c.n_issues):
                    loss += issue_loss(s.package[q, k], c.ideal[i, k], c.salience[i, k], p.curvature)
                s.utility[i, q] = 1.0 - loss


def tabulate_ages(s: Record, c: Record, p: Record) -> None:
    """What waiting does, worked out once: what is left of an answer by its age, and of what a party waits for."""
    for age in range(AGES):
        s.left[age] = remains(c, p, age * 1.0)
    for i in range(c.n):
        if c.party[i] == 1:
            s.over_interval[i] = power(c.patience[i], p.terms_interval)
            for h in range(1, HORIZONS):
                wait = (h - 1) * p.terms_interval
                s.until_interval[i, h] = power(c.patience[i], wait)
                s.past_interval[i, h] = power(c.patience[i], wait + p.terms_interval)


def issue_position(c: Record, p: Record, level: float, k: int, a: int, b: int) -> float:
    """Position of issue k in the package of a concession level."""
    if c.indivisible[k] == 1:
        return indivisible_position(level, c.salience[a, k], c.salience[b, k], c.ideal[a, k], c.ideal[b, k])
    if p.curvature > 1.0:
        return package_position(
            level, c.salience[a, k], c.ideal[a, k], c.salience[b, k], c.ideal[b, k], p.curvature
        )
    before = 0.0
    total = 0.0
    for other in range(c.n_issues):
        width = stretch(c, other, a, b)
        total += width
        if conceded_earlier(c, other, k, a, b):
            before += width
    if total <= 0.0:
        return c.ideal[a, k]
    return linear_concession(level, before / total, stretch(c, k, a, b) / total, c.ideal[a, k], c.ideal[b, k])


def stretch(c: Record, k: int, a: int, b: int) -> float:
    """Length of issue k on the concession path: what it means to both."""
    distance = c.ideal[a, k] - c.ideal[b, k]
    return (c.salience[a, k] + c.salience[b, k]) * (distance if distance > 0.0 else -distance)


def conceded_earlier(c: Record, other: int, k: int, a: int, b: int) -> bool:
    """Whether A concedes `other` before k: the one that means more to B relative to A goes first."""
    first = c.salience[b, other] * c.salience[a, k]
    second = c.salience[b, k] * c.salience[a, other]
    return first > second or (first == second and other < k)
