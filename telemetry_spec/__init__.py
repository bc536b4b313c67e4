"""One declarative file for what a product's telemetry collects, and everything that comes out of it."""

__version__ = "0.1.0"
