"""What a process needs beside its work: threads, memory, timing, progress, things that are made once."""
