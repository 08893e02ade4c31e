"""Text → number expressions: values, scales, currencies, shares, ratios, physical units, ranges, pairs, qualifiers.

Every number has a role (`NumberRole`): a quantity, or a year, date, duration, reference … that makes no count. It reads
English notation. Its words are in `rules/numbers.toml`.
"""

from tfextract.extract.numbers.grammar import find_numbers
from tfextract.extract.numbers.span import NumberRole, NumberSpan

__all__ = ["NumberRole", "NumberSpan", "find_numbers"]
