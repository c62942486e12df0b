"""Text formats (CSV, TSV and JSON Lines): from bytes to an Arrow table.

delimited     CSV and TSV, read with pyarrow
json_lines    JSON Lines, one object per row, read exactly
json_columns  JSON Lines, read with pyarrow where the result is the same
encoding      decodes the bytes of a file
delimiter     detects the delimiter from the header
as_written    finds columns whose words would be lost as numbers
records       splits delimited text into records strictly, each with its row
lines         finds records by their bytes, where nothing is unusual
zones         keeps the clock of times that are written with their zone
"""
