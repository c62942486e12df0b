"""What the card says around its tables."""

INTRODUCTION = """# Calibration card

How often a verdict is wrong, measured on real texts. Made by `make calibrate`; not edited by hand.

- Measured {date} on {machine}: {minutes:.0f} core minutes, commit {commit}.
- {versions}; rivals, each in an environment of its own: {rivals}.
- Seed {seed}: each repetition draws its rows from the seed, its table's name and its number, so that a second
  run on the same versions gives the same numbers. Raw numbers: [calibration.json](calibration.json).
- Corpora: {corpora}. Embedded by the default model.

Caveats: English news, print of 1961, quotations and drug reviews stand for all texts. Sentences of one
document may stand in both files. A topic is either absent from the baseline or has its natural share.
The rivals could be tuned, and here are not.

"""
ALARMS = """## 1. False alarms

Baseline and drift file are disjoint random samples of one corpus.

"""
POWER = """## 2. Power

Share of files called drifted, ± standard error, at alpha .05. All methods judge the same files; at 0 % a
call is a false alarm. A method ~~struck through~~ has more of them than alpha allows (the 95 % Wilson
interval lies above it), so that its power means nothing. Leads are counted on the files that both judged.
files: without changed rows, and at each other share. ms: a file on one core, without the embedding, the mean
of all these files; both cores were busy.

A dash: not run. A method out of bounds is not asked about changed files. One that takes about a second a
file judges fewer files, at the shares where methods differ. Evidently's default test of a text column takes
several, and judges two of the changes, at one share, which bounds the smaller ones: power grows with it.
Where one that judged few files came out ahead of Driftline by more than a standard error, it judged all of
them, to see whether it is.

The rivals are called as their documentation calls them, with defaults unless the name says otherwise.
NannyML judges chunks: the drift file is one, and the baseline is cut into as many of that size as it holds,
one to four, and 50 beside files of 20 rows. Below six it warns that its limits, three deviations of these
chunks, are not to be relied on.

"""
SIZES = """## 3. How much changed

`changed_share` estimates the total variation that the embedding can tell apart: the share of new rows
where these look like nothing in the baseline, less where they resemble it: many sentences of a review
("it did not help") and of fiction could as well stand in the baseline, so there the share of changed rows is
only a bound that no estimate may pass, not the truth.

"""
SIMULATED = """Where the total variation is known exactly (real embeddings, one more coordinate that changes):

"""
DETECTABLE = """## 4. The detectable share

A file without drift states the smallest share of changed rows that would have been found at 80 % power.
That share is then planted in a file of the same size, and the file is judged. Not drawn: the corpus has fewer
other rows than that. """
MIXED = """## 5. A mixed table without drift

Fifty columns, 600/300 rows: what the drug reviews hold, and made-up columns of every kind. Identifiers
are kept from the rivals, which do not recognise them, and the kinds of columns are declared to those
that ask for them.

"""
