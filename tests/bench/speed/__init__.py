"""Speed of Driftline, the documented way and the rivals on the same files, side by side in one run."""
