"""The store's notification rules and its users."""
