"""The words of names that say what kind of values a column holds, in the large languages."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Names of columns that are text even if their values are short and repeat.
TEXT_NAMES = _words(
    """
    abstract answer body caption comment content description document feedback headline message post
    prompt query question response review sentence summary text title tweet utterance
    """
)
# A name whose last word is one of these identifies something: "user_id", "Order #", "ROWID".
IDENTIFIER_WORDS = _words(
    """
    # accession awb barcode bic chave checksum cid clave cle clé cnpj codice cookie cpf dni docentry doi
    ean email fax fid fk folio gid gtin guid handy hash hhid iban id identifiant identificador
    identificativo identifier identyfikator ids idx imei index ip isbn issn kenmerk kennung key kimlik
    laufnummer link llave lsn mac mail matricola matricule md5 mmsi mobile mrn msisdn nbr nif no nr num
    numara number numer numero nummer numéro nyckel nøgle número phone pid pk pmid ref reference rid row
    rowid rownum rownumber schluessel schlüssel seq seqn sequence serial session sha siren siret sk skey
    sku sleutel ssn tel telefon telephone token uid upc uri url uuid vbeln vin xid αριθμός ид
    идентификатор ключ номер מזהה رقم معرف №
    """
)
# In many languages the number comes first: "numéro de commande", "Nr zamówienia".
FIRST_WORDS = _words(
    """
    codice codigo código guid id identifiant identificador identificativo kod matricule mã nomor nr
    numer numero numéro n° nº número uuid číslo αριθμός номер מזהה رقم معرف
    """
)
# What identifiers without a separator name: "transactionid" and "orderno", but not "paid" or "casino".
NAMED_THINGS = _words(
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
    """
)
# Whole numbers with such a name say which one it is, and not how many: "subject", "household".
NUMBERED_THINGS = _words(
    """
    animal batch case client cliente company customer device employee firm hid household individual
    invoice klient kunde litter
    machine member merchant obs observation order participant patient person pupil record respondent run
    sample sensor session specimen student subject supplier ticket transaction trip user vehicle vendor
    """
)
# Names of codes: whole numbers that name a place, a class or a state, and are no quantities.
CODE_WORDS = _words(
    """
    cap categoria category categoría catégorie cbsa cep class cluster code codes codigo cpt código fips
    flag grade group hts icd kategorie klasse label msa naics ndc pincode plz postal postcode
    postleitzahl precinct segment sic state status tract typ type ward zip zipcode код
    邮编 郵便番号
    우편번호
    """
)
CODE_ENDINGS = ("コード", "代码", "代碼", "编码", "코드")
# Names with one of these words may also say how many.
HOW_MANY = _words("# count nbr no nr num number numero numéro número nummer")
# Names of values that only grow from row to row.
COUNTER_WORDS = _words(
    """
    block compteur contador contatore count counter cum cumsum cumulative elapsed epoch frame iteration
    meter odometer offset pos position running step teller tick ticks time total uptime zähler
    zählerstand счетчик счётчик
    """
)
IDENTIFIER_BEGINNINGS = ("n° ", "N° ", "รหัส", "หมายเลข", "เลขที่")
# Compounds without a separator: "kundennummer", "ordernr"; no word of another meaning ends so.
IDENTIFIER_ENDINGS = tuple(
    _words(
        """
        nummer numer numero nr kennung schlüssel schluessel identifier uuid guid rendelésszám
        番号 編號 编号 編号 序号 序號 单号 單號 号码 號碼 会员号 識別子 번호 아이디
        """
    )
)
SHORT_ENDINGS = ("id", "ids", "ref", "key", "no", "nr", "nbr", "num", "number")
