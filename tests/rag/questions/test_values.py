"""Values in running English and Chinese, each with its kind, its number and its unit."""

from __future__ import annotations

import pytest

from rag.questions.question import read_text
from rag.questions.values import Wanted, amount, bare, find_values, values


@pytest.mark.parametrize(
    ("text", "wanted", "found"),
    [
        ("Revenue rose to $12.5 million in 2024", "amount", ["$12.5 million"]),
        ("TOTAL RM 1,234.50", "amount", ["RM 1,234.50"]),
        ("收入为3.5亿元", "amount", ["3.5亿元"]),
        ("29% of Germans, 3.5 percent of others", "percent", ["29%", "3.5 percent"]),
        ("signed on 12 March 2018", "date", ["12 March 2018"]),
        ("于2023年5月6日签署", "date", ["2023年5月6日"]),
        ("in 2019 and 12,019", "year", ["2019"]),
        ("at 10:08 AM", "time", ["10:08 AM"]),
        ("there are seven of them", "count", ["seven"]),
        ("one of the 28 people", "count", ["28"]),
        ("nothing here", "percent", []),
        ("2024年第三季度简报", "amount", []),
        ("1816 employees", "count", ["1816"]),
        ("收入（万元）", "amount", []),
        ("marketing 5 and decision 3", "date", []),
    ],
)
def test_values_finds_the_wanted_kind_literally(text: str, wanted: Wanted, found: list[str]) -> None:
    assert values(text, wanted) == found


@pytest.mark.parametrize(
    ("text", "value", "kind", "number", "unit"),
    [
        # Money
        ("合计：12,800元", "12,800元", "money", 12800, "CNY"),
        ("总计：￥4,360", "￥4,360", "money", 4360, "CNY"),
        ("￥４，３６０", "￥４，３６０", "money", 4360, "CNY"),
        ("共三百二十万元", "三百二十万元", "money", 3_200_000, "CNY"),
        ("每天补贴三百元", "三百元", "money", 300, "CNY"),
        ("一万二千三百元", "一万二千三百元", "money", 12300, "CNY"),
        ("净利润2.15亿元", "2.15亿元", "money", 215_000_000, "CNY"),
        ("净利润2,870万元", "2,870万元", "money", 28_700_000, "CNY"),
        ("大写壹万贰仟捌佰元整", "壹万贰仟捌佰元整", "money", 12800, "CNY"),
        ("价税合计8,189.11元", "8,189.11元", "money", 8189.11, "CNY"),
        ("票价25元/人", "25元", "money", 25, "CNY"),
        ("租金HK$300", "HK$300", "money", 300, "HKD"),
        ("亏损-5.2亿元", "-5.2亿元", "money", -520_000_000, "CNY"),
        ("US$1.2bn in all", "US$1.2bn", "money", 1_200_000_000, "USD"),
        ("paid €1.234,50 today", "€1.234,50", "money", 1234.5, "EUR"),
        ("₹12,34,567", "₹12,34,567", "money", 1_234_567, "INR"),
        ("a loss of $(5.2) million", "$(5.2) million", "money", -5_200_000, "USD"),
        ("30 euros each", "30 euros", "money", 30, "EUR"),
        # Shares
        ("占百分之五", "百分之五", "percent", 5, "%"),
        ("增长12.5个百分点", "12.5个百分点", "percent", 12.5, "pp"),
        ("不到千分之三", "千分之三", "percent", 3, "‰"),
        ("净利率8.3%", "8.3%", "percent", 8.3, "%"),
        ("下降-2.1％", "-2.1％", "percent", -2.1, "%"),
        ("三成的受访者", "三成", "percent", 30, "%"),
        ("在10-15%之间", "10-15%", "percent", 10, "%"),
        ("etwa 12,5 % davon", "12,5 %", "percent", 12.5, "%"),
        ("by 37 percentage points", "37 percentage points", "percent", 37, "pp"),
        # Dates, years, times
        ("3月15日截止", "3月15日", "date", None, ""),
        ("于2023-03-15签订", "2023-03-15", "date", None, ""),
        ("二〇二三年五月六日", "二〇二三年五月六日", "date", None, ""),
        ("10月1日至7日放假", "10月1日至7日", "date", None, ""),
        ("每月15号开会", "15号", "date", None, ""),
        ("6月下旬", "6月下旬", "date", None, ""),
        ("on 7 and 10 July 2015", "7 and 10 July 2015", "date", None, ""),
        ("截至2022年", "2022年", "year", 2022, ""),
        ("from 2010-2015", "2010-2015", "year", 2010, ""),
        ("FY2023", "FY2023", "year", 2023, ""),
        ("下午三点集合", "下午三点", "time", None, ""),
        ("9点30分开始", "9点30分", "time", None, ""),
        ("上午9:00开会", "上午9:00", "time", None, ""),
        ("晚上八点半", "晚上八点半", "time", None, ""),
        ("10:00-11:30", "10:00-11:30", "time", None, ""),
        ("at 5 pm", "5 pm", "time", None, ""),
        # Lengths
        ("年假15天", "15天", "duration", 15, "day"),
        ("10个工作日", "10个工作日", "duration", 10, "day"),
        ("5日内答复", "5日", "duration", 5, "day"),
        ("保修两年半", "两年半", "duration", 2.5, "year"),
        ("用时1小时30分钟", "1小时30分钟", "duration", 90, "minute"),
        ("半年", "半年", "duration", 0.5, "year"),
        ("3-5天内发货", "3-5天", "duration", 5, "day"),
        ("a 20-month programme", "20-month", "duration", 20, "month"),
        ("面积1200平方米", "1200平方米", "measure", 1200, "m2"),
        ("三点五公里", "三点五公里", "measure", 3.5, "km"),
        ("-5.2℃", "-5.2℃", "measure", -5.2, "C"),
        # Counts and plain numbers
        ("共计1,280人参加", "1,280人", "count", 1280, "人"),
        ("36场活动", "36场", "count", 36, "场"),
        ("约3万人", "3万人", "count", 30000, "人"),
        ("共2页", "2页", "count", 2, "页"),
        ("三百五十人", "三百五十人", "count", 350, "人"),
        ("人口1.2亿", "1.2亿", "number", 120_000_000, ""),
        ("a change of (1,234)", "(1,234)", "number", -1234, ""),
        ("twenty-eight people", "twenty-eight", "number", 28, ""),
    ],
)
def test_value_is_read_whole_with_kind_number_and_unit(
    text: str, value: str, kind: str, number: float | None, unit: str
) -> None:
    (found,) = find_values(text)
    assert (found.text, found.kind, found.unit) == (value, kind, unit)
    assert found.number == pytest.approx(number) and text[found.start :].startswith(value)


@pytest.mark.parametrize(
    "text",
    ["3. 年假与请假", "（一）总则", "4.1 概述", "2) Costs", "表2-1 支出", "图3.2", "第五条", "Table 7", "see Figure 12",
     "[3]", "5550-0142", "13800138000", "GB/T 3620.1", "HM01-114", "3号楼", "192.168.0.1", "一个", "十分", "第三名"],
)  # fmt: skip
def test_what_only_looks_like_a_number_is_no_value(text: str) -> None:
    assert find_values(text) == ()


@pytest.mark.parametrize(
    ("question", "wanted", "unit"),
    [
        ("整机保修几年？", "duration", "year"),
        ("国庆节放几天假？", "duration", "day"),
        ("上完厕所要等多久？", "duration", ""),
        ("年票多少钱？", "money", ""),
        ("2022年的研发投入是多少万元？", "money", "CNY"),
        ("公司有多少研发人员？", "amount", "人"),
        ("参会的有多少人？", "count", "人"),
        ("几号开会？", "date", ""),
        ("负责人是哪位？", "person", ""),
        ("占百分之几？", "percent", ""),
        ("How many days of leave are there?", "duration", "day"),
        ("How long do I have to wait?", "duration", ""),
        ("How long is the bridge?", "amount", ""),
    ],
)
def test_question_says_what_its_answer_is_counted_in(question: str, wanted: str, unit: str) -> None:
    read = read_text(question)
    assert (read.wanted, read.unit) == (wanted, unit)


@pytest.mark.parametrize(
    ("text", "number"), [("RM1,234.50", 1234.5), ("(0.01)", -0.01), ("-1.73", -1.73), ("none", None)]
)
def test_amount_reads_sign_and_separators(text: str, number: float | None) -> None:
    assert amount(text) == number


def test_bare_takes_only_the_currency_away() -> None:
    assert [bare(text) for text in ("RM 6.00", "$9", "March 3, 2018")] == ["6.00", "9", "March 3, 2018"]
