"""Attacks on reading: hostile files made by code, what each costs in a fresh process, and a fuzzer.

files    one file of each kind, in every format that has the kind
footers  Parquet files whose footer or page headers lie
thrift   reads and writes Thrift's compact protocol, every field of which can be changed
fuzz     Parquet with each field falsified, CSV and JSON Lines by their grammars
patterns every regular expression, and the longest work that a text makes for it
web      slow, many and large requests to the upload function
measure  runs a program in a fresh process: peak memory, processor time and answer
page     docs/attack.md
"""
