"""Elements of SVG."""

from markupsafe import Markup, escape

# A chart is as wide as a small phone, so that its text is readable there.
WIDTH = 340


def picture(height: int, title: str, description: str, *parts: Markup) -> Markup:
    """Return a chart of WIDTH x height units, one image to a screen reader."""
    inner = Markup().join((element("title", title), element("desc", description), *parts))
    return element("svg", inner, role="img", viewBox=f"0 0 {WIDTH} {height}")


def element(name: str, inner: str = "", **attributes: str | float) -> Markup:
    """Return an element; a trailing underscore of an attribute is dropped, others become hyphens."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value) if isinstance(value, str) else short(value)}"'
        for key, value in attributes.items()
    )
    # Names are our own; everything else is escaped.
    return Markup(f"<{name}{written}>{escape(inner)}</{name}>")  # noqa: S704


def text(x: float, y: float, content: str, *, anchor: str = "start", kind: str = "") -> Markup:
    """Return a line of text; `anchor` is start, middle or end."""
    style = {"class_": kind} if kind else {}
    return element("text", content, x=x, y=y, text_anchor=anchor, **style)


def short(value: float) -> str:
    """Return a coordinate with one decimal."""
    return f"{round(value, 1) + 0.0:g}"
