"""How often a verdict is wrong, on real texts beside its peers: `python tests/bench/calibrate.py`."""
