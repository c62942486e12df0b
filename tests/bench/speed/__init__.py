"""The same files through Driftline, the documented way and its rivals, side by side in one run."""
