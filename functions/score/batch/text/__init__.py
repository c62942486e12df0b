"""Text formats (CSV, TSV, JSON Lines and JSON): from bytes to an Arrow table.

delimited     CSV and TSV, read with pyarrow
json_lines    JSON Lines, one object per row, read exactly
json_columns  JSON Lines, read with pyarrow where the result is the same
json_memory   how much memory JSON takes once it is parsed
json_array    JSON, an array of objects
encoding      decodes the bytes of a file
code_pages    guesses the encoding of what is not UTF-8
first_lines   what precedes the header, and what separates the cells
titles        finds title lines before the header
footers       finds lines after the last row that are no rows
drawn         recognises tables that are drawn for reading
delimiter     splits the first records at each possible delimiter
header        tells names of columns from cells
as_written    finds columns whose words would be lost as numbers
records       splits delimited text into records strictly, each with its row
lines         finds records by their bytes, where nothing is unusual
zones         keeps the clock of times that are written with their zone
"""
