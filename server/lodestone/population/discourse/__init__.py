"""What a document speaks of: pronouns and descriptions, and the names that they stand for."""
