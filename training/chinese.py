"""Makes the list of Chinese words that the pocket encoder's queries are read with. Knows: words only."""

from __future__ import annotations

import json
import re
from pathlib import Path

from training.words import emoji_pairs

_BY_HAND = {
    "柱状图": "bar chart", "柱形图": "bar chart", "条形图": "horizontal bar chart", "直方图": "histogram",
    "折线图": "line chart", "曲线图": "line chart", "饼图": "pie chart", "饼状图": "pie chart",
    "扇形图": "pie chart", "圆环图": "donut chart", "环形图": "donut chart", "散点图": "scatter plot",
    "气泡图": "bubble chart", "面积图": "area chart", "箱线图": "box plot", "箱形图": "box plot",
    "盒须图": "box plot", "热力图": "heatmap", "热图": "heatmap", "雷达图": "radar chart",
    "堆叠柱状图": "stacked bar chart", "堆积柱状图": "stacked bar chart", "分组柱状图": "grouped bar chart",
    "K线图": "candlestick chart", "蜡烛图": "candlestick chart", "树状图": "treemap", "甘特图": "gantt chart",
    "漏斗图": "funnel chart", "瀑布图": "waterfall chart", "仪表盘": "dashboard", "桑基图": "sankey diagram",
    "流程图": "flowchart", "组织结构图": "tree diagram", "网络图": "network graph", "韦恩图": "venn diagram",
    "思维导图": "mind map", "时间轴": "timeline", "时间线": "timeline", "架构图": "block diagram",
    "金字塔图": "pyramid diagram", "地图": "map", "图表": "chart", "表格": "table", "电子表格": "spreadsheet",
    "幻灯片": "slide", "封面": "cover page", "截图": "screenshot", "网页": "web page", "代码": "code editor",
    "终端": "terminal", "收据": "receipt", "小票": "receipt", "发票": "invoice", "信件": "letter",
    "表单": "form", "示意图": "diagram", "图片": "picture", "照片": "photo", "红色": "red", "橙色": "orange",
    "黄色": "yellow", "绿色": "green", "青色": "teal", "蓝色": "blue", "紫色": "purple", "粉色": "pink",
    "粉红色": "pink", "棕色": "brown", "褐色": "brown", "灰色": "grey", "黑色": "black", "白色": "white",
    "红": "red", "橙": "orange", "黄": "yellow", "绿": "green", "蓝": "blue", "紫": "purple", "黑": "black",
    "白": "white", "圆形": "circle", "圆圈": "circle", "正方形": "square", "方块": "square",
    "长方形": "rectangle", "矩形": "rectangle", "三角形": "triangle", "五角星": "star", "星形": "star",
    "心形": "heart", "十字": "cross", "箭头": "arrow", "圆环": "ring", "菱形": "diamond", "五边形": "pentagon",
    "六边形": "hexagon", "八边形": "octagon", "椭圆": "oval", "椭圆形": "oval", "条纹": "stripes",
    "圆点": "dots", "棋盘": "checkerboard", "山": "mountains", "海滩": "beach", "大海": "sea", "日落": "sunset",
    "夜空": "night sky", "森林": "forest", "城市": "city", "房子": "house", "销售额": "sales",
    "市场份额": "market share", "收入": "revenue", "人口": "population", "温度": "temperature",
    "预算": "budget", "利润": "profit", "增长": "growth",
}  # fmt: skip
_WORD = re.compile(r"[\u3400-\u9fff]{1,6}")


def write_words(packages: Path, out: Path) -> None:
    """Chinese → English, sorted; an emoji's tag counts only where it belongs to few emoji."""
    found: dict[str, set[str]] = {}
    for english, label, _ in emoji_pairs(packages):
        if _WORD.fullmatch(label) and re.fullmatch(r"[a-z' -]+", english):
            found.setdefault(label, set()).add(english)
    for english, label, tags in emoji_pairs(packages):
        for tag in tags:
            if _WORD.fullmatch(tag) and len(tag) > 1 and tag not in found and tag in label:
                found.setdefault(tag, set()).add(english)
    words = {chinese: min(names, key=len) for chinese, names in found.items() if len(names) == 1}
    text = json.dumps(words | _BY_HAND, ensure_ascii=False, indent=0, sort_keys=True)
    out.write_text(text + "\n", encoding="utf-8")
