"""Holds a contract's terms as declarative rules and answers what-if events."""

__version__ = "0.1.0"
