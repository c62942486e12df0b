"""Settings and helpers of a process: threads, memory, timing, progress, one-time initialisation."""
