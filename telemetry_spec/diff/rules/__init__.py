"""The rules: one kind of difference a file."""
