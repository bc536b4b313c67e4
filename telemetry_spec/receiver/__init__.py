"""A receiver that a spec drives: it takes what is declared, refuses the rest, and stores the rows that are declared."""
