"""Finds the baseline of a drift file, reads its settings, and builds or loads its profile.

pairing        which baseline a drift file is compared with
permission     whether a file may use the baseline that its metadata names
settings       the owner's settings of a dataset: `<baseline>.driftline.toml`
baselines      from an event to the baseline's profile
building       reads and embeds a baseline
profile        what a process computes of a baseline once
profile_cache  profiles in this process's memory
profile_store  embeddings in the bucket, so that no baseline is embedded twice
block_store    effects of a baseline's blocks in the bucket, so that they are computed once
"""
