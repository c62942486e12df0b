"""What both functions must agree on: keys, events, verdict, store, settings, logs and errors."""
