"""What drawn pictures are called: kinds, their synonyms, topics, and the sentences around them.

Knows: English only, because the frozen text encoder separates Chinese words badly; Chinese is met on the query side.
"""

from __future__ import annotations

import numpy as np

SYNONYMS: dict[str, tuple[str, ...]] = {
    "bar chart": ("bar graph", "column chart", "vertical bars"),
    "horizontal bar chart": ("horizontal bars", "bar chart with horizontal bars"),
    "grouped bar chart": ("clustered bar chart", "side by side bars"),
    "stacked bar chart": ("stacked bars", "stacked column chart"),
    "histogram": ("frequency distribution", "distribution histogram"),
    "line chart": ("line graph", "trend line", "time series plot", "curve"),
    "area chart": ("area graph", "stacked area chart"),
    "pie chart": ("pie graph", "pie", "circle chart with slices"),
    "donut chart": ("doughnut chart", "ring chart"),
    "scatter plot": ("scatter chart", "scattergram", "data points"),
    "bubble chart": ("bubble plot",),
    "box plot": ("box and whisker plot", "boxplot"),
    "heatmap": ("heat map", "correlation matrix", "colour matrix"),
    "radar chart": ("spider chart", "radar plot", "star plot"),
    "candlestick chart": ("stock price chart", "candlesticks"),
    "treemap": ("tree map",),
    "gantt chart": ("project schedule", "project plan"),
    "funnel chart": ("funnel", "sales funnel"),
    "waterfall chart": ("bridge chart",),
    "gauge chart": ("gauge", "speedometer", "dial"),
    "sankey diagram": ("flow diagram of quantities", "alluvial diagram"),
    "flowchart": ("flow chart", "decision flow", "process diagram"),
    "tree diagram": ("organization chart", "hierarchy", "org chart"),
    "network graph": ("network diagram", "graph of nodes and edges", "nodes and links"),
    "venn diagram": ("overlapping circles",),
    "mind map": ("spider diagram", "brainstorming map"),
    "timeline": ("chronology", "roadmap"),
    "cycle diagram": ("circular process", "life cycle"),
    "process steps": ("chevron process", "steps in a row"),
    "sequence diagram": ("uml sequence diagram", "message sequence"),
    "block diagram": ("system architecture diagram", "architecture diagram"),
    "pyramid diagram": ("pyramid",),
    "map": ("world map", "geographic map"),
    "table": ("data table", "table of numbers"),
    "spreadsheet": ("excel sheet", "worksheet"),
    "page of text": ("text page", "document page", "paragraphs of text"),
    "page with two columns": ("two column page", "scientific article", "newspaper page"),
    "page with a figure": ("page with a chart", "report page with a figure"),
    "page with a table": ("report page with a table",),
    "cover page": ("title page", "book cover", "front page"),
    "form": ("application form", "questionnaire"),
    "letter": ("business letter", "signed letter"),
    "invoice": ("bill",),
    "receipt": ("shop receipt", "till receipt"),
    "slide": ("presentation slide", "powerpoint slide"),
    "title slide": ("first slide of a presentation",),
    "slide with bullet points": ("bullet points", "bullet list"),
    "slide with a chart": ("presentation slide with a chart",),
    "screenshot of a window": ("application window", "screenshot", "user interface"),
    "web page": ("website", "home page", "browser screenshot"),
    "code editor": ("source code", "program code", "code screenshot"),
    "terminal": ("command line", "console"),
    "dashboard": ("analytics dashboard", "several charts"),
    "chat messages": ("chat", "messaging conversation"),
    "phone screen": ("smartphone home screen", "app icons"),
}
CHART_TOPICS = (
    "market share", "sales", "revenue by year", "population", "temperature", "survey results", "budget", "profit",
    "unemployment", "energy use", "exam scores", "website traffic", "growth", "costs", "age groups", "rainfall",
    "stock prices", "emissions", "production", "customers", "expenses", "model accuracy", "votes", "exports",
)  # fmt: skip
TOPICS = (
    "the project",
    "software",
    "a company",
    "users",
    "data",
    "health",
    "education",
    "research",
    "sales",
    "a system",
)
_FRAMES = ("{} of {}", "a {} showing {}", "what does the {} of {} show?", "figure: {} of {}")


def captions(kind: str, rng: np.random.Generator, *, chart: bool) -> tuple[str, ...]:
    """The kind three times, for a pure vector; its synonyms; two phrases with a topic that cannot be seen."""
    topics = CHART_TOPICS if chart else TOPICS
    phrases = (
        str(_FRAMES[rng.integers(len(_FRAMES))]).format(kind, topics[rng.integers(len(topics))]) for _ in range(2)
    )
    return (kind, kind, kind, *SYNONYMS[kind], *phrases, f"a {kind}", f"what does the {kind} show?")
