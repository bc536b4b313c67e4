"""Checks of clients, one file each. A file's stem with hyphens is the check's name, its docstring the check's page.

A check has a function `check(bench)` that yields results; `begin(bench)`, where there is one, starts the runs that it
needs. `LEVEL` is `recommended` where the check is about good manners. `EARLY` are the verdicts that are final when the
runs which it has begun are done; all others are when the last run is.
"""
