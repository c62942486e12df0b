"""Units that follow a number, in the exact spelling of the International System where it has one.

Left out are single letters that are more often a code than a unit: seats 12A and flats 3B.
"""

from typing import NamedTuple


class Unit(NamedTuple):
    """What a unit measures, and how to convert it: factor * value + offset, in the base unit."""

    dimension: str
    factor: float
    offset: float = 0.0


KILO, MEGA, GIGA, TERA, PETA = 1e3, 1e6, 1e9, 1e12, 1e15
LAKH, CRORE = 1e5, 1e7  # of India
KIBI = 1024.0
MINUTE, HOUR, DAY, WEEK = 60.0, 3600.0, 86_400.0, 604_800.0
YEAR = 365.2425 * DAY  # the mean of the Gregorian calendar
MONTH = YEAR / 12
INCH, FOOT, YARD, MILE = 0.0254, 0.3048, 0.9144, 1609.344  # international, exact since 1959
POUND = 0.45359237  # likewise

FACTORS: dict[str, dict[str, float]] = {
    "share": {"%": 0.01, "‰": 0.001, "percent": 0.01, "pct": 0.01},
    "count": {
        "k": KILO,
        "K": KILO,
        "M": MEGA,
        "mn": MEGA,
        "mio": MEGA,
        "Mio": MEGA,
        "B": GIGA,
        "bn": GIGA,
        "thousand": KILO,
        "million": MEGA,
        "billion": GIGA,
        "lakh": LAKH,
        "Lakh": LAKH,
        "Lac": LAKH,
        "crore": CRORE,
        "Crore": CRORE,
        "Cr": CRORE,
        "+": 1.0,
    },
    "mass": {"µg": 1e-9, "mg": 1e-6, "g": 1e-3, "kg": 1.0, "lb": POUND, "lbs": POUND, "oz": POUND / 16},
    "length": {"nm": 1e-9, "µm": 1e-6, "mm": 1e-3, "cm": 0.01, "m": 1.0, "km": KILO, "in": INCH, "ft": FOOT}
    | {"yd": YARD, "mi": MILE, "miles": MILE, "inch": INCH, "inches": INCH, '"': INCH},
    "area": {"cm²": 1e-4, "m²": 1.0, "km²": 1e6, "m2": 1.0, "sqm": 1.0, "km2": 1e6, "ha": 1e4}
    | {"ft²": FOOT**2, "sqft": FOOT**2, "sq ft": FOOT**2},
    "volume": {
        "ml": 1e-3,
        "mL": 1e-3,
        "cl": 0.01,
        "dl": 0.1,
        "l": 1.0,
        "L": 1.0,
        "m³": KILO,
        "m3": KILO,
        "cc": 1e-3,
        "CC": 1e-3,
        "ccm": 1e-3,
    },
    "data": {"bytes": 1.0, "kB": KILO, "KB": KILO, "MB": MEGA, "GB": GIGA, "TB": TERA, "PB": PETA}
    | {"KiB": KIBI, "MiB": KIBI**2, "GiB": KIBI**3, "TiB": KIBI**4},
    "data rate": {"kbps": KILO, "Kbps": KILO, "Mbps": MEGA, "Gbps": GIGA, "kbit/s": KILO, "Mbit/s": MEGA},
    "time": {"ns": 1e-9, "µs": 1e-6, "us": 1e-6, "ms": 1e-3, "s": 1.0, "sec": 1.0, "secs": 1.0}
    | {"second": 1.0, "seconds": 1.0, "min": MINUTE, "mins": MINUTE, "minute": MINUTE, "minutes": MINUTE}
    | {"h": HOUR, "hr": HOUR, "hrs": HOUR, "hour": HOUR, "hours": HOUR, "d": DAY, "day": DAY, "days": DAY}
    | {"week": WEEK, "weeks": WEEK, "month": MONTH, "months": MONTH, "year": YEAR, "years": YEAR},
    "speed": {"m/s": 1.0, "km/h": KILO / HOUR, "kph": KILO / HOUR, "kmh": KILO / HOUR, "mph": MILE / HOUR},
    "power": {
        "mW": 1e-3,
        "W": 1.0,
        "kW": KILO,
        "MW": MEGA,
        "GW": GIGA,
        "kWp": KILO,
        "hp": 745.7,
        "PS": 735.5,
        "bhp": 745.7,
    },
    "energy": {"J": 1.0, "kJ": KILO, "MJ": MEGA, "Wh": HOUR, "kWh": KILO * HOUR, "MWh": MEGA * HOUR}
    | {"kcal": 4184.0, "cal": 4.184},
    "voltage": {"mV": 1e-3, "V": 1.0, "kV": KILO},
    "current": {"mA": 1e-3, "mAh": 3.6},
    "frequency": {"Hz": 1.0, "kHz": KILO, "MHz": MEGA, "GHz": GIGA, "rpm": 1 / MINUTE},
    "pressure": {"Pa": 1.0, "hPa": 100.0, "kPa": KILO, "mbar": 100.0, "bar": 1e5, "psi": 6894.757}
    | {"mmHg": 133.322},
    "sound": {"dB": 1.0},
    "consumption": {"kmpl": 1.0, "km/l": 1.0, "mpg": 0.42514},
    "parts": {"ppm": 1.0, "ppb": 1e-3},
    "angle": {"°": 1.0},
    "picture": {"px": 1.0, "dpi": 1.0, "MP": MEGA},
    "concentration": {"mg/l": 1.0, "mg/L": 1.0, "g/l": KILO, "µg/l": 1e-3, "mg/dl": 10.0, "mg/dL": 10.0},
}
TEMPERATURES = {"°C": Unit("temperature", 1.0), "°F": Unit("temperature", 5 / 9, -160 / 9)}
UNITS: dict[str, Unit] = TEMPERATURES | {
    unit: Unit(dimension, factor) for dimension, units in FACTORS.items() for unit, factor in units.items()
}
