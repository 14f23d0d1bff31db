"""Flask, and nothing but HTTP: pages, linked data and the SPARQL endpoint."""
