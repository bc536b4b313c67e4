"""Tests of a client, whatever it is written in: what it sends, to whom, what slips in, and that opting out is silence.

A client is run many times, each time in a world of its own (`world`), and what it sends is captured. The checks judge
the runs; `suite` says which runs they need.
"""
