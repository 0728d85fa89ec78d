"""A module in a wheel that Maven made."""

__version__ = "1.0.0"
