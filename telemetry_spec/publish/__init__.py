"""Publishing: versions of a spec, pages and blocks that other tools show."""
