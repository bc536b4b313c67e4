"""What generated code has in common, whatever the language: what is declared, how it is named, what is said of it."""
