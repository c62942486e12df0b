"""Reads files too large for memory in chunks, and keeps a random sample of their rows.

chunks        reads large text files in chunks, and samples their records
column_types  the types of columns in all chunks
text_formats  splits the text formats into records
reservoir     a random sample of records
whole_file    a whole file in memory or on disk
"""
