"""Pages of the site that are made from the code, so that they cannot say anything else than the code does.

One file a reference, each with a pure function that returns Markdown; `hook` hands the pages to MkDocs.
"""
