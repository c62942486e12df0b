import unicodedata
from collections import Counter
from html.parser import HTMLParser

import pytest

from functions.score.report import Map, render, wording

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "]]>",
    "</title></style></svg><script>alert(1)</script>",
    "{{ 7 * 7 }}{% raw %}",
    "abc\u202egnp.exe",
    "nul \x00 bell \x07",
    "\ud800 lone",
    "javascript:alert(1)",
]
VOID = {"meta", "br"}
LANDMARKS = {"header", "main", "footer", "h1"}


class Page(HTMLParser):
    """Collects what a browser would act on, and refuses tags that do not match."""

    def __init__(self, html):
        super().__init__()
        self.open, self.tags, self.attributes, self.texts, self.tables = [], Counter(), [], [], []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags[tag] += 1
        self.attributes += [(tag, name, value) for name, value in attrs]
        assert len({name for name, _ in attrs}) == len(attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)

    def values(self, wanted):
        return [value for _, name, value in self.attributes if name == wanted]


@pytest.fixture
def hostile(make_verdict):
    """A verdict in which every text is hostile."""
    found = {"test": HOSTILE[0], "statistic": 1.0, "p_value": 0.0, "p_adjusted": 0.0, "effect": 0.5,
             "effect_name": HOSTILE[1], "threshold": 0.1, "drifted": True, "notes": HOSTILE,
             "evidence": [{"name": name, "statistic": 1.0, "p_value": 0.0} for name in HOSTILE],
             "effects": [{"name": name, "value": 1.0} for name in HOSTILE]}  # fmt: skip
    shares = [1 / len(HOSTILE)] * len(HOSTILE)
    summary = {"categories": HOSTILE, "shares": shares, "other": 0.0, **dict.fromkeys(HOSTILE, HOSTILE[1])}
    words = [{"phrase": text, "z": 3.0, "before": 0.1, "after": 0.3} for text in HOSTILE]
    explained = {
        "novel_rows": [{"row": 1, "p_value": 0.1, "text": text} for text in HOSTILE],
        "came": words, "went": words,
        "clusters": [{"words": HOSTILE, "before": 0.1, "after": 0.2, "changed": True, "typical": HOSTILE}],
    }  # fmt: skip
    detail = {"drift_score": 0.2, "level": "high", "debiased_score": None, "changed_share": None,
              "detectable_share": None, "undefined": dict.fromkeys(HOSTILE, HOSTILE[0]), "permutations": 9,
              "rows_tested": (2, 2), "explanation": explained}  # fmt: skip
    columns = [
        {"name": name, "kind": "categorical", "before": summary, "after": summary, **found}
        for name in HOSTILE
    ]
    columns += [{"name": name, "kind": "text", "text": detail, **found} for name in HOSTILE]
    columns += [
        {"name": name, "kind": "numeric", **found, "drifted": False, "not_tested": name} for name in HOSTILE
    ]
    verdict = make_verdict(
        key=HOSTILE[1], etag=HOSTILE[2], reasons=HOSTILE, columns=columns,
        timing_ms=dict.fromkeys(HOSTILE, 1),
        driftline=HOSTILE[1], drift_column=HOSTILE[0],
        baseline={"key": HOSTILE[0], "etag": HOSTILE[1], "rows": 2},
        model={"name": HOSTILE[0], "fingerprint": HOSTILE[1], "engine": HOSTILE[2]},
        schema_changes=[{"kind": "added", "column": text, "sentence": text} for text in HOSTILE],
        error={"type": "broken_csv", "message": " ".join(HOSTILE), "key": HOSTILE[1], "row": 1,
               "column": HOSTILE[2]},
    )  # fmt: skip
    maps = {name: Map([(0.1, float("nan"))], [(9e9, -1.0)], [True], HOSTILE[1]) for name in HOSTILE}
    return render(verdict, maps).decode()


def test_hostile_values_remain_text(hostile):
    page = Page(hostile)
    assert not page.tags.keys() & {"script", "img", "iframe", "link", "a", "object", "form", "base", "image"}
    names = {name for _, name, _ in page.attributes}
    assert not [name for name in names if name.startswith("on")]
    assert not names & {"href", "src", "srcset", "action", "formaction", "xlink:href"}
    assert any("<script>alert(1)</script>" in text for text in page.texts)
    assert "49" not in "".join(page.texts).split()


def test_invisible_characters_are_escaped(hostile):
    for sign in ("\u202e", "\x00", "\x07", "\ud800", "�"):
        assert sign not in hostile
    for spelt in (r"abc\u202egnp.exe", r"nul \u0000 bell \u0007", r"\ud800 lone"):
        assert spelt in hostile


def test_every_character_is_written_as_it_is_or_escaped():
    for number in range(0x10000):
        sign = chr(number)
        if sign.isspace():
            assert wording.visible(f"a{sign}b") == "a b"
            continue
        hidden = unicodedata.category(sign) in ("Cc", "Cs") or wording.DIRECTIONS.match(sign)
        assert wording.visible(f"a{sign}b") == (f"a\\u{number:04x}b" if hidden else f"a{sign}b")


def test_styles_contain_only_lengths(hostile):
    styles = Page(hostile).values("style")
    assert styles
    assert all(style.startswith("width:") and float(style[6:-1]) <= 100 for style in styles)


def test_nothing_may_be_loaded_and_no_script_may_run(hostile):
    policy = next(value for value in Page(hostile).values("content") if "default-src" in value)
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'")
    assert "url(" not in hostile
    assert "@import" not in hostile


def test_the_page_works_with_a_screen_reader(hostile):
    page = Page(hostile)
    assert {tag: page.tags[tag] for tag in LANDMARKS} == dict.fromkeys(LANDMARKS, 1)
    assert page.tags["svg"] == page.values("role").count("img") > 0
    assert page.tags["desc"] == page.tags["svg"] == page.tags["title"] - 1
    assert page.tags["th"] == page.values("scope").count("row") + page.values("scope").count("col")
    assert [value for tag, name, value in page.attributes if (tag, name) == ("html", "lang")] == ["en"]
    assert len(set(page.values("id"))) == len(page.values("id"))
    assert set(page.values("aria-labelledby")) <= set(page.values("id"))
