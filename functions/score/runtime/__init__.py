"""Settings and helpers of a process: threads, memory, timing, progress, one-time initialisation.

preparation        loads what later steps need, while the first file is being embedded
once               calls a function once for a whole process
progress           a progress bar
stopwatch          the time of each step
single_thread      limits linear algebra to one thread
control_groups     where a container's limits are
memory_limit       a limit on the memory of this process
limit_advice       what to do about a file that needs more than a limit
freed_memory       keeps freed memory for the next file
garbage_collector  excludes long-lived objects from garbage collection
"""
