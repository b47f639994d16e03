"""The currencies of invoices, and the least and the most one may ask for, in smallest units."""

STARS = "XTR"

# The limits follow the exchange rates, about 1 to 10,000 US dollars: these are round figures.
_UNITS_OF_A_DOLLAR = {
    "AED": 367, "AFN": 7000, "ALL": 9200, "AMD": 39000, "ARS": 140000, "AUD": 153, "AZN": 170,
    "BAM": 168, "BDT": 12200, "BGN": 168, "BHD": 376, "BND": 130, "BOB": 690, "BRL": 540,
    "BYN": 340, "CAD": 140, "CHF": 80, "CLP": 940, "CNY": 711, "COP": 400000, "CRC": 50000,
    "CZK": 2100, "DKK": 645, "DOP": 6300, "DZD": 13000, "EGP": 4800, "ETB": 15000, "EUR": 86,
    "GBP": 76, "GEL": 270, "GHS": 1100, "GTQ": 766, "HKD": 778, "HNL": 2630, "HUF": 33500,
    "IDR": 1660000, "ILS": 330, "INR": 8900, "IQD": 1310000, "IRR": 4200000, "ISK": 126,
    "JMD": 16000, "JOD": 709, "JPY": 154, "KES": 12900, "KGS": 8740, "KRW": 1450, "KZT": 52500,
    "LBP": 8950000, "LKR": 30500, "MAD": 930, "MDL": 1700, "MMK": 210000, "MNT": 358000,
    "MOP": 800, "MUR": 4600, "MVR": 1540, "MXN": 1850, "MYR": 416, "MZN": 6390, "NGN": 144000,
    "NIO": 3680, "NOK": 1010, "NPR": 14200, "NZD": 177, "PAB": 100, "PEN": 337, "PHP": 5900,
    "PKR": 28200, "PLN": 366, "PYG": 7050, "QAR": 364, "RON": 438, "RSD": 10100, "RUB": 8100,
    "SAR": 375, "SEK": 948, "SGD": 130, "SYP": 1100000, "THB": 3250, "TJS": 920, "TRY": 4230,
    "TTD": 678, "TWD": 3120, "TZS": 245000, "UAH": 4210, "UGX": 3600, "USD": 100, "UYU": 3980,
    "UZS": 1190000, "VND": 26300, "YER": 23850, "ZAR": 1720,
}  # fmt: skip

LIMITS = {code: (units, 10_000 * units) for code, units in _UNITS_OF_A_DOLLAR.items()}
LIMITS[STARS] = (1, 100_000)

# Digits after the point: Telegram's `exp`. Two, except for these.
_OTHER_EXPONENTS = {
    "BHD": 3, "CLP": 0, "IQD": 3, "ISK": 0, "JOD": 3, "JPY": 0, "KRW": 0, "PYG": 0, "UGX": 0,
    "VND": 0,
}  # fmt: skip
EXPONENTS = {code: _OTHER_EXPONENTS.get(code, 2) for code in _UNITS_OF_A_DOLLAR}
