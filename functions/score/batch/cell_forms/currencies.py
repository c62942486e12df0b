"""Currencies, by code and by sign."""

# ISO 4217, list one, as of January 2026, without funds, metals and codes for tests:
# https://www.six-group.com/en/products-services/financial-information/data-standards.html
# fmt: off
ISO_4217 = frozenset({
    "AED", "AFN", "ALL", "AMD", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT", "BHD", "BIF",
    "BMD", "BND", "BOB", "BRL", "BSD", "BTN", "BWP", "BYN", "BZD", "CAD", "CDF", "CHF", "CLP", "CNY",
    "COP", "CRC", "CUP", "CVE", "CZK", "DJF", "DKK", "DOP", "DZD", "EGP", "ERN", "ETB", "EUR", "FJD",
    "FKP", "GBP", "GEL", "GHS", "GIP", "GMD", "GNF", "GTQ", "GYD", "HKD", "HNL", "HTG", "HUF", "IDR",
    "ILS", "INR", "IQD", "IRR", "ISK", "JMD", "JOD", "JPY", "KES", "KGS", "KHR", "KMF", "KPW", "KRW",
    "KWD", "KYD", "KZT", "LAK", "LBP", "LKR", "LRD", "LSL", "LYD", "MAD", "MDL", "MGA", "MKD", "MMK",
    "MNT", "MOP", "MRU", "MUR", "MVR", "MWK", "MXN", "MYR", "MZN", "NAD", "NGN", "NIO", "NOK", "NPR",
    "NZD", "OMR", "PAB", "PEN", "PGK", "PHP", "PKR", "PLN", "PYG", "QAR", "RON", "RSD", "RUB", "RWF",
    "SAR", "SBD", "SCR", "SDG", "SEK", "SGD", "SHP", "SLE", "SOS", "SRD", "SSP", "STN", "SVC", "SYP",
    "SZL", "THB", "TJS", "TMT", "TND", "TOP", "TRY", "TTD", "TWD", "TZS", "UAH", "UGX", "USD", "UYU",
    "UZS", "VED", "VES", "VND", "VUV", "WST", "XAF", "XCD", "XCG", "XOF", "XPF", "YER", "ZAR", "ZMW",
    "ZWG",
})
# Withdrawn codes that files of the last decades have.
WITHDRAWN = frozenset({
    "ANG", "ATS", "BEF", "BGN", "BYR", "CUC", "DEM", "ESP", "FRF", "HRK", "ITL", "LTL", "LVL", "MRO",
    "NLG", "SLL", "STD", "VEF", "ZWL",
})
# Signs and abbreviations, and the code where there is only one.
SIGNS = {
    "$": "USD", "US$": "USD", "R$": "BRL", "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD",
    "NZ$": "NZD", "HK$": "HKD", "NT$": "TWD", "S$": "SGD", "MX$": "MXN", "€": "EUR", "£": "GBP",
    "¥": "JPY", "円": "JPY", "元": "CNY", "₹": "INR", "Rs.": "Rs", "Rs": "Rs", "₽": "RUB", "₺": "TRY",
    "TL": "TRY", "₩": "KRW", "원": "KRW", "₫": "VND", "đ": "VND", "₪": "ILS", "₴": "UAH", "zł": "PLN",
    "zl": "PLN", "Kč": "CZK", "kr": "kr", "kr.": "kr", "Ft": "HUF", "lei": "RON", "Fr.": "CHF",
    "SFr.": "CHF", "sFr.": "CHF", "DM": "DEM", "KM": "BAM", "₦": "NGN", "₱": "PHP", "฿": "THB",
    "₡": "CRC", "₲": "PYG", "₵": "GHS", "₸": "KZT", "₼": "AZN", "₾": "GEL", "₿": "BTC", "₭": "LAK",
    "₮": "MNT", "৳": "BDT", "៛": "KHR", "RM": "MYR", "Rp": "IDR", "Rp.": "IDR", "₨": "Rs", "¢": "¢",
    "руб.": "RUB", "руб": "RUB", "р.": "RUB", "грн": "UAH", "грн.": "UAH", "лв": "BGN", "лв.": "BGN",
}
# fmt: on
CODES = ISO_4217 | WITHDRAWN
# Codes that are also words, so that TOP 10 is no amount: they need a mark in their number.
WORDS = frozenset(
    {"ALL", "ANG", "BAM", "BOB", "COP", "CUP", "GEL", "LAK", "MAD", "MOP", "PEN", "RON", "SOS", "TOP", "TRY"}
)
# Every way to write a currency, and its code.
CURRENCIES = {code: code for code in sorted(CODES)} | SIGNS
