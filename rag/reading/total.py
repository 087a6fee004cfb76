"""Finds the amount that was to be paid on a receipt, bill or invoice, from the labels beside the amounts.

The labels decide (a grand or rounded total before a total, a total before a subtotal), then arithmetic: what was handed
over less the change is the total. Weights chosen on `benchmarks.receipts`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.questions.values import amount
from rag.reading.passage import Passage
from rag.reading.span import normalise

_AMOUNT = re.compile(
    r"(?:RM|US\$|HK\$|[$€£¥])?\s?-?\(?\d{1,3}(?:,?\d{3})*[.,]\s?\d{2}\)?(?!\d|\s?%|[-/.:]\d)-?"
    r"|[¥￥]\s?\d+(?:\.\d+)?|\d+(?:\.\d+)?\s?元",
    re.IGNORECASE,
)
_LABELS: tuple[tuple[float, str], ...] = (
    (-9.0, r"\bchange\b|找零|\bsaving|\bdiscount|points?\b|优惠|折扣"),
    (-6.0, r"sub\s?-?\s?total|小计|小計|\bexcl|before (?:tax|gst)|w/o gst"),
    (-6.0, r"\bqty\b|quantity|\bitems?\b|\bsupplies\b|\bsummary\b"),
    (-5.0, r"^\W*(?:rounding|round(?:ed|ing)?\s*adj\w*|adjust\w*)\b|rounding\s*adj"),
    (
        -5.0,
        r"\btax\s*(?:amt|amount|\()|total\s*(?:gst|tax|vat)\b|\b(?:gst|tax|vat|sst)\s*total"
        r"|gst\s*(?:payable|amt|amount)|税额",
    ),
    (-5.0, r"included gst|incl(?:uded|\.)? (?:in )?gst @"),
    (-4.0, r"\b(?:cash|visa|master\w*|card|credit|debit|tender\w*|paid|payment|pay|received)\b|现金|实收|支付"),
    (6.0, r"grand\s*total|(?:total|amount|amt)\s*(?:amt\s*)?(?:payable|due|to pay)|balance\s*due|\bdue\b"),
    (6.0, r"net+\s*(?:total|amount|amt)|final\s*total|应付|应收|實付|实付|总计|總計|合计|合計"),
    (6.0, r"total\s*(?:amt\s*)?round\w*|round\w*\s*total|total\s*(?:\w+\s+)?after\s*round\w*|after\s*rounding"),
    (4.5, r"total.{0,14}\binc|(?:inc\w*\.?|with)\s*(?:of\s*)?(?:gst|tax|vat).{0,8}total|total\s*sales?"),
    (4.5, r"total\s*(?:amount|amt|rm|price)|总额|总金额|總額"),
    (4.0, r"\btotal\b|\btot(?:al)?al\b|\bt0tal\b|\bamount\b|金额"),
)
_COMPILED = tuple((weight, re.compile(pattern, re.IGNORECASE)) for weight, pattern in _LABELS)
_TENDER = re.compile(r"\b(?:cash|tender\w*|paid|payment|pay|received|visa|card)\b|现金|实收", re.IGNORECASE)
_CHANGE = re.compile(r"\bchange\b|找零", re.IGNORECASE)
_SUBTOTAL = re.compile(r"sub\s?-?\s?total|小计|小計", re.IGNORECASE)
_ADJUSTMENT = re.compile(r"round\w*\s*(?:adj|:|$)|adjustment", re.IGNORECASE)
_ROUNDING = re.compile(r"\bround(?:ing|ed)\b", re.IGNORECASE)
_CODE = re.compile(r"\b(?:RM|MYR|USD|SR|ZRL|EUR|GBP|CNY|HKD)\b", re.IGNORECASE)
_SUMMARY = re.compile(r"\b(?:gst|tax|vat)\s*summary|tax\s*code|gst\s*analysis", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class LabelledAmount:
    """An amount with the label that stands beside, before or above it."""

    row: Passage
    label: str
    text: str
    """The amount literally, as one of the row's cells has it."""
    value: float
    position: int


def find_total(rows: Sequence[Passage]) -> LabelledAmount | None:
    """The total of the receipt that the rows are of; None where the rows have no such amount.

    With no row labelled as a total: what was paid less the change, then a subtotal, then what was paid.
    """
    labelled = _labelled(rows)
    summary = next((i for i, row in enumerate(rows) if _SUMMARY.search(row.text)), len(rows))
    handed_over = _handed_over(labelled)
    rounded = max((item.position for item in labelled if _ADJUSTMENT.search(item.label)), default=len(rows))
    scored = [
        (_score(item, summary, handed_over) + (item.position > rounded), item.position, item) for item in labelled
    ]
    best = max(scored, key=lambda entry: entry[:2], default=None)
    if best is not None and best[0] >= 2.0:
        return best[2]
    paid = [item for item in labelled if _TENDER.search(item.label) and not _CHANGE.search(item.label)]
    left = [item for item in labelled if round(item.value, 2) in handed_over and not _CHANGE.search(item.label)]
    parts = [item for item in labelled if _SUBTOTAL.search(item.label)]
    return next((group[-1] for group in (left, parts, paid) if group), None)


def _score(item: LabelledAmount, summary: int, handed_over: frozenset[float]) -> float:
    score = label_weight(item.label)
    if _ROUNDING.search(item.label) and abs(item.value) >= 1:  # an adjustment is less than a coin; this is the result
        score = max(score, 5.5)
    if score <= 0:
        return score
    if item.position >= summary:
        score -= 3.0
    if round(item.value, 2) in handed_over:
        score += 1.5
    return score - (2.0 if item.value == 0 else 0.0)


def label_weight(label: str) -> float:
    """How strongly a label says "this is what was to be paid"; negative for what was handed over, tax and parts."""
    bad = [weight for weight, pattern in _COMPILED if weight < 0 and pattern.search(label)]
    good = [weight for weight, pattern in _COMPILED if weight > 0 and pattern.search(label)]
    return (max(good) if good else 0.0) + (min(bad) if bad else 0.0)


def _labelled(rows: Sequence[Passage]) -> list[LabelledAmount]:
    """Every amount with its label: the words before it in its row, else all words of its row, else the row above."""
    found: list[LabelledAmount] = []
    above = ""
    for position, row in enumerate(rows):
        amounts = list(_AMOUNT.finditer(row.text))
        whole = _AMOUNT.sub(" ", row.text)
        start = 0
        for match in amounts:
            before = row.text[start : match.start()]
            start = match.end()
            label = next((text for text in (before, whole, f"{above} {whole}") if _has_words(text)), above)
            value = amount(re.sub(r"(?<=[.,])\s", "", match.group(0)))
            if value is not None:
                found.append(LabelledAmount(row, normalise(label), match.group(0).strip(), value, position))
        above = whole if _has_words(whole) and not amounts else ""
    return found


def _has_words(text: str) -> bool:
    """Whether there is a word in `text` that is no currency and no tax code."""
    return bool(re.search(r"[^\W\d_]{3}|[\u4e00-\u9fff]", _CODE.sub("", text)))


def _handed_over(labelled: Sequence[LabelledAmount]) -> frozenset[float]:
    """What each payment less each change leaves."""
    tenders = [item.value for item in labelled if _TENDER.search(item.label) and not _CHANGE.search(item.label)]
    changes = [item.value for item in labelled if _CHANGE.search(item.label)]
    return frozenset(round(paid - back, 2) for paid in tenders for back in changes)
