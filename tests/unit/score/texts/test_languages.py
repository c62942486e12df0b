"""The language of a text is named only if it is clear."""

import pytest

from functions.score.texts.languages import SMALL_WORDS, language

SENTENCES = {
    "English": "The parcel was late and the colour is wrong",
    "German": "Der Kuchen war sehr gut und die Bedienung auch",
    "French": "La livraison est en retard et le produit est cassé",
    "Spanish": "El pedido llegó tarde y no me gusta",
    "Italian": "Il pacco non è arrivato ma il servizio è buono",
    "Portuguese": "O produto não chegou e é muito ruim",
    "Dutch": "Het pakket is niet aangekomen en dat is jammer",
    "Swedish": "Paketet är inte här och jag väntar på det",
    "Polish": "Paczka nie jest na miejscu i to jest zła wiadomość",
    "Turkish": "Paket gelmedi ve bu çok kötü ama için değil",
    "Cyrillic script": "Посылка задержалась, жду уже неделю",
    "Greek": "Το δέμα άργησε πολύ",
    "Thai": "พัสดุมาช้ามาก",
    "Chinese": "我的包裹迟到了",
    "Japanese": "荷物が遅れています",
    "Korean": "소포가 늦었어요",
    "Arabic script": "الطرد متأخر جدا",
    "Hebrew": "החבילה מאחרת",
    "an Indian script": "पार्सल देर से आया",
}


@pytest.mark.parametrize(("name", "text"), SENTENCES.items(), ids=SENTENCES)
def test_a_sentence_has_its_language(name, text):
    assert language(text) == name


@pytest.mark.parametrize("text", ["", "ok", "late parcel", "Los Angeles", "404", "😡", "de la", "ß é ñ"])
def test_a_text_that_is_not_clear_has_none(text):
    assert language(text) == ""


def test_every_language_is_that_of_its_own_small_words():
    for name, words in SMALL_WORDS.items():
        assert language(words) == name
