"""Coded events in and out: what a run did in the columns of the field's data sets, and theirs as aggregates.

Nothing here runs a model. ``outgoing`` turns results into CAMEO-coded dyadic acts, ``incoming`` reads GDELT, ICEWS,
POLECAT, UCDP GED, ACLED and VIINA, ``diagnostics`` describes series of either, ``starting`` makes first values of
trust and escalation. A function, and the libraries behind it, are loaded at its first use.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
