"""Checks of servers, one file each. A file's stem with hyphens is the check's name, its docstring the check's page.

A check has a function `check(session)` that yields results.
"""
