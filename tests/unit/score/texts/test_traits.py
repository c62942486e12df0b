"""The simple traits of texts."""

from functions.score.encoder import Unread
from functions.score.texts.traits import Traits


def traits(*texts):
    return Traits.of(texts, [Unread()] * len(texts))


def test_letter_case():
    plain = ["Mixed", "123", "", "From Berlin to the harbour", "Max Weber wrote this in Heidelberg"]
    assert traits(*plain).cases == [""] * 5
    assert traits("all lower 1", "ALL UPPER!").cases == ["lower case", "upper case"]
    assert traits("The Lord of the Rings", "Élan Vital, 2 Parts").cases == ["title case"] * 2


def test_the_end_of_a_text():
    texts = ["Done.", "Done.  ", "Done!", '"Done."', "(done)", "完了。", "not do", "", "yes,"]
    assert traits(*texts).unfinished == [False] * 6 + [True] * 3


def test_broken_characters():
    assert traits("cafÃ© noir", "itâ€™s", "caf\ufffd").broken == ["fÃ©", "â€", "\ufffd"]
    assert traits("caf&eacute;", "R&#38;D", "caf\\u00e9", "so na?ve is").broken == [
        "&eacute;",
        "&#38;",
        "\\u00e9",
        "na?ve",
    ]
    whole = [
        "R&D; more",
        "really? yes",
        "http://a.b/c?d",
        "plain",
        "café",
        "«\u00a0CAFÉ\u00a0»",
        "„Spaß“",
        "voilà\u00a0»",
        "Größe 5–7",
        "😀",
        "日本",
    ]
    assert not any(traits(*whole).broken)


def test_length_and_language():
    found = traits("The parcel was late and it is wrong", "ok")
    assert (found.lengths, found.languages) == ([35, 2], ["English", ""])
