"""Checks of a server that receives what a spec declares."""
