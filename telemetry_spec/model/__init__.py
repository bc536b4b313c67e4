"""What a spec means: frozen data, no behaviour beyond looking things up. Standard library only."""
