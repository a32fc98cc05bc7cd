"""How well questions are understood, and how fast: `make eval`, `make calibrate`.

Two sets of questions stand in `tests/bench/questions/`, written apart from the ways of asking and
from each other. The calibration set sets the confidence; the evaluation set is only ever measured.
"""
