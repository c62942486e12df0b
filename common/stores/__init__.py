"""Object stores: the protocol, and its implementations."""
