"""What a column's name says about its values, in any spelling of the large languages."""

import re
import unicodedata

# Names of columns that are text even if their values are short and repeat.
TEXT_NAMES = frozenset(
    {"text", "sentence", "document", "content", "body", "message", "comment", "review", "feedback"}
    | {"description", "summary", "abstract", "title", "headline", "caption", "post", "tweet"}
    | {"question", "answer", "query", "prompt", "response", "utterance"}
)
# A name whose last word is one of these identifies something: "user_id", "Order #", "ROWID".
IDENTIFIER_WORDS = frozenset(
    {"id", "ids", "uid", "uuid", "guid", "pk", "fk", "key", "no", "nr", "num", "number", "numbers", "#", "№"}
    | {"identifier", "index", "idx", "row", "rowid", "rownum", "rownumber", "serial", "seq", "sequence"}
    | {"phone", "telephone", "tel", "mobile", "fax", "email", "mail", "iban", "bic", "ssn", "vin", "imei"}
    | {"isbn", "issn", "ean", "gtin", "upc", "doi", "url", "uri", "link", "hash", "sha", "md5", "checksum"}
    | {"token", "session", "cookie", "ip", "mac", "barcode", "lsn", "xid", "sku", "ref", "reference"}
    | {"nummer", "kennung", "schluessel", "schlüssel", "laufnummer", "telefon", "handy"}  # German
    | {"numero", "numéro", "identifiant", "clé", "cle", "matricule", "siret", "siren"}  # French
    | {"número", "identificador", "clave", "folio", "llave", "dni", "nif", "cpf", "cnpj", "chave"}
    | {"identificativo", "codice", "matricola", "numer", "identyfikator", "numara", "kimlik"}
    | {
        "sleutel",
        "kenmerk",
        "nyckel",
        "nøgle",
        "номер",
        "ид",
        "идентификатор",
        "ключ",
        "αριθμός",
        "رقم",
        "מזהה",
    }
)
# Compounds without a separator: "kundennummer", "ordernr", "順序番号"; no word of another meaning ends so.
IDENTIFIER_ENDINGS = (
    *("nummer", "numer", "nr", "kennung", "schlüssel", "schluessel", "identifier", "uuid", "guid"),
    *(
        "番号",
        "編號",
        "编号",
        "編号",
        "序号",
        "序號",
        "单号",
        "單號",
        "号码",
        "號碼",
        "번호",
        "아이디",
        "識別子",
    ),
)
# What identifiers without a separator name: "transactionid" and "orderno", but not "paid" or "casino".
NAMED_THINGS = frozenset(
    """
    account acct ad agent album article artist asset author batch bill block board booking brand build
    building call campaign card cart case channel chat city class click client comment company contact
    content contract conversation course cust customer dataset deal delivery department deposit dept
    device doc document driver element emp employee entity entry event exam experiment file flight form
    frame game group guest host house image incident instance inv invoice issue item job journal kunden
    lead lesson line listing loan location log lot machine mail match material media member merchant
    message meter model movie node note obj object offer operation operator ord order org owner page
    parcel parent part partner passenger patient payment person photo pipeline place plan plant play
    player playlist point policy pool post process prod product profile project property query question
    reader rec record ref report reporter request reservation resource response review ride room route
    row run sale sample scan school segment sender sensor sequence server service session shipment shop
    show site sku slot song source span staff station status step stock store story stream student
    subject submission subscriber subscription supplier table tag target task tax team tel tenant term
    test thread ticket topic trace track trade train trans transaction transfer trip tweet txn type unit
    upload user usr variant vehicle vendor version video visit visitor voucher warehouse worker workflow
    zone
    """.split()  # noqa: SIM905 - a list of 190 literals hides the words
)
SHORT_ENDINGS = ("id", "ids", "key", "no", "nr", "num", "number")
# Names of codes: whole numbers that name a place, a class or a state, and are no quantities.
CODE_WORDS = frozenset(
    {"code", "codes", "zip", "zipcode", "postcode", "postal", "plz", "postleitzahl", "cap", "cep", "pincode"}
    | {"fips", "naics", "sic", "icd", "cpt", "ndc", "hts", "tract", "precinct", "ward", "msa", "cbsa"}
    | {
        "class",
        "label",
        "category",
        "type",
        "status",
        "state",
        "flag",
        "group",
        "cluster",
        "segment",
        "grade",
    }
    | {"codigo", "código", "categoria", "categoría", "catégorie", "kategorie", "typ", "klasse", "код"}
    | {"コード", "代码", "代碼", "邮编", "郵便番号", "우편번호"}
)
# Names of values that only grow from row to row.
COUNTER_WORDS = frozenset(
    {
        "counter",
        "count",
        "total",
        "cumulative",
        "cum",
        "cumsum",
        "offset",
        "odometer",
        "meter",
        "position",
        "pos",
    }
    | {
        "tick",
        "ticks",
        "step",
        "iteration",
        "epoch",
        "frame",
        "block",
        "uptime",
        "elapsed",
        "time",
        "running",
    }
    | {"zähler", "zählerstand", "compteur", "contador", "contatore", "teller", "счетчик", "счётчик"}
)
# The index of a table, as pandas, R and spreadsheets write it.
INDEX_NAME = re.compile(
    r"|unnamed: \d+(?:_level_\d+)?(?:\.\d+)?|index|level_\d+|row\.?names?|\.\.\.1|x1?|_id", re.ASCII
)
WORD = re.compile(r"[A-Z]+(?![a-z])|[^\W\d_][^\W\d_A-Z]*|#|№")


def words_of(name: str) -> list[str]:
    """Return the words of a name, in lower case.

    >>> words_of("customerID_2"), words_of("Order #"), words_of("顧客ID")
    (['customer', 'id'], ['order', '#'], ['顧客', 'id'])
    """
    return [word.lower() for word in WORD.findall(unicodedata.normalize("NFKC", name))]


def names_text(name: str) -> bool:
    """Return whether a column of this name is text.

    >>> names_text("Review"), names_text("label")
    (True, False)
    """
    return name.lower() in TEXT_NAMES


def names_identifier(name: str) -> bool:
    """Return whether a column of this name identifies its rows or something else.

    >>> [names_identifier(name) for name in ("order_no", "transactionid", "Kundennummer", "id_client")]
    [True, True, True, True]
    >>> [names_identifier(name) for name in ("humid", "paid", "casino", "number_of_rooms")]
    [False, False, False, False]
    """
    words = words_of(name)
    if not words:
        return False
    last = words[-1]
    if last in IDENTIFIER_WORDS or last.endswith(IDENTIFIER_ENDINGS) or words[0] in ("id", "uuid", "guid"):
        return True
    return any(last.endswith(short) and last.removesuffix(short) in NAMED_THINGS for short in SHORT_ENDINGS)


def names_index(name: str) -> bool:
    """Return whether a column of this name is the index of a table.

    >>> names_index("Unnamed: 0"), names_index("index"), names_index("price index")
    (True, True, False)
    """
    return INDEX_NAME.fullmatch(name.strip().lower()) is not None


def names_counter(name: str) -> bool:
    """Return whether a column of this name may hold a counter.

    >>> names_counter("bytes_total"), names_counter("price")
    (True, False)
    """
    return not COUNTER_WORDS.isdisjoint(words_of(name))


def names_code(name: str) -> bool:
    """Return whether whole numbers of this name are codes.

    >>> names_code("zip"), names_code("HTTP status"), names_code("weight")
    (True, True, False)
    """
    words = words_of(name)
    return bool(words) and (words[-1] in CODE_WORDS or words[0] in ("zip", "postal"))
