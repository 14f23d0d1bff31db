"""Documents → candidates → statements."""
