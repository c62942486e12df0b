"""Pure statistics: numpy and scipy alone; no I/O, no logging, no clock."""
