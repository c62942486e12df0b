"""The explanation of a drift file: what changed in its texts, in words, groups and a map."""
