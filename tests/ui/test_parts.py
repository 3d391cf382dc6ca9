import re
from types import SimpleNamespace

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.utils.translation import override

from multaqa.ui import charts

HOSTILE = '<script>alert("x")</script>'


def draw(source, **context):
    return Template("{% load ui %}" + source).render(Context(context))


@pytest.mark.parametrize(
    "source",
    [
        "{% card title=said %}{{ said }}{% endcard %}",
        "{% notice tone='warn' title=said %}{{ said }}{% endnotice %}",
        "{% proof title=said %}{{ said }}{% endproof %}",
        "{% scroll said %}{{ said }}{% endscroll %}",
        "{% figure said said said %}",
        "{% bars rows said %}",
        "{% histogram bins said said said %}",
        "{% bar_of 0.5 said %}",
        "{% stages 'hear' done notes %}",
        "{% steps items 1 %}",
        "{% tag said said %}",
        "{% crumbs said said said %}",
        "{% mono said %}",
        "{% empty said said said said %}",
        "{{ said|said }}",
        "{{ said|isolate }}",
        "{{ said|fingerprint }}",
        "{{ said|number }}{{ said|percent }}",
    ],
)
def test_every_part_escapes_what_people_wrote(source):
    html = draw(
        source,
        said=HOSTILE,
        rows=[{"label": HOSTILE, "text": HOSTILE, "tone": HOSTILE, "value": 1, "total": 2}],
        bins=[{"label": HOSTILE, "low": 0, "high": 1, "count": 3}],
        notes={"hear": HOSTILE},
        done=[],
        items=[HOSTILE, HOSTILE],
    )
    assert "<script" not in html
    assert "&lt;s" in html
    assert 'alert("' not in html


def test_card_has_a_title_at_the_level_asked():
    html = draw("{% card title='عنوان' tone='warn' level=3 %}<p>نص</p>{% endcard %}")
    assert 'data-tone="warn"' in html
    assert re.search(r'<h3 class="card__title"><bdi dir="auto">عنوان</bdi></h3>', html)
    assert "<p>نص</p>" in html


def test_only_the_notice_that_warns_interrupts():
    assert 'role="alert"' in draw("{% notice tone='warn' %}x{% endnotice %}")
    assert 'role="status"' in draw("{% notice %}x{% endnotice %}")


def test_figure_formats_a_number_and_leaves_a_text():
    with override("ar"):
        assert "448\u00a0685" in draw("{% figure 448685 'نسمة' %}")
        assert ">41,2%<" in draw("{% figure '41,2%' 'حظ' %}")


def test_bars_measure_shares_and_limits_in_plain_percentages():
    rows = [
        SimpleNamespace(label="نساء", value=72, total=150, text="72", tone="", minimum=68),
        {"label": "قروي", "value": 200, "total": 150, "text": "", "tone": "rural", "maximum": 75},
        {"label": "لا أحد", "value": 3, "total": 0, "text": "0", "tone": None},
    ]
    women, rural, nobody = charts.bars_of(rows)
    assert (women.length, women.minimum, women.maximum) == ("48%", "45.33%", None)
    assert (rural.length, rural.maximum) == ("100%", "50%")
    assert nobody.length == "0%"
    with override("ar"):
        html = draw("{% bars rows 'التوازن' %}", rows=rows)
    assert 'width="48%"' in html
    assert 'x="45.33%"' in html
    assert "<dt" in html


def test_bars_without_limits_explain_none():
    html = draw("{% bars rows %}", rows=[{"label": "x", "value": 1, "total": 2, "text": "1"}])
    assert "bars__key" not in html


def test_histogram_places_columns_by_their_limits_under_round_steps():
    bins = [
        {"low": 0, "high": 10, "label": "0–10", "count": 7},
        {"low": 10, "high": 40, "label": "10–40", "count": 104},
    ]
    chart = charts.histogram_of(bins)
    assert [tick.value for tick in chart.ticks] == [0, 25, 50, 75, 100, 125]
    assert chart.columns[1].x == "29.5%"
    assert chart.columns[1].width == "66%"
    html = draw("{% histogram bins 'الحظوظ' 'الحظ' 'العدد' %}", bins=bins)
    assert "<title>الحظوظ</title>" in html
    assert "<table>" in html
    assert html.count("<rect") == 2


@pytest.mark.parametrize("bins", [[], [{"low": 0, "high": 1, "label": "0", "count": 0}]])
def test_histogram_survives_having_nothing_to_show(bins):
    assert "<svg" in draw("{% histogram bins 'x' %}", bins=bins)


def test_bar_of_stays_within_its_bounds():
    assert 'value="1.0000"' in draw("{% bar_of 1.7 'x' %}")
    assert 'value="0.0000"' in draw("{% bar_of -1 'x' %}")


def test_stages_mark_the_current_one_for_everybody():
    html = draw("{% stages 'hear' done notes %}", done=["call", "balance"], notes={"call": "312"})
    assert html.count('aria-current="step"') == 1
    assert html.count('data-state="done"') == 2
    assert html.count('data-state="ahead"') == 3
    assert "312" in html


def test_steps_past_the_last_are_all_done():
    html = draw("{% steps items 2 %}", items=["أ", "ب"])
    assert html.count('data-state="done"') == 2
    assert "aria-current" not in html


def test_crumbs_link_all_but_the_last():
    html = draw("{% crumbs '/a/' 'أ' '/b/' 'ب' 'هنا' %}")
    assert html.count("<a ") == 2
    assert '<li aria-current="page"><bdi dir="auto">هنا</bdi></li>' in html


def test_paging_keeps_the_search(rf):
    page = Paginator(range(100), 10).get_page(3)
    request = rf.get("/", {"q": "عسل", "page": "3"})
    html = draw("{% paging page %}", page=page, request=request)
    assert "q=%D8%B9%D8%B3%D9%84&amp;page=4" in html
    assert 'rel="prev"' in html
    assert html.count('aria-current="page"') == 1
    assert "<nav" not in draw("{% paging page %}", page=Paginator([], 10).get_page(1))


def test_empty_state_is_a_tag_of_its_own_after_an_empty_loop():
    source = (
        "{% for x in rows %}{{ x }}{% empty %}{% empty 'لا شيء' 'كيف' '/n/' 'إضافة' %}{% endfor %}"
    )
    html = draw(source, rows=[])
    assert 'href="/n/"' in html


def test_tags_of_setting():
    assert 'data-tone="rural"' in draw("{% setting_tag True %}")
    assert 'data-tone="urban"' in draw("{% setting_tag False %}")


def test_fingerprint_is_short_enough_for_the_eye():
    assert draw("{{ d|fingerprint }}", d="7b1f02aa" * 8) == "7b1f 02aa … 02aa"


class Asked(forms.Form):
    name = forms.CharField(label="الاسم", help_text="كما في <بطاقة>")
    role = forms.ChoiceField(
        label="الصفة", choices=[("a", "رئيس(ة)"), ("b", "عضو(ة)")], widget=forms.RadioSelect
    )
    agreed = forms.BooleanField(label="موافق(ة)")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self):
        raise forms.ValidationError("الطلبات مغلقة.")


def test_field_ties_label_help_and_error_to_its_input():
    html = draw("{% field f.name %}", f=Asked({}))
    assert '<label class="field__label" for="id_name">' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert "&lt;بطاقة&gt;" in html


def test_field_without_fault_says_nothing():
    html = draw("{% field f.name %}", f=Asked())
    assert "data-wrong" not in html
    assert "aria-invalid" not in html


def test_field_of_choices_is_a_fieldset_with_a_legend():
    html = draw("{% field f.role %}", f=Asked({"role": "b"}))
    assert '<legend class="field__label">' in html
    assert html.count('type="radio"') == 2
    assert html.count("checked") == 1


def test_field_ticked_and_field_hidden():
    assert "choices__choice" in draw("{% field f.agreed %}", f=Asked())
    assert draw("{% field f.secret %}", f=Asked()).strip().startswith("<input")


def test_errors_lead_to_every_wrong_answer():
    html = draw("{% errors f %}", f=Asked({}))
    assert 'role="alert"' in html
    assert "الطلبات مغلقة." in html
    for target in ("#id_name", "#id_role_0", "#id_agreed"):
        assert f'href="{target}"' in html
    assert draw("{% errors f %}", f=Asked()) == ""
