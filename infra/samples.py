"""Writes functions/samples: a catalogue of man-made things, more of the same, and plants and animals.

`python -m infra.samples`, after `apt-get install wordnet-base` (WordNet 3.0).
"""

import argparse
import csv
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

WORDNET = Path("/usr/share/wordnet")
SAMPLES = Path(__file__).parent.parent / "functions" / "samples"

# Numbers of WordNet's lexicographer files, see lexnames(5WN).
ANIMALS, ARTIFACTS, PLANTS = 5, 6, 20
BASELINE_ROWS = 400
DRIFT_ROWS = 200
# Shorter definitions are unclear without their word, longer ones are small essays.
FEWEST_WORDS, MOST_WORDS = 5, 30
SEED = 10  # arbitrary


@dataclass(frozen=True, slots=True)
class Gloss:
    """One meaning: its first word, its definition without the examples, its lexicographer file.

    A term of several words has underscores, such as `dining_area`, which suits an id.
    """

    word: str
    definition: str
    subject: int


def read_glosses(data: Path) -> Iterator[Gloss]:
    """Yield every meaning in a WordNet data file, see wndb(5WN); skip the lines of the licence."""
    for line in data.read_text(encoding="ascii").splitlines():
        if line.startswith(" "):
            continue
        fields, _, gloss = line.partition(" | ")
        _, subject, _, _, word, *_ = fields.split(" ")
        definition = gloss.partition('; "')[0].strip()
        yield Gloss(word, definition, int(subject))


def licence(data: Path) -> str:
    """Return the licence: the numbered lines at the top of every WordNet data file."""
    lines = data.read_text(encoding="ascii").splitlines()
    numbered = [line.strip().partition(" ")[2] for line in lines if line.startswith(" ")]
    return "\n".join(numbered).rstrip() + "\n"


def shuffled(glosses: Sequence[Gloss], rng: random.Random) -> list[Gloss]:
    """Return the meanings of suitable length in random order, one for each word."""
    suitable = [gloss for gloss in glosses if FEWEST_WORDS <= len(gloss.definition.split()) <= MOST_WORDS]
    rng.shuffle(suitable)
    return list({gloss.word: gloss for gloss in suitable}.values())


def write_batch(path: Path, glosses: Sequence[Gloss]) -> None:
    """Write one batch: the columns id and text."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(("id", "text"))
        rows.writerows((gloss.word, gloss.definition) for gloss in glosses)


def write_samples(wordnet: Path, samples: Path) -> None:
    """Write the three batches and the licence, the same bytes in every run.

    Parameters
    ----------
    wordnet : folder with WordNet's data.noun.
    samples : folder to write to.
    """
    data = wordnet / "data.noun"
    glosses = list(read_glosses(data))
    rng = random.Random(SEED)  # noqa: S311 - a sample, not a secret
    artifacts = shuffled([gloss for gloss in glosses if gloss.subject == ARTIFACTS], rng)
    nature = shuffled([gloss for gloss in glosses if gloss.subject in {ANIMALS, PLANTS}], rng)
    write_batch(samples / "baseline.csv", artifacts[:BASELINE_ROWS])
    write_batch(
        samples / "drifts" / "more-of-the-same.csv", artifacts[BASELINE_ROWS : BASELINE_ROWS + DRIFT_ROWS]
    )
    write_batch(samples / "drifts" / "animals-and-plants.csv", nature[:DRIFT_ROWS])
    (samples / "LICENSE-WordNet.txt").write_text(licence(data), encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Write the sample data from an installed WordNet 3.0.")
    parser.add_argument("--wordnet", type=Path, default=WORDNET, help="folder with data.noun")
    write_samples(parser.parse_args().wordnet, SAMPLES)
