"""What an operator checks on the store; changes nothing.

store  whether it answers, its clock, our credentials, the bucket
rules  the bucket's notification rules and their targets
users  the users for our functions, and their policies
"""
