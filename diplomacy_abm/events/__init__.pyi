from .aggregate import read_aggregates, write_aggregates
from .comparison import compare
from .examples import real_series
from .incoming import import_events
from .outgoing import aggregate_result
from .writers import export_events

__all__ = [
    "aggregate_result", "compare", "export_events", "import_events", "read_aggregates", "real_series",
    "write_aggregates",
]
