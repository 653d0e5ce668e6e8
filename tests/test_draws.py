"""The random stream: the published answers, uniformity, and independence of what has different names."""

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kstest

from diplomacy_abm.draws import mul_high_low, philox, uniform
from diplomacy_abm.rules.numeric import standard_normal

word = st.integers(0, 0xFFFFFFFF)
half = st.integers(0, 0xFFFF)
ONES = 0xFFFFFFFF

KNOWN = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((ONES, ONES, ONES, ONES), (ONES, ONES), (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN, ids=["zeros", "ones", "digits of pi"])
def test_random123_known_answers(counter, key, answer):
    """Salmon et al. (2011): the three answers that Random123 publishes for Philox 4x32-10."""
    assert philox(*counter, *key) == answer


@given(word, st.integers(-(2**31), -1))
def test_product_of_words_fits_into_a_signed_word_of_64_bits(x, factor):
    product = x * (2**32 + factor)
    assert -(2**63) <= x * factor <= 0
    assert mul_high_low(x, factor) == (product >> 32, product & ONES)


@given(word, word, word, word, word, word)
def test_words_stay_words(c0, c1, c2, c3, k0, k1):
    assert all(0 <= x <= ONES for x in philox(c0, c1, c2, c3, k0, k1))


@given(word, word, word, word, st.integers(0, 500), st.integers(0, 10_000))
def test_draws_lie_in_the_open_interval(low, high, run, actor, decision, step):
    u = uniform(low, high, run, actor, decision, step)
    assert 0.0 < u < 1.0
    assert u == uniform(low, high, run, actor, decision, step)


def from_words(a, b):
    """The arithmetic of `uniform` on the two words it uses."""
    return ((a >> 5) * 33554432.0 + (b >> 7) + 0.5) / 4503599627370496.0


@given(word, word, word, word)
def test_a_draw_is_made_of_the_first_two_words(low, high, run, actor):
    a, b, _, _ = philox(actor, 9, run, 3, low, high)
    assert uniform(low, high, run, actor, 3, 9) == from_words(a, b)


def test_rules_bear_the_ends_of_the_interval():
    """Both ends are open: the least draw is 2^-53, the largest 1 - 2^-53, and the rules bear them."""
    assert from_words(0, 0) == 2.0**-53
    assert from_words(ONES, ONES) == 1.0 - 2.0**-53
    assert all(math.isfinite(standard_normal(from_words(w, w))) for w in (0, ONES))


def stream(**varied):
    name = {"seed_low": 7, "seed_high": 0, "run": 3, "actor": 12345, "decision": 2, "step": 10}
    ((which, values),) = varied.items()
    return [uniform(**{**name, which: value}) for value in values]


@pytest.mark.parametrize("which", ["seed_low", "seed_high", "run", "actor", "decision", "step"])
def test_draws_are_uniform_along_every_part_of_the_name(which):
    assert kstest(stream(**{which: range(4000)}), "uniform").pvalue > 0.001


@pytest.mark.parametrize("which", ["seed_low", "seed_high", "run", "actor", "decision", "step"])
def test_neighbouring_names_are_independent(which):
    draws = stream(**{which: range(4001)})
    centred = [u - 0.5 for u in draws]
    correlation = 12.0 * sum(a * b for a, b in itertools.pairwise(centred)) / 4000
    assert abs(correlation) < 4.0 / math.sqrt(4000)


@pytest.mark.parametrize("which", ["seed_low", "run", "actor", "decision", "step"])
def test_pairs_of_neighbours_fill_the_square(which):
    """Counts of pairs in a 4 x 4 table: chi-square with 15 degrees of freedom, one in a thousand is 37.7."""
    draws = stream(**{which: range(8000)})
    table = [0] * 16
    for a, b in zip(draws[0::2], draws[1::2], strict=True):
        table[int(a * 4) * 4 + int(b * 4)] += 1
    assert sum((n - 250) ** 2 / 250 for n in table) < 37.7


def test_different_parts_of_the_name_do_not_stand_for_each_other():
    """Swapping two parts, or moving one from run to step, gives another draw."""
    seen = {
        uniform(*name)
        for name in [(1, 2, 3, 4, 5, 6), (2, 1, 3, 4, 5, 6), (1, 2, 4, 3, 5, 6), (1, 2, 3, 4, 6, 5), (1, 2, 6, 4, 5, 3)]
    }
    assert len(seen) == 5
