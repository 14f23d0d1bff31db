"""What a document names: stretches of it that stand for entities, numbers, amounts and dates."""
