"""What a section is written with: one language, its figures, and the charts drawn so far."""

from __future__ import annotations

from liuke.insight.reports.charts.chart import Chart
from liuke.insight.reports.figures import Figures
from liuke.insight.reports.language import Lang, Language, language


class Pen:
    """``t`` translates, ``f`` formats, ``draw`` keeps a chart's data for the page's script."""

    def __init__(self, lang: Lang) -> None:
        self.t: Language = language(lang)
        self.f = Figures(self.t)
        self.charts: dict[str, dict[str, object]] = {}

    def draw(self, chart: Chart) -> Chart:
        """Registers the chart under its key; two charts of one key would overwrite each other."""
        if chart.key in self.charts:
            raise ValueError(f"two charts are called {chart.key}")
        self.charts[chart.key] = chart.spec
        return chart

    def cars(self, number: float) -> str:
        return self.t.plural("%(number)s car", "%(number)s cars", round(number), number=self.f.number(number))

    def owners(self, number: float) -> str:
        return self.t.plural(
            "%(number)s owner", "%(number)s owners", round(number), number=self.f.number(number)
        )

    def rows(self, number: float) -> str:
        return self.t.plural("%(number)s row", "%(number)s rows", round(number), number=self.f.number(number))
