"""Text formats (CSV, TSV and JSON Lines): from bytes to an Arrow table.

delimited   CSV and TSV, read with pyarrow
json_lines  JSON Lines, one object per row
encoding    decodes the bytes of a file
delimiter   detects the delimiter from the header
records     splits delimited text into records, each with its row
zones       keeps the clock of times that are written with their zone
"""
