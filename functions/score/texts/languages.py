"""The language of a text, by frequent small words or by its script; many short texts have none."""

import re

from functions.score.statistics.explanation.tokens import tokens

# Frequent words that carry no topic. A word of several languages counts for each of them.
SMALL_WORDS = {
    "English": "the a an and of to in is that it was for on with as at be this are have has not you but"
    " from they we our which very my so or had were",
    "German": "der die und das ist nicht ein eine mit auf den von zu im sich auch wir ich sie dem des es"
    " war sehr",
    "French": "le la les des et est une dans pour que pas sur avec ce du qui nous vous je au très il sont"
    " mais",
    "Spanish": "el la los las de que y en un una por con para no es se del está muy lo al pero me mi fue más",
    "Italian": "il di che e la un una per non con sono del della è mi lo gli ma anche molto ho da nel questo",
    "Portuguese": "o a os as de que e do da em um uma para não com por se é muito na no foi mais mas meu",
    "Dutch": "de het een en van is dat niet op te met voor zijn ik er maar ook aan was heel mijn wij",
    "Swedish": "och att det som en är på av för med inte den till jag var ett har men mycket vi",
    "Danish or Norwegian": "og det at er en på til ikke af av som for med jeg den har et men meget var vi",
    "Polish": "nie w na i z do się jest to że jak ale od za bardzo mi po dla co był",
    "Czech": "a je se na v že to s z ale jsem do jako pro si byl velmi mi při není",
    "Romanian": "și de la cu nu în este pe din un o să mai care foarte dar am pentru",
    "Hungarian": "a az és nem hogy egy is de ez volt nagyon meg csak van már mint",
    "Finnish": "ja on ei se että oli hän mutta kun niin ovat myös minä tämä hyvin joka",
    "Turkish": "ve bir bu da de için çok ile ne ama değil gibi var daha ben olarak",
    "Indonesian": "yang dan di ini itu dengan untuk tidak dari saya ada akan pada sudah sangat",
    "Vietnamese": "và của là không có một được cho các người tôi rất này với những",
}
SCRIPTS = {
    "Cyrillic script": "\u0400-\u052f",
    "Greek": "\u0370-\u03ff\u1f00-\u1fff",
    "Hebrew": "\u0590-\u05ff",
    "Arabic script": "\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff",
    "an Indian script": "\u0900-\u0dff",
    "Thai": "\u0e00-\u0e7f",
    "Korean": "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af",
    "Japanese": "\u3041-\u30ff",
    "Chinese": "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff",
}
LEAST_WORDS = 2  # distinct small words of a language, more than of any other: one may be a name or a quote
LEAST_KANA = 0.1  # of the letters of a Japanese text; the rest are mostly Chinese characters

_LANGUAGES = list(SMALL_WORDS)
_KNOWN: dict[str, list[int]] = {}
for _place, _words in enumerate(SMALL_WORDS.values()):
    for _word in _words.split():
        _KNOWN.setdefault(_word, []).append(_place)
_SCRIPTS = {name: re.compile(f"[{characters}]") for name, characters in SCRIPTS.items()}


def language(text: str) -> str:
    """Return the language or script of a text; "" if that is not clear.

    >>> language("The parcel was late and the colour is wrong"), language("Das Paket ist nicht angekommen")
    ('English', 'German')
    >>> language("привет, как дела"), language("late parcel, Berlin")
    ('Cyrillic script', '')
    """
    if not text.isascii() and (script := _script(text)):
        return script
    hits = [0] * len(_LANGUAGES)
    for word in _KNOWN.keys() & set(tokens(text)):
        for place in _KNOWN[word]:
            hits[place] += 1
    most = max(hits)
    return _LANGUAGES[hits.index(most)] if most >= LEAST_WORDS and hits.count(most) == 1 else ""


def _script(text: str) -> str:
    letters = sum(map(str.isalpha, text))
    counted = {name: len(pattern.findall(text)) for name, pattern in _SCRIPTS.items()}
    name = max(counted, key=lambda script: counted[script])
    if counted["Japanese"] and counted["Japanese"] >= LEAST_KANA * letters:
        return "Japanese"
    # Marks are no letters, but belong to Indian scripts and Thai.
    return name if counted[name] > letters / 2 else ""
