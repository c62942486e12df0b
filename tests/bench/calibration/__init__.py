"""How often a verdict is wrong on real texts, beside other tools: `python tests/bench/calibrate.py`."""
