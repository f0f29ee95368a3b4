"""The browser viewer: an area month by month, two policies side by side.

Simulating thirty years takes less time than drawing a few pictures of it. So nothing is simulated while somebody watches: a
page asks for a whole history and plays it back, forwards and backwards, and a click asks for details of a month, for which
the run is simulated once more up to there. The server keeps nothing of a page, so that pages cannot disturb each other.
"""
