"""Reviewing candidates at a terminal."""
