"""What the whole house promises: its words, its silence towards other hosts, its layout."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

ROOT: Path = settings.ROOT
OURS = ROOT / "dajuan"
SKIPPED = {"vendor", "fonts", "__pycache__", "node_modules", "migrations"}

# The words of office.md that the Chinese interface does not say, and what it says instead. Where the characters also
# stand inside a word that is right, the pattern leaves that word out.
WRONG_WORDS = {
    r"封印|(?<!用)(?<!代)印章(?!管理)": "防篡改存证",
    r"分录|账本|(?<!词)条目": "记录, 台账",
    r"重述": "数据修订, 更正说明",
    r"证据": "佐证材料",
    r"卷宗": "项目档案（一项一档）",
    r"(?<!第三方)断言": "结论性表述",
    r"钻取": "穿透到明细",
    r"工作室(?!名称)": "材料起草",
    r"我的一天": "我的待办",
    r"补充通知": "一次性告知（补正告知书）",
    r"房间": "条线",
}
# Not a word but a sense: 撤回 is the sender's own recall, 会签 is for texts, 暂停 is no clock stop.
WRONG_SENSES = {
    (r"[Ww]ithdraw", r"撤回"): "作废",
    (r"[Rr]estate", r"重述|重编"): "数据修订",
    (r"figure", r"(?<![个位])数字"): "指标",
    (r"[Cc]lock.*stop|stop.*clock", r"暂停"): "特别程序（不计入时限）",
    # The edition of a rule set or a calendar is a 版本; that of the answer sheet is not.
    (r"[Ee]dition.*(?:sheet|report)|(?:sheet|report).*edition", r"版本"): "定稿, 发布版",
    (r"[Ee]vidence", r"证据|凭证"): "佐证材料",
    (r"[Oo]bjection", r"反对"): "不同意见",
}
HOST = re.compile(r"""(?:https?:)?//[a-z0-9-]+(?:\.[a-z0-9-]+)+""", re.IGNORECASE)
# Names that no browser asks: XML namespaces and reserved examples.
NO_REQUEST = ("//www.w3.org", "//example.", ".example", "//127.0.0.1", "//schemas.openxmlformats.org")
REGISTRY = re.compile(
    r"registry\.npmjs|npmmirror|pypi\.|pythonhosted|/simple/|--(?:extra-)?index-url|unpkg|jsdelivr|cdnjs"
)


def catalogues() -> list[Path]:
    return sorted(OURS.rglob("locale/zh_Hans/LC_MESSAGES/django.po"))


def ours(*suffixes: str) -> Iterator[Path]:
    for file in sorted(OURS.rglob("*")):
        if file.suffix in suffixes and SKIPPED.isdisjoint(file.relative_to(ROOT).parts):
            yield file


def chinese(entry: polib.POEntry) -> str:
    return str(entry.msgstr or "".join(entry.msgstr_plural.values()))


def test_no_catalogue_says_a_word_the_office_does_not_say() -> None:
    wrong = [
        f"{file.relative_to(ROOT)}: {entry.msgid!r} says {found.group()}, should say {instead}"
        for file in catalogues()
        for entry in polib.pofile(str(file))
        for pattern, instead in WRONG_WORDS.items()
        if (found := re.search(pattern, chinese(entry)))
    ]
    assert not wrong, "\n".join(wrong)


def test_no_catalogue_gives_a_word_in_the_wrong_sense() -> None:
    wrong = [
        f"{file.relative_to(ROOT)}: {entry.msgid!r} says {found.group()}, should say {instead}"
        for file in catalogues()
        for entry in polib.pofile(str(file))
        for (english, pattern), instead in WRONG_SENSES.items()
        if re.search(english, entry.msgid) and (found := re.search(pattern, chinese(entry)))
    ]
    assert not wrong, "\n".join(wrong)


def test_no_template_or_account_says_a_word_the_office_does_not_say() -> None:
    wrong = [
        f"{file.relative_to(ROOT)}: {found.group()}, should say {instead}"
        for file in ours(".html", ".md", ".txt", ".typ")
        if file.parent.name != "words"  # words the reader knows when it meets them, not ours to say
        for pattern, instead in WRONG_WORDS.items()
        if (found := re.search(pattern, file.read_text(encoding="utf-8")))
    ]
    assert not wrong, "\n".join(wrong)


def test_english_has_its_chinese() -> None:
    checked = subprocess.run(
        [sys.executable, ROOT / "tools/words.py", "--check"], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stderr


def test_no_template_script_or_style_names_another_host() -> None:
    wrong = [
        f"{file.relative_to(ROOT)}: {found.group()}"
        for file in ours(".html", ".js", ".css", ".svg")
        for found in HOST.finditer(file.read_text(encoding="utf-8"))
        if not any(name in found.group() for name in NO_REQUEST)
    ]
    assert not wrong, "\n".join(wrong)


def test_no_template_has_an_inline_script_or_style() -> None:
    inline = re.compile(r"<style|<script(?![^>]*\bsrc=)|\son[a-z]+=[\"']|javascript:", re.IGNORECASE)
    wrong = [
        f"{file.relative_to(ROOT)}: {found.group()}"
        for file in ours(".html")
        if (found := inline.search(file.read_text(encoding="utf-8")))
    ]
    assert not wrong, "\n".join(wrong)


def test_no_file_names_a_package_registry() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split(
        "\n"
    )
    if tracked == [""]:
        pytest.skip("Not a git work tree: an unpacked bundle.")
    wrong = []
    for name in filter(None, tracked):
        file = ROOT / name
        if file == Path(__file__) or not file.is_file():
            continue
        text = file.read_bytes()
        if b"\0" not in text[:1000] and (found := REGISTRY.search(text.decode("utf-8", "replace"))):
            wrong.append(f"{name}: {found.group()}")
    assert not wrong, "\n".join(wrong)


def test_the_web_font_and_every_vendor_file_of_the_base_page_are_there() -> None:
    base = (OURS / "look/templates/look/base.html").read_text(encoding="utf-8")
    named = re.findall(r"static '([^']+)'", base)
    assert named
    assert [name for name in named if not finders.find(name)] == []


def test_every_exception_to_a_tools_rule_carries_its_reason() -> None:
    bare = re.compile(r"#\s*(noqa|type: ignore)(?::\s*[A-Z0-9, ]+|\[[\w, -]+\])?\s*$")
    wrong = [
        f"{file.relative_to(ROOT)}:{number}"
        for file in [*ours(".py"), *sorted((ROOT / "tests").rglob("*.py")), *sorted((ROOT / "tools").glob("*.py"))]
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if bare.search(line)
    ]
    assert not wrong, "\n".join(wrong)


def test_no_file_has_a_name_that_says_nothing() -> None:
    empty_words = {"utils", "helpers", "common", "base", "manager", "handler", "processor", "misc"}
    assert [str(file) for file in ours(".py") if file.stem in empty_words] == []


@pytest.mark.parametrize(
    ("sentence", "refused"),
    [("上传证据", True), ("上传佐证材料", False), ("查看条目", True), ("加盖印章", True), ("用印章程", False)],
)
def test_the_word_test_knows_its_words(sentence: str, refused: bool) -> None:
    assert any(re.search(pattern, sentence) for pattern in WRONG_WORDS) is refused
