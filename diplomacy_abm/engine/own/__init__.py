"""Users' policies made into functions of C, each on its own.

A policy with names is rewritten first (``rewrite``): names of the view become look-ups in the records, options their
places, words whole numbers, and the memory a row of numbers. What is not known to mean the same in both is refused,
and such a policy is interpreted.
"""
