"""Brands and report templates: packaged ones are sound, hostile ones are refused."""

import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from reviewer_app import assets
from reviewer_app.content import brands, report_templates
from reviewer_app.domain.errors import ContentError

SOURCE = assets.read_bytes("brands/lakeside.yaml").decode()
TEMPLATE = assets.read_bytes("report_templates/qar.yaml").decode()


def picture(size=(120, 60), kind="PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#1f5673").save(out, kind)
    return out.getvalue()


def load(source=SOURCE, logo=None) -> brands.Brand:
    return brands.load_brand(source.encode(), "mine.yaml", lambda _: logo or picture())


def test_every_packaged_brand_passes_its_schema():
    files = assets.names("brands", ".yaml")
    loaded = [
        brands.load_brand(assets.read_bytes(f), f, lambda n: assets.read_bytes(f"brands/{n}"))
        for f in files
    ]
    assert loaded == brands.built_in()
    assert {"lakeside", brands.DEFAULT} <= {b.key for b in loaded}
    for brand in loaded:
        assert brands.contrast(brands.readable(brand.accent, "#ffffff"), "#ffffff") >= 4.5


def test_the_sample_logo_is_crisp_and_small():
    brand = brands.for_trust("lakeside learning TRUST")
    image = Image.open(io.BytesIO(brand.logo))
    assert image.size == brand.logo_size
    assert image.size[0] >= 600
    assert len(brand.logo) < 60_000
    assert len(image.convert("RGB").getcolors(100_000)) > 5
    assert "Lakeside" in brand.logo_alt


def test_another_trust_never_gets_the_sample_logo():
    brand = brands.for_trust("Some Other Trust")
    assert brand.key == brands.DEFAULT
    assert brand.logo == b""
    assert brands.for_trust("").key == brands.DEFAULT


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_is_measured_without_decoding_it(kind):
    assert brands.image_size(picture((321, 123), kind)) == (321, 123)
    assert load(logo=picture((321, 123), kind)).logo_size == (321, 123)


def test_a_progressive_jpeg_with_exif_is_measured():
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "x" * 500
    Image.new("RGB", (50, 90)).save(out, "JPEG", progressive=True, exif=exif)
    assert brands.image_size(out.getvalue()) == (50, 90)


def huge_png() -> bytes:
    data = bytearray(picture())
    data[16:24] = struct.pack(">II", 20_000, 20_000)
    return bytes(data)


LOGOS = {
    "empty": (b"", "whole PNG"),
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', "whole PNG"),
    "pdf named png": (b"%PDF-1.7\n%%EOF", "whole PNG"),
    "gif": (picture(kind="GIF"), "whole PNG"),
    "truncated png": (picture()[:-20], "whole PNG"),
    "truncated jpeg": (picture(kind="JPEG")[:-40], "whole PNG"),
    "bomb": (huge_png(), "20000 × 20000"),
    "tiny": (picture((8, 8)), "8 × 8"),
    "strip": (picture((3_000, 20)), "too long"),
    "large file": (picture() + b"x" * brands.MAX_LOGO_BYTES, "larger than"),
    "polyglot": (picture() + b"PK\x03\x04 a packed file behind it", "whole PNG"),
    "jpeg of nothing": (b"\xff\xd8\xff\xe0\x00\x00\xff\xd9", "whole PNG"),
}


@pytest.mark.parametrize("case", LOGOS)
def test_a_bad_logo_is_refused(case):
    logo, words = LOGOS[case]
    with pytest.raises(ContentError) as caught:
        brands.load_brand(SOURCE.encode(), "mine.yaml", lambda _: logo)
    assert caught.value.field == "logo.file"
    assert SOURCE.splitlines()[caught.value.line - 1].strip().startswith("file:")
    assert words in caught.value.problem


def test_a_missing_logo_file_is_a_sentence():
    def missing(_name):
        raise FileNotFoundError

    with pytest.raises(ContentError, match="cannot be read"):
        brands.load_brand(SOURCE.encode(), "mine.yaml", missing)


BROKEN = {
    "url": ('primary: "#1f5673"', 'primary: "url(http://x)"', "primary"),
    "short colour": ('primary: "#1f5673"', 'primary: "#123"', "primary"),
    "named colour": ('accent: "#c8772e"', "accent: red", "accent"),
    "colour with a line end": ('accent: "#c8772e"', 'accent: "#c8772e\\n"', "accent"),
    "unquoted colour is a comment": ('primary: "#1f5673"', "primary: #1f5673", "primary"),
    "path": ("file: lakeside.png", "file: ../../secret.png", "logo.file"),
    "svg": ("file: lakeside.png", "file: lakeside.svg", "logo.file"),
    "no alternative text": (
        'alt: "Lakeside Learning Trust: three hills above water"',
        'alt: ""',
        "logo.alt",
    ),
    "unknown entry": ("footer:", "fonts: x\nfooter:", "fonts"),
    "long footer": ("footer: Lakeside", "footer: " + "x" * 121, "footer"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_brand_is_refused_with_its_field(case):
    old, new, field = BROKEN[case]
    assert old in SOURCE
    with pytest.raises(ContentError) as caught:
        load(SOURCE.replace(old, new, 1))
    assert caught.value.field == field
    assert caught.value.line == SOURCE[: SOURCE.index(old)].count("\n") + 1


def test_known_contrasts():
    assert brands.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert brands.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert brands.contrast("#123456", "#123456") == 1
    with pytest.raises(ValueError):
        brands.contrast("red", "#ffffff")


COLOUR = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


@given(COLOUR, COLOUR, st.sampled_from([3.0, 4.5]))
def test_readable_always_reaches_the_ratio_and_keeps_what_passes(colour, on, ratio):
    result = brands.readable(colour, on, ratio)
    assert brands.contrast(result, on) >= ratio
    if brands.contrast(colour, on) >= ratio:
        assert result == colour


def test_readable_changes_no_more_than_it_must():
    result = brands.readable("#c8772e", "#ffffff")
    assert 4.5 <= brands.contrast(result, "#ffffff") < 4.8
    assert brands.readable("#808080", "#808080", 99) in ("#000000", "#ffffff")


def test_every_packaged_template_passes_its_schema():
    files = assets.names("report_templates", ".yaml")
    loaded = [report_templates.load_report_template(assets.read_bytes(f), f) for f in files]
    assert loaded == report_templates.built_in()


def test_the_qar_report_has_its_sections_and_standing_words():
    template = report_templates.for_kind("qar")
    assert [s.kind for s in template.sections] == [
        "cover", "summary", "standing_note", "text", "text", "area_www_ebi", "excellence", "text",
        "what_next", "reviewers", "method",
    ]  # fmt: skip
    assert [f.key for f in template.facts][:2] == ["school", "head"]
    assert len(template.facts) == 11
    note = template.section("status")
    words = " ".join(note.standing)
    assert 80 <= len(words.split()) <= 200
    for must in (
        "safeguarding",
        "governance",
        "finance",
        "inspection",
        "whole sections",
        "belongs to the school",
    ):
        assert must in words
    what_next = " ".join(template.section("what_next").standing)
    assert 100 <= len(what_next.split()) <= 150
    assert template.section("nothing") is None


def test_an_unknown_kind_of_review_gets_the_whole_school_report():
    assert report_templates.for_kind("subject").key == "qar"


BROKEN_TEMPLATES = {
    "twin key": ("- key: since_last", "- key: context", "sections[4].key"),
    "two covers": ("kind: reviewers", "kind: cover", "sections[9].kind"),
    "unknown kind": ("kind: method", "kind: script", "sections[10].kind"),
    "unknown fact": ("{key: head,", "{key: pay,", "facts[1].key"),
    "least over most": ("min_words: 150", "min_words: 301", "sections[3].min_words"),
    "no standing note": ("kind: standing_note", "kind: text", "sections"),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN_TEMPLATES)
def test_a_broken_template_is_refused_with_its_field(case):
    old, new, field = BROKEN_TEMPLATES[case]
    assert old in TEMPLATE
    with pytest.raises(ContentError) as caught:
        report_templates.load_report_template(TEMPLATE.replace(old, new, 1).encode(), "t.yaml")
    assert caught.value.field == field
    assert caught.value.line > 0
