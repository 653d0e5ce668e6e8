"""The random stream: Philox 4x32-10, a counter-based generator (Salmon et al. 2011, SC11).

A draw is a function of its name and of nothing else: (seed, run, actor, decision, step). Adding an actor,
removing the mediator, changing the number of workers or the order of runs leaves every other draw as it was.
Products of 32-bit words are built from 16-bit halves, so that plain and compiled Python agree without
unsigned overflow.
"""

MASK = 0xFFFFFFFF
UNIT = 1.0 / 4503599627370496.0  # 2^-52, so that the largest draw stays below 1


def mul_high_low(word: int, high_half: int, low_half: int) -> tuple[int, int]:
    """High and low 32 bits of word·(high_half·2^16 + low_half); all words below 2^32, halves below 2^16."""
    a = word * low_half
    b = word * high_half
    middle = b + (a >> 16)
    return middle >> 16, ((middle & 0xFFFF) << 16) | (a & 0xFFFF)


def philox(c0: int, c1: int, c2: int, c3: int, k0: int, k1: int) -> tuple[int, int, int, int]:
    """Ten rounds of Philox 4x32 on a counter of four words under a key of two.

    Checked against the three known answers published with Random123.
    """
    for _ in range(10):
        high0, low0 = mul_high_low(c0, 0xD251, 0x1F53)
        high1, low1 = mul_high_low(c2, 0xCD9E, 0x8D57)
        c0, c1, c2, c3 = high1 ^ c1 ^ k0, low1, high0 ^ c3 ^ k1, low0
        k0 = (k0 + 0x9E3779B9) & MASK
        k1 = (k1 + 0xBB67AE85) & MASK
    return c0, c1, c2, c3


def uniform(seed_low: int, seed_high: int, run: int, actor: int, decision: int, step: int) -> float:
    """Uniform draw on the open interval (0, 1) that belongs to one decision of one actor.

    Parameters
    ----------
    seed_low, seed_high
        The two 32-bit halves of the seed.
    run
        Index of the run, below 2^32.
    actor
        Key of the actor: a hash of its label, so that an actor keeps its luck when others come and go.
    decision
        Member of :class:`diplomacy_abm.vocabulary.Decision`, with a slot where it is taken several times a step.
    step
        Step of the run, or the key of another actor for draws made once for each pair at the start.
    """
    a, b, _, _ = philox(actor, step, run & MASK, decision, seed_low, seed_high)
    return ((a >> 5) * 33554432.0 + (b >> 7) + 0.5) * UNIT
