"""Texts as embeddings: is a change beyond chance, how large is it, and what would have been seen.

comparison        all of it for one column
significance      one permutation test of four statistics
mean_shift, neighbourhood, novelty      the statistics; neighbours are found once, before
relabelling, stages, minimum_p          random labels, how many of them, and one p-value of all statistics
changed_share     total variation with its interval; discriminant, cut and separation behind it
cosine, debiased, score_interval        the documented score, without its bias, with its error bar
detectable_share  the smallest change that would have been seen; sensitivity of the baseline behind it
"""
