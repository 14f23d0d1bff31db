"""Writes: staged, applied, validated, published as a new version; each in a process of its own."""
