"""The baseline of a drift file: which one, its settings, and its profile.

pairing        which baseline a drift file is compared with
settings       what the baseline's owner sets: `<baseline>.driftline.toml`
find           from an event to the baseline's profile
building       reads and embeds a baseline
profile        what a process knows about a baseline
profile_cache  the profiles that this process holds in memory
profile_store  the embeddings in the bucket, so that no baseline is embedded twice
"""
