"""The verdict.

document  the JSON document and its schema
column    the part about one column
figures   numbers as reasons, reports and terminals write them
"""
