"""The SPARQL standards, free of any web framework."""
