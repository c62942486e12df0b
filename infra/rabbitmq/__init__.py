"""The broker's topology, configuration and users."""
