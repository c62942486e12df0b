"""The verdict.

document  the JSON document and its schema
subject   which object a stored verdict is about
column    the part about one column
whole_rows  the part about whole rows
usual     what shows how much batches differ anyway
note      what to know about a file as a whole
rewritten  the columns that are drift because of how they are written
headline  the answer in a few words
figures   numbers as reasons, reports and terminals write them
"""
