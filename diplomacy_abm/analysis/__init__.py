"""Questions put to results; nothing here knows the model."""
