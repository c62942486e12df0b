"""Text formats (CSV, TSV, JSON Lines and JSON): from bytes to an Arrow table.

delimited   CSV and TSV, read with pyarrow
json_lines  JSON Lines, one object per row
json_array  JSON, an array of objects
encoding    decodes the bytes of a file
code_pages  guesses the encoding of what is not UTF-8
first_lines what precedes the header, and what separates the cells
delimiter   splits the first records at each possible delimiter
header      tells names of columns from cells
records     splits delimited text into records, each with its row
"""
