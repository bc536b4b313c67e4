"""One comparison per file: its `compare(scale, folder)` yields tables, and its stem is the name on the command line."""
