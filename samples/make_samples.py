"""Makes the sample documents of one invented programme: a report, slides, a workbook, pictures, a Chinese notice.

    python samples/make_samples.py        needs requirements-dev.txt, matplotlib and a Chinese TrueType font

Everything in them is ours and invented: Tidewheel, the bicycle-sharing programme of the harbour town of Marrow Bay.
"""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches, Pt
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle
from reportlab.platypus import Image as Picture

DOCUMENTS = Path(__file__).parent / "documents"
NAVY, TEAL, CORAL, SAND, GREY = "#16324f", "#2a9d8f", "#e76f51", "#e9c46a", "#8d99ae"
CHINESE_FONT = "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc"
YEARS = ["2022", "2023", "2024", "2025"]
TRIPS = [268_000, 412_000, 538_000, 671_000]
STATIONS = [31, 42, 58, 71]
SEASONS = {"Winter": 92_000, "Spring": 161_000, "Summer": 254_000, "Autumn": 164_000}
USES = {"Commuting": 44, "Leisure": 27, "Errands": 17, "Visitors": 12}
COSTS = [
    ["Item", "2023", "2024", "2025"],
    ["Bicycles and repair", "310", "355", "402"],
    ["Stations and power", "188", "241", "263"],
    ["Staff", "420", "446", "471"],
    ["Software and support", "96", "104", "99"],
    ["Total", "1,014", "1,146", "1,235"],
]
BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=10.5, leading=15.5, spaceAfter=8)
TITLE = ParagraphStyle("title", fontName="Helvetica-Bold", fontSize=26, leading=32, textColor=NAVY, spaceAfter=10)
HEAD = ParagraphStyle("head", fontName="Helvetica-Bold", fontSize=15, leading=20, textColor=NAVY, spaceAfter=6)
CAPTION = ParagraphStyle("caption", parent=BODY, fontName="Helvetica-Oblique", fontSize=9, alignment=TA_CENTER)


def chart(draw: Callable[[plt.Axes], None], width: float = 6.2, height: float = 2.9) -> bytes:
    """A drawing as PNG."""
    figure, axes = plt.subplots(figsize=(width, height), dpi=130)
    axes.spines[["top", "right"]].set_visible(False)
    draw(axes)
    figure.tight_layout()
    out = io.BytesIO()
    figure.savefig(out, metadata={"Software": None})
    plt.close(figure)
    return out.getvalue()


def trips_chart(axes: plt.Axes) -> None:
    bars = axes.bar(YEARS, [trips / 1000 for trips in TRIPS], color=[GREY, GREY, TEAL, TEAL])
    axes.bar_label(bars, fmt="%.0f", padding=2)
    axes.set_ylabel("Trips (thousands)")
    axes.set_title("Trips by year", loc="left", color=NAVY, fontweight="bold")


def seasons_chart(axes: plt.Axes) -> None:
    axes.plot(list(SEASONS), [trips / 1000 for trips in SEASONS.values()], color=CORAL, marker="o", linewidth=2.5)
    for at, trips in enumerate(SEASONS.values()):
        axes.annotate(f"{trips // 1000}", (at, trips / 1000), textcoords="offset points", xytext=(0, 7), ha="center")
    axes.set_ylim(0, 300)
    axes.set_ylabel("Trips (thousands)")
    axes.set_title("Trips by season, 2025", loc="left", color=NAVY, fontweight="bold")


def uses_chart(axes: plt.Axes) -> None:
    axes.pie(
        list(USES.values()),
        labels=[f"{use} {share} %" for use, share in USES.items()],
        colors=[NAVY, TEAL, SAND, CORAL],
        startangle=90,
    )
    axes.set_title("Why people ride, survey 2025", loc="left", color=NAVY, fontweight="bold")


def report(path: Path) -> None:
    """Six pages with headings, three charts, two tables and captions."""
    stations = [["Year", "Stations", "Bicycles", "Trips"]] + [
        [year, str(n), str(n * 14), f"{trips:,}"] for year, n, trips in zip(YEARS, STATIONS, TRIPS, strict=True)
    ]
    story: list[Flowable] = [
        Spacer(1, 5 * cm),
        Paragraph("Tidewheel Annual Report 2025", TITLE),
        text("The bicycle-sharing programme of the harbour town of Marrow Bay."),
        text("Prepared by the Mobility Office. Director: Ines Calder. Published on 3 March 2026."),
        PageBreak(),
        Paragraph("1. The year in brief", HEAD),
        text(
            "Tidewheel counted 671,000 trips in 2025, a quarter more than in the year before. Thirteen stations were "
            "opened, most of them along the tram line to Quarry Hill, so that the network has 71 stations now."
        ),
        text(
            "The average trip lasted 14 minutes and covered 2.6 kilometres. Membership rose to 18,400 people, of whom "
            "61 percent hold the yearly pass at 48 crowns."
        ),
        picture(chart(trips_chart)),
        Paragraph("Figure 1: Trips by year, in thousands. The network was extended in spring 2024.", CAPTION),
        PageBreak(),
        Paragraph("2. The network", HEAD),
        text(
            "Each station has twelve to eighteen docks, a map and a pump. The busiest station is Ferry Steps with "
            "52,300 departures, followed by Central Market with 47,900 and Old Lighthouse with 31,200."
        ),
        table(stations),
        Paragraph("Table 1: Stations, bicycles and trips since 2022.", CAPTION),
        PageBreak(),
        Paragraph("3. Seasons and purposes", HEAD),
        text("Summer brings almost three times the trips of winter. Rain, more than cold, keeps riders at home."),
        picture(chart(seasons_chart)),
        Paragraph("Figure 2: Trips by season in 2025, in thousands.", CAPTION),
        picture(chart(uses_chart, height=2.7)),
        Paragraph("Figure 3: Purposes of trips. 2,150 riders answered the survey of June 2025.", CAPTION),
        PageBreak(),
        Paragraph("4. Money", HEAD),
        text(
            "Fares and passes brought 986,000 crowns, and the harbour authority contributed 280,000. Spending came to "
            "1,235,000 crowns, so that the year closed with a surplus of 31,000 crowns."
        ),
        table(COSTS),
        Paragraph("Table 2: Spending by item, in thousands of crowns.", CAPTION),
        PageBreak(),
        Paragraph("5. What comes next", HEAD),
        text(
            "In 2026 forty cargo bicycles will be added, and a station on the island of Little Marrow will be reached "
            "by the ferry. The winter service, now from 6:00 to 22:00, will be extended to midnight on Fridays."
        ),
        text(
            "Two risks remain. Salt water shortens the life of the docks at Ferry Steps to four years, and the "
            "contract with the battery supplier ends in September 2026."
        ),
    ]
    document = SimpleDocTemplate(
        str(path), pagesize=A4, title="Tidewheel Annual Report 2025", author="Mobility Office", invariant=1
    )
    document.build(story, onFirstPage=footer, onLaterPages=footer)


def text(words: str) -> Paragraph:
    return Paragraph(words, BODY)


def picture(png: bytes) -> Picture:
    width, height = Image.open(io.BytesIO(png)).size
    return Picture(io.BytesIO(png), width=15 * cm, height=15 * cm * height / width)


def table(rows: list[list[str]]) -> Table:
    style = [
        ("FONT", (0, 0), (-1, -1), "Helvetica", 10),
        ("FONT", (0, 0), (-1, 0), "Helvetica-Bold", 10),
        ("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#dbe7ea")),
        ("GRID", (0, 0), (-1, -1), 0.5, colors.HexColor(GREY)),
        ("ALIGN", (1, 0), (-1, -1), "RIGHT"),
    ]
    return Table(rows, colWidths=[6 * cm] + [3 * cm] * (len(rows[0]) - 1), style=TableStyle(style), spaceAfter=6)


def footer(canvas: object, document: SimpleDocTemplate) -> None:
    canvas.setFont("Helvetica", 8)  # type: ignore[attr-defined]
    canvas.drawRightString(A4[0] - 2.5 * cm, 1.3 * cm, f"Tidewheel 2025 · page {document.page}")  # type: ignore[attr-defined]


def notice(path: Path) -> None:
    """One Chinese page, its font embedded as a subset."""
    pdfmetrics.registerFont(TTFont("chinese", CHINESE_FONT, subfontIndex=0))
    body = ParagraphStyle("zh", fontName="chinese", fontSize=12, leading=22, spaceAfter=8, wordWrap="CJK")
    head = ParagraphStyle("zh-head", parent=body, fontSize=20, leading=30, textColor=NAVY)
    rows = [
        ["票种", "价格（克朗）", "有效期"],
        ["单程票", "2", "30 分钟"],
        ["日票", "7", "24 小时"],
        ["年票", "48", "一年"],
    ]
    fares = table(rows)
    fares.setStyle(TableStyle([("FONT", (0, 0), (-1, -1), "chinese", 11)]))
    story = [
        Paragraph("潮轮共享单车使用须知", head),
        Paragraph("欢迎来到马罗湾。潮轮共有七十一个车站，最繁忙的车站是渡口台阶站。", body),
        Paragraph("租车时请扫描车把上的二维码。骑行超过三十分钟，每十分钟加收一克朗。", body),
        fares,
        Paragraph("表1：票价与有效期。", body),
        Paragraph("冬季服务时间为早上六点至晚上十点。如遇故障，请拨打服务电话 5550-0142。", body),
    ]
    SimpleDocTemplate(str(path), pagesize=A4, title="潮轮共享单车使用须知", invariant=1).build(story)


def slides(path: Path) -> None:
    """A deck of six slides with a chart and a picture."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(13.333), Inches(7.5)
    bullet_slide(deck, "Tidewheel: planning 2026", ["Mobility Office of Marrow Bay", "Council meeting, 12 May 2026"])
    bullet_slide(
        deck,
        "Cargo bicycles",
        ["Forty cargo bicycles, built by Hollin & Daughters", "Load of up to 80 kg", "First delivery: 15 June 2026"],
    )
    slide = bullet_slide(deck, "Satisfaction by district", [])
    data = CategoryChartData()
    data.categories = ["Harbour", "Old Town", "Quarry Hill", "Eastfield"]
    data.add_series("Satisfied riders (%)", (91, 84, 88, 63))
    slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, Inches(1), Inches(1.7), Inches(11), Inches(5), data)
    slide = bullet_slide(deck, "The island station", ["Little Marrow is reached by the ferry in 18 minutes."])
    slide.shapes.add_picture(str(DOCUMENTS / "harbour.png"), Inches(4.2), Inches(2.9), height=Inches(4.2))
    bullet_slide(
        deck,
        "Risks",
        ["Salt water at Ferry Steps", "Battery contract ends in September 2026", "Eastfield is the least satisfied"],
    )
    slide = bullet_slide(deck, "Decision asked of the council", ["Approve 145,000 crowns for Little Marrow"])
    slide.notes_slide.notes_text_frame.text = "The treasurer, Tomas Berg, supports the proposal."
    deck.save(str(path))


def bullet_slide(deck: Presentation, title: str, bullets: list[str]) -> object:
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    frame = slide.shapes.add_textbox(Inches(0.8), Inches(0.5), Inches(11.5), Inches(1)).text_frame
    frame.text = title
    frame.paragraphs[0].font.size, frame.paragraphs[0].font.bold = Pt(36), True
    frame.paragraphs[0].font.color.rgb = RGBColor.from_string(NAVY[1:])
    body = slide.shapes.add_textbox(Inches(0.9), Inches(1.8), Inches(11), Inches(3)).text_frame
    for at, words in enumerate(bullets):
        paragraph = body.paragraphs[0] if at == 0 else body.add_paragraph()
        paragraph.text, paragraph.font.size = words, Pt(24)
    return slide


def workbook(path: Path) -> None:
    """Two sheets: stations with their counts, and repairs."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Stations"
    rows = [
        ["Station", "District", "Docks", "Departures 2025", "Opened"],
        ["Ferry Steps", "Harbour", 18, 52300, "2021-04-10"],
        ["Central Market", "Old Town", 18, 47900, "2021-04-10"],
        ["Old Lighthouse", "Harbour", 16, 31200, "2022-05-02"],
        ["Quarry Hill Tram", "Quarry Hill", 14, 22800, "2025-03-21"],
        ["Eastfield School", "Eastfield", 12, 6400, "2024-09-01"],
    ]
    repairs = [
        ["Part", "Repairs 2025", "Cost each (crowns)"],
        ["Tyre", 3120, 9],
        ["Brake", 1480, 14],
        ["Dock latch", 310, 65],
    ]
    second = book.create_sheet("Repairs")
    for target, values in ((sheet, rows), (second, repairs)):
        for row in values:
            target.append(row)
        for cell in target[1]:
            cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="DBE7EA")
        for column in "ABCDE":
            target.column_dimensions[column].width = 20
    book.save(path)


def font(size: int, name: str = "DejaVuSans.ttf") -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(name, size)


def harbour(path: Path) -> None:
    """A drawn scene: a lighthouse, a red sailing boat and two bicycles at the quay."""
    image = Image.new("RGB", (900, 600), "#bfe3f2")
    draw = ImageDraw.Draw(image)
    draw.ellipse((700, 60, 790, 150), fill="#ffd166")
    draw.rectangle((0, 330, 900, 600), fill="#2f7fa8")
    draw.polygon([(90, 340), (110, 110), (170, 110), (190, 340)], fill="white")
    for top in (150, 220, 290):
        draw.rectangle((101, top, 179, top + 30), fill="#d1495b")
    draw.rectangle((112, 75, 168, 110), fill="#333333")
    draw.polygon([(430, 400), (650, 400), (610, 450), (470, 450)], fill="#d1495b")
    draw.polygon([(535, 150), (535, 385), (650, 385)], fill="white")
    draw.polygon([(525, 190), (525, 385), (450, 385)], fill="#f4f1de")
    draw.rectangle((0, 500, 900, 600), fill="#a98467")
    for left in (180, 640):
        for wheel in (left, left + 100):
            draw.ellipse((wheel, 490, wheel + 70, 560), outline="#222222", width=6)
        draw.line([(left + 35, 525), (left + 75, 470), (left + 120, 470), (left + 135, 525)], fill="#2a9d8f", width=7)
        draw.line([(left + 75, 470), (left + 85, 525), (left + 35, 525)], fill="#2a9d8f", width=7)
    image.filter(ImageFilter.GaussianBlur(0.6)).save(path, optimize=True)


def station_map(path: Path) -> None:
    """A diagram of the tram line and its stations."""
    image = Image.new("RGB", (1000, 520), "white")
    draw = ImageDraw.Draw(image)
    draw.text((40, 25), "Network map: the tram line to Quarry Hill", font=font(30, "DejaVuSans-Bold.ttf"), fill=NAVY)
    stops = [("Ferry Steps", 100, 400), ("Central Market", 310, 330), ("Old Lighthouse", 200, 180)]
    stops += [("Quarry Hill Tram", 640, 220), ("Eastfield School", 740, 400)]
    order = [2, 0, 1, 3, 4]
    draw.line([stops[at][1:] for at in order], fill=TEAL, width=10, joint="curve")
    for name, x, y in stops:
        draw.ellipse((x - 16, y - 16, x + 16, y + 16), fill="white", outline=CORAL, width=7)
        draw.text((x + 24, y - 34), name, font=font(22), fill="#222222")
    draw.text(
        (40, 470), "Dashed lines are planned: the ferry to Little Marrow opens in 2026.", font=font(20), fill="#555555"
    )
    for x in range(116, 260, 24):
        draw.line((x, 420 + (x - 116) // 4, x + 12, 423 + (x - 116) // 4), fill=GREY, width=5)
    image.save(path, optimize=True)


def receipt(path: Path) -> None:
    """A scanned receipt, a little turned and grey."""
    image = Image.new("L", (560, 760), 236)
    draw = ImageDraw.Draw(image)
    rows = [
        ("HOLLIN & DAUGHTERS", ""), ("Cycle works, 8 Rope Lane", ""), ("Marrow Bay", ""), ("", ""),
        ("Date: 18/02/2026", "No. 4471"), ("", ""), ("Brake pads  12 x 6.50", "78.00"),
        ("Tyres 28in   8 x 19.00", "152.00"),
        ("Chain oil    3 x 4.20", "12.60"), ("", ""), ("Subtotal", "242.60"), ("Tax 10%", "24.26"), ("TOTAL", "266.86"),
        ("Cash", "270.00"), ("Change", "3.14"), ("", ""), ("Thank you and safe riding!", ""),
    ]  # fmt: skip
    for at, (left, right) in enumerate(rows):
        face = font(24, "DejaVuSansMono-Bold.ttf" if left in ("TOTAL", "HOLLIN & DAUGHTERS") else "DejaVuSansMono.ttf")
        draw.text((40, 40 + 40 * at), left, font=face, fill=30)
        draw.text((520 - draw.textlength(right, font=face), 40 + 40 * at), right, font=face, fill=30)
    noise = random.Random(7)
    for _ in range(2500):
        draw.point((noise.randrange(560), noise.randrange(760)), fill=noise.randrange(150, 230))
    image.rotate(1.2, expand=True, fillcolor=200, resample=Image.Resampling.BICUBIC).save(path, quality=80)


def dashboard(path: Path) -> None:
    """What a screenshot of the operations page looks like."""
    image = Image.new("RGB", (1100, 640), "#f4f6f8")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 1100, 64), fill=NAVY)
    draw.text((24, 16), "Tidewheel operations", font=font(26, "DejaVuSans-Bold.ttf"), fill="white")
    draw.text((860, 20), "Mon 9 Feb 2026", font=font(20), fill="white")
    cards = [
        ("Bicycles in use", "347"),
        ("Docks out of order", "9"),
        ("Open repairs", "26"),
        ("Battery average", "78 %"),
    ]
    for at, (name, value) in enumerate(cards):
        left = 24 + at * 268
        draw.rounded_rectangle((left, 90, left + 248, 220), 12, fill="white", outline="#d5dce2")
        draw.text((left + 18, 106), name, font=font(19), fill="#5b6b7a")
        draw.text((left + 18, 142), value, font=font(44, "DejaVuSans-Bold.ttf"), fill=NAVY)
    draw.rounded_rectangle((24, 245, 1076, 610), 12, fill="white", outline="#d5dce2")
    draw.text((44, 262), "Departures today by hour", font=font(20), fill="#5b6b7a")
    hours = [12, 30, 86, 140, 95, 60, 58, 72, 66, 80, 130, 155, 98, 52]
    for at, count in enumerate(hours):
        left = 60 + at * 71
        draw.rectangle((left, 560 - count * 1.6, left + 44, 560), fill=CORAL if count == max(hours) else TEAL)
        draw.text((left + 6, 568), f"{at + 6}h", font=font(16), fill="#5b6b7a")
    image.save(path, optimize=True)


MAKERS: dict[str, Callable[[Path], None]] = {
    "harbour.png": harbour,
    "network-map.png": station_map,
    "receipt-hollin.jpg": receipt,
    "operations-dashboard.png": dashboard,
    "tidewheel-report-2025.pdf": report,
    "tidewheel-使用须知.pdf": notice,
    "tidewheel-planning-2026.pptx": slides,
    "tidewheel-stations.xlsx": workbook,
}

if __name__ == "__main__":
    for name, make in MAKERS.items():
        make(DOCUMENTS / name)
        print(f"{name}: {(DOCUMENTS / name).stat().st_size:,} bytes")
