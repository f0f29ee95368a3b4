"""Cards: what is known of one collective, entrepreneur, plot or the municipality in one month, and what went before.

`now` tells of a model as it stands; `asked` simulates up to a month first.
"""
