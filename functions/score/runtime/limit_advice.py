"""What to do if a file needs more time or memory than scoring has; one wording for all who limit them."""

SHORTER = "split the file, or ask for a higher"
# The settings of the limits, and what limits a function of AWS Lambda.
LESS_TIME = f"{SHORTER} DRIFTLINE_SCORE_SECONDS (in AWS Lambda: timeout of the function)"
LESS_MEMORY = f"{SHORTER} DRIFTLINE_MEMORY_BYTES (in AWS Lambda: memory of the function)"
