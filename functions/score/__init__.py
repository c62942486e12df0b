"""The stateless score function: an object event in, a drift verdict out.

main         the target of functions-framework
triggers     turn events into calls of the handler
wiring       chooses the handler's dependencies, `tools`, by the settings
tools        the handler's dependencies
handler      one object event in, one verdict out
scoring      two files in, the answer out
metrics      what a process that scores counts and measures for Prometheus
observer     gets the result of every event
settlement   the result of one event
verdict      assembles the verdict, and stores it
variation    how much the files of a stream differ anyway
explanation  what changed in the texts
comparison   measures every column of two files
baseline     finds the baseline, and builds or loads its profile
history      the verdicts on a dataset's earlier files, a line each
policy       turns evidence into a decision
texts        chooses and embeds texts
batch        reads a file into typed columns
encoder      turns texts into vectors
statistics   tests and effects, on arrays only
report       the verdict as a page
runtime      threads, memory, timing and progress of the process
"""
