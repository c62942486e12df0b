"""Driftline's functions: score and upload, and the command line over them."""
