"""The rules of the model: small pure functions of scalars, one concept each.

Read them beside ``docs/odd.md``: every equation there carries the label under which the rule is registered
in :mod:`diplomacy_abm.registry`. Rules import nothing but :mod:`math`, the vocabulary and each other.
"""
