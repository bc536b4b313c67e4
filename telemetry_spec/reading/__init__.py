"""YAML text to a tree that knows the place of every key and value, with limits on size and depth."""
