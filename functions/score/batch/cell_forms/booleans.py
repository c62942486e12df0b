"""Words for yes and no, in lower case."""

# Pairs (no, yes) of one language; a column is recognised if all its words are of one group.
PAIRS = (
    (("0", "1"),),
    (("false", "true"), ("no", "yes"), ("n", "y"), ("f", "t"), ("off", "on")),  # English
    (("nein", "ja"), ("n", "j"), ("falsch", "wahr"), ("aus", "an")),  # German
    (("non", "oui"), ("faux", "vrai")),  # French
    (("no", "sí"), ("no", "si"), ("falso", "verdadero"), ("falso", "vero")),  # Spanish, Italian
    (("não", "sim"), ("nao", "sim"), ("falso", "verdadeiro")),  # Portuguese
    (("nee", "ja"), ("onwaar", "waar")),  # Dutch
    (("nej", "ja"), ("nei", "ja")),  # Danish, Swedish, Norwegian
    (("nie", "tak"), ("fałsz", "prawda")),  # Polish
    (("ne", "ano"),),  # Czech
    (("hayır", "evet"),),
    (("нет", "да"), ("ложь", "истина")),  # Russian
    (("否", "是"), ("いいえ", "はい"), ("아니요", "예")),  # Chinese, Japanese, Korean
)
FALSE_WORDS = frozenset(no for pairs in PAIRS for no, _ in pairs)
TRUE_WORDS = frozenset(yes for pairs in PAIRS for _, yes in pairs)
LANGUAGES = tuple(frozenset(word for pair in pairs for word in pair) for pairs in PAIRS)


def are_booleans(words: frozenset[str]) -> bool:
    """Tell whether words, in lower case, mean yes or no in one language; 0 and 1 only together.

    >>> are_booleans(frozenset({"y", "n"})), are_booleans(frozenset({"da", "no"})), are_booleans({"1"})
    (True, False, False)
    """
    if words <= LANGUAGES[0]:
        return words == LANGUAGES[0]
    return any(words <= language for language in LANGUAGES)
