"""How a sentence means what it says: asserted, denied, supposed, planned, rumoured, over."""
