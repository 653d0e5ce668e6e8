"""What a run or an ensemble of runs is once it has been computed: frames, metadata, folders on disk.

Nothing here imports the model; ``analysis``, ``plots`` and ``narrate`` read what is defined here.
"""

from diplomacy_abm.results.ensemble import Ensemble
from diplomacy_abm.results.export import ResultsError, read, write_ensemble, write_run
from diplomacy_abm.results.run import Run

__all__ = ["Ensemble", "ResultsError", "Run", "read", "write_ensemble", "write_run"]
