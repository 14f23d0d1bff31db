"""The processes that the HTTP front hands work to: sandboxed, bounded, and killed when need be."""
