"""The phases of a step: loops over actors that call the rules; no formula of their own.

Plain Python in the subset that numba compiles. Every phase has the signature ``phase(s, c, p, log)``: the state,
the case, the parameters and the event log (an array with no rows when events are not wanted).
The order of play is :data:`diplomacy_abm.phases.step.STEP`.
"""
