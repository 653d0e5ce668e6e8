"""The exam on crises: each crisis of a file played by the model, and the forecasts scored."""

from diplomacy_abm.crises.forecasts import forecast, score_file
from diplomacy_abm.crises.reading import Crises, CrisesError, Crisis, read_crises

__all__ = ["Crises", "CrisesError", "Crisis", "forecast", "read_crises", "score_file"]
