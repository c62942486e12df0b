"""Names of months in the languages in which many files are written, in full and abbreviated.

English, French, German, Spanish, Portuguese, Italian, Dutch, Polish, Russian, Turkish, Swedish, Norwegian,
Danish, Finnish, Czech, Slovak, Hungarian, Romanian, Ukrainian, Greek, Slovene, Bulgarian, Indonesian. No word
means different months in two of them; Croatian, whose "listopad" is October and not November, is left out.

Source: Unicode CLDR as in Babel 2.19, formats and stand-alone names, wide and abbreviated (Unicode License
V3).
"""

import unicodedata

# The names of each month, January first: folded to lower case, without a final point.
NAMES = (
    (
        "ene enero gen gennaio ian ianuarie jan janeiro januar januari january január januára janv "
        "janvier led leden ledna oca ocak sty styczeń stycznia tammi tammikuu tammikuuta ιαν "
        "ιανουάριοσ ιανουαρίου січ січень січня янв январь января яну януари"
    ),
    (
        "feb febbraio febr febrero februar februari februarie february február februára fev "
        "fevereiro févr février helmi helmikuu helmikuuta lut lutego luty úno únor února şub şubat "
        "φεβ φεβρουάριοσ φεβρουαρίου лют лютий лютого фев февр февраль февраля февруари"
    ),
    (
        "bře březen března maalis maaliskuu maaliskuuta maart mar marca march marec maret mars mart "
        "martie marts marzec marzo março mrt márc március mär märz μάρ μάρτιοσ μαρ μαρτίου бер "
        "березень березня мар март марта"
    ),
    (
        "abr abril apr april aprile aprilie apríl apríla avr avril dub duben dubna huhti huhtikuu "
        "huhtikuuta kwi kwiecień kwietnia nis nisan ápr április απρ απρίλιοσ απριλίου апр апрель "
        "апреля април квіт квітень квітня"
    ),
    (
        "kvě květen května mag maggio mai maio maj maja may mayo mayıs mei máj mája május touko "
        "toukokuu toukokuuta μάι μάιοσ май мая трав травень травня"
    ),
    (
        "cze czerwca czerwiec giu giugno haz haziran iun iunie juin jun june junho juni junij junio "
        "jún júna június kesä kesäkuu kesäkuuta červen června čvn ιουν ιουνίου ιούν ιούνιοσ июн июнь "
        "июня черв червень червня юни"
    ),
    (
        "heinä heinäkuu heinäkuuta iul iulie juil juillet jul julho juli julij julio july júl júla "
        "július lip lipca lipiec lug luglio tem temmuz července červenec čvc ιουλ ιουλίου ιούλ "
        "ιούλιοσ июл июль июля лип липень липня юли"
    ),
    (
        "ago agosto agu agustus août aug august augusta augusti augustus augusztus avg avgust ağu "
        "ağustos elo elokuu elokuuta sie sierpień sierpnia srp srpen srpna αυγ αυγούστου αύγ "
        "αύγουστοσ авг август августа серп серпень серпня"
    ),
    (
        "eyl eylül sep sept september septembra septembre septembrie septiembre set setembro "
        "setiembre settembre syys syyskuu syyskuuta szept szeptember wrz wrzesień września zář září "
        "σεπ σεπτέμβριοσ σεπτεμβρίου вер вересень вересня сен сент сентябрь сентября сеп септември"
    ),
    (
        "eki ekim loka lokakuu lokakuuta oct october octobre octombrie octubre okt oktober október "
        "októbra ott ottobre out outubro paź październik października říj říjen října οκτ οκτωβρίου "
        "οκτώβριοσ жовт жовтень жовтня окт октомври октябрь октября"
    ),
    (
        "kas kasım lis listopad listopada listopadu marras marraskuu marraskuuta noiembrie nov "
        "november novembra novembre novembro noviembre νοέ νοέμβριοσ νοε νοεμβρίου лист листопад "
        "листопада ное ноември ноя нояб ноябрь ноября"
    ),
    (
        "ara aralık dec december decembra decembrie des desember dez dezember dezembro dic dicembre "
        "diciembre déc décembre gru grudnia grudzień joulu joulukuu joulukuuta pro prosince prosinec "
        "δεκ δεκέμβριοσ δεκεμβρίου груд грудень грудня дек декабрь декабря декември"
    ),
)


def _plain(word: str) -> str:
    """Return a word without its accents: "fevrier" for "février"."""
    decomposed = unicodedata.normalize("NFKD", word)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


MONTHS = {
    spelled: number
    for number, names in enumerate(NAMES, start=1)
    for name in names.split()
    for spelled in (name, _plain(name))
}


def month_number(word: str) -> int:
    """Return the number of the month that a word names, 0 if none.

    >>> [month_number(word) for word in ("Mar", "févr", "Avril", "мая", "x")]
    [3, 2, 4, 5, 0]
    """
    return MONTHS.get(word) or MONTHS.get(unicodedata.normalize("NFC", word).casefold(), 0)
