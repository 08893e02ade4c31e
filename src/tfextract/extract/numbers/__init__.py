"""Text → number expressions: values, scales, currencies, shares, ratios, physical units, ranges, pairs, qualifiers.

Says of every number what it is (`NumberRole`): a quantity, or a year, date, duration, reference … that no count is
made of. English notation. Pure; its words are in `rules/numbers.toml`.
"""

from tfextract.extract.numbers.grammar import find_numbers
from tfextract.extract.numbers.span import NumberRole, NumberSpan

__all__ = ["NumberRole", "NumberSpan", "find_numbers"]
