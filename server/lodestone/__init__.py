"""Lodestone: an open, evidenced knowledge graph of the AI landscape."""

__version__ = "0.1.0"
