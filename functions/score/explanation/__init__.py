"""The explanation of a drift file: what changed in its texts, as words, groups and a map."""
