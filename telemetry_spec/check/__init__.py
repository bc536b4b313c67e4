"""Payloads against a spec: fast acceptance, full explanation."""
