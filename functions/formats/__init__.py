"""A verdict as text for other programs and for people.

verdict_format  the formats there are
markdown        for a comment on a pull request
junit           for a continuous-integration server
"""
