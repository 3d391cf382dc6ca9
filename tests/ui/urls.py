"""A portal of four pages, so that the parts are tested without the apps above them."""

from typing import Any

from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from multaqa.ui import gallery


def house(request: HttpRequest) -> dict[str, Any]:
    labels = ["الملتقى", "الشبكة", "المشاركة", "المشاريع", "التكوين", "الدليل القانوني", "الأثر"]
    return {
        "site_name": "ملتقى",
        "network_name": "شبكة الجمعيات",
        "is_demonstration": True,
        "menu": [
            {"url": "#", "label": label, "is_current": place == 0}
            for place, label in enumerate(labels)
        ],
        "record_head": {"number": 42, "digest": "7b1f02aac9d4e81b6f35a09e4dd1c2b3" * 2},
    }


def parts(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/gallery.html", gallery.samples())


def desk(request: HttpRequest) -> HttpResponse:
    labels = ["لوحة القيادة", "الطلبات", "القرعة", "البرنامج", "الشارات", "السجل العمومي"]
    menu = [
        {"url": "#", "label": label, "is_current": place == 2, "count": 312 if place == 1 else 0}
        for place, label in enumerate(labels)
    ]
    return render(request, "ui_tests/desk.html", {"desk_menu": menu} | gallery.samples())


def plain(request: HttpRequest) -> HttpResponse:
    words = {"title": "لم نجد الصفحة", "text": "ربما تغير العنوان."}
    return render(request, "ui/trouble.html", words)


def member(request: HttpRequest) -> HttpResponse:
    """As someone signed in sees it."""
    user = {"is_authenticated": True}
    return render(request, "ui_tests/desk.html", {"user": user} | gallery.samples())


def swap(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return HttpResponse('<b id="swapped">POST</b>')
    return render(request, "ui_tests/swap.html")


urlpatterns = i18n_patterns(
    path("", plain, name="home"),
    path("parts/", parts, name="parts"),
    path("desk/", desk, name="desk"),
    path("member/", member, name="member"),
    path("swap/", swap, name="swap"),
    path("sign-in/", plain, name="account_login"),
    path("sign-out/", plain, name="account_logout"),
    path("record/", plain, name="record"),
    prefix_default_language=False,
)
