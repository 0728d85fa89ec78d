"""A tiny package, made to be published to a sandbox."""

__version__ = "1.0.0"


def hello(name: str = "world") -> str:
    """Greets ``name``."""
    return f"Hello, {name}!"
