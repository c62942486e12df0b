"""The words of names that say what kind of values a column holds, in the large languages."""

# Names of columns that are text even if their values are short and repeat.
TEXT_NAMES = frozenset(
    {"text", "sentence", "document", "content", "body", "message", "comment", "review", "feedback"}
    | {"description", "summary", "abstract", "title", "headline", "caption", "post", "tweet"}
    | {"question", "answer", "query", "prompt", "response", "utterance"}
)
# A name whose last word is one of these identifies something: "user_id", "Order #", "ROWID".
IDENTIFIER_WORDS = frozenset(
    {"id", "ids", "uid", "uuid", "guid", "pk", "fk", "key", "no", "nr", "nbr", "num", "number", "#", "№"}
    | {"identifier", "index", "idx", "row", "rowid", "rownum", "rownumber", "serial", "seq", "sequence"}
    | {"phone", "telephone", "tel", "mobile", "fax", "email", "mail", "iban", "bic", "ssn", "vin", "imei"}
    | {"isbn", "issn", "ean", "gtin", "upc", "doi", "url", "uri", "link", "hash", "sha", "md5", "checksum"}
    | {
        "token",
        "session",
        "cookie",
        "ip",
        "mac",
        "barcode",
        "lsn",
        "xid",
        "sk",
        "msisdn",
        "sku",
        "ref",
        "reference",
    }
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
        "معرف",
        "מזהה",
    }
)
# In many languages the number comes first: "numéro de commande", "Nr zamówienia".
FIRST_WORDS = frozenset(
    {
        "id",
        "uuid",
        "guid",
        "nr",
        "nº",
        "numéro",
        "numero",
        "número",
        "n°",
        "codice",
        "código",
        "codigo",
        "номер",
    }
    | {
        "matricule",
        "identifiant",
        "identificador",
        "identificativo",
        "numer",
        "رقم",
        "معرف",
        "מזהה",
        "αριθμός",
    }
)
IDENTIFIER_BEGINNINGS = ("รหัส", "หมายเลข", "เลขที่")  # Thai
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
    frame game group guest hid host house image incident individual instance inv invoice issue item job
    journal kunden lead lesson line listing loan location log lot machine mail match material media
    member merchant message meter model movie node note obj object offer operation operator ord order
    org owner page parcel parent part participant partner passenger patient payment person photo
    pipeline place plan plant play player playlist point policy pool post process prod product profile
    project property query question reader rec record ref report reporter request reservation resource
    respondent response review ride room route row run sale sample scan school segment sender sensor seq
    sequence server service session shipment shop show site sku slot song source span staff station
    status step stock store story stream student subj subject submission subscriber subscription
    supplier table tag tail target task tax team tel tenant term test thread ticket topic trace track
    trade train trans transaction transfer trip tweet txn type unit upload user usr variant vehicle
    vendor version video visit visitor voucher warehouse worker workflow zone
    """.split()  # noqa: SIM905 - a list of 190 literals hides the words
)
SHORT_ENDINGS = ("id", "ids", "ref", "key", "no", "nr", "nbr", "num", "number")
# Whole numbers with such a name say which one it is, and not how many: "subject", "household".
NUMBERED_THINGS = frozenset(
    {
        "subject",
        "individual",
        "household",
        "hid",
        "patient",
        "participant",
        "respondent",
        "person",
        "customer",
    }
    | {"user", "member", "employee", "student", "pupil", "animal", "litter", "obs", "observation", "case"}
    | {"firm", "company", "vendor", "supplier", "merchant", "device", "sensor", "machine", "vehicle", "order"}
    | {"invoice", "ticket", "transaction", "session", "trip", "run", "batch", "sample", "specimen", "record"}
)
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
