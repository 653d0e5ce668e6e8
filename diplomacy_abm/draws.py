"""The random stream: Philox 4x32-10, a counter-based generator (Salmon et al. 2011, SC11).

A draw is a function of its name and of nothing else: (seed, run, actor, decision, step). Adding an actor,
removing the mediator, changing the number of workers or the order of runs leaves every other draw as it was.
Products of 32-bit words are taken with a negative factor, so that plain and compiled Python agree without
unsigned overflow.
"""

MASK = 0xFFFFFFFF
FACTOR_0 = -766435501  # 0xD2511F53 - 2^32, Philox's multiplier of word 0
FACTOR_2 = -845247145  # 0xCD9E8D57 - 2^32, that of word 2
UNIT = 1.0 / 4503599627370496.0  # 2^-52, so that the largest draw stays below 1


def mul_high_low(word: int, factor: int) -> tuple[int, int]:
    """High and low 32 bits of word·(2^32 + factor), for a word below 2^32 and a factor in [-2^31, 0).

    The product with the negative factor stays within 63 bits and a sign; word·2^32 goes to the high bits as it is.
    """
    product = word * factor
    return word + (product >> 32), product & MASK


def philox(c0: int, c1: int, c2: int, c3: int, k0: int, k1: int) -> tuple[int, int, int, int]:
    """Ten rounds of Philox 4x32 on a counter of four words under a key of two.

    Checked against the three known answers published with Random123.
    """
    for _ in range(10):
        high0, low0 = mul_high_low(c0, FACTOR_0)
        high1, low1 = mul_high_low(c2, FACTOR_2)
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
