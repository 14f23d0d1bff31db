"""Snapshots and the engine that queries them; knows RDF, not the pipeline."""
