"""Calibration: parameters that make the model's runs look like a record, with what remains uncertain about them."""
