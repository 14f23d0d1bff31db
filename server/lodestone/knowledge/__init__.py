"""Statements → graph → reasoned → validated."""
