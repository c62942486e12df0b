"""The page's sentences: what was measured how, and what to know before believing it."""

INTRODUCTION = """# Benchmarks

How long one verdict takes, side by side in one run. Made by `make bench` or `make bench-full`, this time by
`{command}`; not edited by hand.

- Measured {date} on {machine}, {total} minutes ({minutes}), commit {commit}.
- {versions}; rivals, each in an environment of its own, as in the [calibration card](calibration.md).
- Raw numbers: [benchmarks.json](benchmarks.json).

"""
UNMEASURED = "What is not measured takes `make bench-full`, or servers that this machine lacks.\n\n"
CONTEST = """## Side by side

Each line is a whole process, from its start to its answer, but for the running function, where it is the
time from the event to the written verdict, and for real MinIO and RabbitMQ, from the put to the written
verdict. Medians of {rounds} rounds in which everybody has a turn; a curve's points and files of which
Driftline embeds a sample ran once. The documented way is a script that embeds both files with
sentence-transformers and prints 1 - cosine of the means. Evidently's test of embeddings and alibi-detect's
take embeddings, so the documented way's time is theirs too, but not its memory.

Caveats: short texts of about 15 tokens, made of the halves of two sentences, so that a hundred thousand
differ. Files and model lie in the operating system's cache. {cores} cores: with more, all of them gain, not
alike. Driftline also writes a report, which nobody else does here. A first look that leaves the
decision open, as one file in five without drift does, is followed by one at five times the texts. Where
sampling stops early, it may do so from {early} texts on, which is a setting and not the default.{idle}

"""
IDLE = "\nMinIO, RabbitMQ and a worker wait while others have their turns."
SAMPLES = """\
Of {files} calm files of {rows:,} rows, each with a baseline of its own, {looked_again} took a second look, at
{most_embedded:,} texts. With the baseline known they took
{seconds} s; the table of the calm file has the median of them. A second look is to be
expected of one calm file in five. Where a calm file is called drift, that is a false alarm, of which alpha
allows one in twenty files.

"""
ENGINES = """\
{texts:,} short texts, the same for both: first lines of docstrings, about 15 tokens. Each engine is
a process of its own, loaded and warm, as its users call it; they take turns.{agreement} A text is
{operations:.2f} GFLOP of matrix products; numpy's product of two float32 matrices of 1,024 x 1,024 on all
cores, between their turns, does {product:.0f} GFLOP/s.

"""
AGREEMENT = " The smallest cosine between\na text's two vectors is {cosine:.7f}."
STARTS = """\
`driftline score` on {rows} x {rows} rows of the samples, a whole process each time, in turns with the
documented way. The files are in the operating system's cache: the first start after boot takes longer. The
first start ever builds the encoder's graph, which is kept.

"""
ONE_BY_ONE = """\
{files} files of {rows} rows, put one after the other into MinIO, with a known baseline of 1,000
rows and a warm worker. One machine: servers and worker share its cores. The verdict is looked for every
5 ms. The safe lane's figure is the arrival at the broker, before the delay queue that holds it back.

"""
MANY = """\
{files:,} files of {rows} rows with a known baseline of 1,000 rows, put as fast as MinIO takes them,
through one worker that shares the cores with both servers: {throughput:.0f} texts/s from the first put to
the last verdict, looked for four times a second; the encoder alone, given all of these texts at once before
and after, does {alone:.0f}. The worker's encoding was {encoding:.0f} % of that time. Each file has a verdict
and a report. Two workers on the same cores: {two_workers:.0f} texts/s.

Comparing and explaining are one core's work, and about the baseline's rows as well: at least {permutations}
relabellings of 1,050 rows, a discriminant in five folds, groups and a map of all of them. So a small file
costs nearly what one of a thousand rows does. The rest is the report and the requests to the store.

Then {overhead} more files, scored by a function without a broker:

"""
LARGE = """\
`driftline score` with a baseline of 5,000 rows, the whole process, once each. Rows of an identifier,
two numbers, a category, a date and a text; gzip and Parquet hold the rows of a CSV file of the given size.
Every row is read, a sample is compared. Peak memory is the process's own: the system's cache of files is not
in it.

"""
TESTS = """\
{permutations} permutations of the four statistics of a text column, the search for neighbours
included, {rows:,} x {rows:,} rows of {dimension} numbers, one core: {median:.0f} ms ({least:.0f} to
{most:.0f}, {draws} draws).

"""
