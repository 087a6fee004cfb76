"""What a question calls by one name and documents print as several: accounting ratios and what they are made of.

Statements print "Cost of sales" and "Inventories", never "inventory turnover". Knows accounting, nothing of retrieval.
"""

from __future__ import annotations

import re

_BALANCE = "consolidated balance sheets"
_INCOME = "consolidated statements of income operations"
_CASH = "consolidated statements of cash flows"
_ENTRIES: tuple[tuple[str, str], ...] = (
    (r"current ratio|working capital", f"{_BALANCE} total current assets total current liabilities"),
    (
        r"(quick|acid[ -]test)[ _]ratio",
        f"{_BALANCE} cash equivalents short-term investments receivable total current liabilities",
    ),
    (r"cash[ _]ratio", f"{_BALANCE} cash and equivalents total current liabilities"),
    (r"inventory turnover|days (in|of)? ?inventory|\bdio\b", f"{_INCOME} cost of sales {_BALANCE} inventories"),
    (
        r"receiv\w+ +turnover|days sales outstanding|\bdso\b",
        f"{_INCOME} revenues {_BALANCE} accounts receivable",
    ),
    (r"payables? +turnover|days payable|\bdpo\b", f"{_INCOME} cost of sales {_BALANCE} accounts payable"),
    (
        r"cash conversion cycle",
        f"{_INCOME} cost of sales revenues {_BALANCE} inventories accounts receivable accounts payable",
    ),
    (r"fixed[ -]asset turnover", f"{_INCOME} net revenues {_BALANCE} property plant and equipment net"),
    (r"(?<!fixed[ -])asset turnover", f"{_INCOME} net revenues {_BALANCE} total assets"),
    (r"interest coverage|times interest earned", f"{_INCOME} operating income before taxes interest expense"),
    (r"\bcap(ital )?ex(penditures?)?\b", f"{_CASH} capital expenditures purchases of property and equipment"),
    (r"\br ?& ?d\b", f"{_INCOME} research and development"),
    (r"to (total )?assets? ratio|return on assets|\broa\b", f"{_INCOME} net income {_BALANCE} total assets"),
    (
        r"return on equity|\broe\b|debt[ -]to[ -]equity|leverage ratio",
        f"{_INCOME} net income {_BALANCE} total liabilities shareholders equity",
    ),
    (r"(gross|operating|net|profit) (profit )?margin", f"{_INCOME} net revenues cost of sales gross profit income"),
    (r"to (net |total )?(revenues?|sales)( ratio)?\b", f"{_INCOME} net revenues"),
    (r"\bebitda?\b", f"{_INCOME} operating income {_CASH} depreciation and amortization"),
    (r"free cash flow", f"{_CASH} net cash provided by operating activities capital expenditures"),
    (r"dividend payout", f"{_CASH} dividends {_INCOME} net income"),
    (r"effective tax rate", f"{_INCOME} income before income taxes income tax expense"),
    (r"accrual liabilities", "accrued liabilities"),
)
_GLOSSARY = tuple((re.compile(pattern, re.IGNORECASE), words) for pattern, words in _ENTRIES)


def expansion(question: str) -> str:
    """The printed words behind the terms that a question uses; empty when it uses none."""
    return " ".join(words for pattern, words in _GLOSSARY if pattern.search(question))
