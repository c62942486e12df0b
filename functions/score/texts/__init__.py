"""Chooses which texts of a column are embedded, and embeds them.

sampling  how many texts of a large column are embedded, and which
embedder  embeds the texts of one file
embedded  embedded rows, of texts or of a column of vectors, and values that are computed of them once
"""
