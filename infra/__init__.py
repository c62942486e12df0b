"""Everything around the functions: broker, store, their set-up, and a stack for development."""
