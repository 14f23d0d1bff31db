"""Candidates as they wait in files, and what people decide about them."""
