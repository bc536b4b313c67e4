"""Lint rules, one file each. A file's stem with hyphens is the rule's code, its docstring the rule's page and its test.

A rule has a `SEVERITY` and a function `check(view)` that yields hits; `base.View` lists what most rules look at.
"""
