"""``/design``, in debug mode: every building block of the interface on one page."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from liuke.web.shell.access import public
from liuke.web.shell.forms import PlatformForm
from liuke.web.shell.pages import page

CHART = {
    "kind": "columns",
    "unit": "share",
    "labels": ["1月", "2月", "3月", "4月", "5月", "6月"],
    "ticks": ["1月", "2月", "3月", "4月", "5月", "6月"],
    "bars": [{"name": "回店率", "role": "a", "values": [0.91, 0.9, 0.88, 0.86, 0.82, 0.79]}],
    "legend": [{"name": "回店率", "role": "a"}],
    "signed": False,
    "labelled": True,
}


class Sample(PlatformForm):
    """One field of each kind, one of them wrong."""

    name = forms.CharField(label="名称", help_text="例如：北湖店", max_length=20)
    kind = forms.ChoiceField(label="类型", choices=[("a", "4S 店"), ("b", "服务中心")])
    day = forms.DateField(label="日期", widget=forms.DateInput(attrs={"type": "date"}))
    note = forms.CharField(label="备注", widget=forms.Textarea(attrs={"rows": 2}), required=False)
    active = forms.BooleanField(label="启用", required=False)


@public
@require_GET
def design(request: HttpRequest) -> HttpResponse:
    """Shows them all."""
    wrong = Sample({"name": "", "kind": "a", "day": "2026-02-30"})
    wrong.is_valid()
    return page(
        request,
        "shell/design.html.j2",
        {"form": Sample(), "wrong": wrong, "charts": {"returns": CHART}, "words": {}},
    )
