"""Cards: what is known of one collective, entrepreneur, plot or the municipality in one month, and what went before.

A file for each kind tells of a model as it stands; `asked` simulates up to a month first, `album` makes all cards in one pass.
"""
