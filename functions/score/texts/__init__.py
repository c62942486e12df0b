"""The texts of a column: which of them are embedded, and their embeddings.

sampling  how many texts of a large column are embedded, and which
embedder  embeds the texts of one file
embedded  embedded texts, and what is computed of them once
"""
