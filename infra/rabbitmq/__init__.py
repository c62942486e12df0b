"""The broker's topology, its configuration, and how its users get in."""
