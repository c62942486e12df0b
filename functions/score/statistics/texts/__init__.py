"""Texts as embeddings: is there a change beyond chance, how large is it, what would have been detected.

column            everything for one column
reference         what is computed once per baseline
significance      one permutation test of four statistics
mean_shift, neighbourhood, novelty      the statistics; neighbours are searched once, before
relabelling, permutation_stages, minimum_p
                  random labels, how many, and one p-value of all statistics
shares            tests of simple properties, beside the embedding
changed_share     total variation with its interval (discriminant, folds, cut, separation)
cosine, debiased, score_interval, whole_files
                  the documented score, without bias, with its error bar, of a whole file
sample_stages     whether a sample is enough
detectable_share  the smallest detectable change (sensitivity of the baseline)
"""
