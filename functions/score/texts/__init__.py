"""Chooses which texts of a column are embedded, and embeds them.

sampling  how many texts of a large column are embedded, and which
masking   masks running numbers, dates and times, so that they alone are no drift
embedder  embeds the texts of one file
traits    letter case, length, language and other traits that embeddings show badly
languages the language of a text
embedded  embedded rows, of texts or of a column of vectors, and values that are computed of them once
"""
