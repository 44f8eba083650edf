"""Every page of the built site, as a reader meets it."""

import html.parser
import re
from urllib.parse import unquote, urldefrag

import pytest

from tools import lessons
from tools.site import SITE
from tools.site_pages import page_of

PAGES = sorted(
    path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html") if "_static" not in path.parts
)
WRITTEN = lessons.written()
LESSON_PAGES = [f"{page_of(lesson)}.html" for lesson in WRITTEN]


class Links(html.parser.HTMLParser):
    """Addresses, anchors and pictures of one page."""

    def __init__(self, text):
        super().__init__()
        self.targets, self.anchors, self.silent_images, self.title, self.description = [], set(), [], "", ""
        self.in_title = False
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.anchors |= {attributes[name] for name in ("id", "name") if attributes.get(name)}
        self.targets += [attributes[name] for name in ("href", "src") if attributes.get(name)]
        if tag == "img" and len(attributes.get("alt") or "") < 3:
            self.silent_images.append(attributes.get("src"))
        if tag == "meta" and attributes.get("name") == "description":
            self.description = attributes.get("content")
        self.in_title = self.in_title or tag == "title"

    def handle_endtag(self, tag):
        self.in_title = self.in_title and tag != "title"

    def handle_data(self, data):
        if self.in_title:
            self.title += data


@pytest.fixture(scope="module")
def parsed():
    return {page: Links((SITE / page).read_text(encoding="utf-8")) for page in PAGES}


def test_every_lesson_has_a_page():
    assert set(LESSON_PAGES) <= set(PAGES)
    assert len(PAGES) > len(WRITTEN) + 8


@pytest.mark.parametrize("page", [page for page in PAGES if page != "404.html"])
def test_internal_links_and_anchors_resolve(page, parsed):
    for target in parsed[page].targets:
        if re.match(r"[a-z]+:|//|#?$", target):
            continue
        address, anchor = urldefrag(unquote(target))
        path = ((SITE / page).parent / address.split("?")[0]).resolve() if address else SITE / page
        path = path / "index.html" if path.is_dir() else path
        assert path.exists(), f"{target} leads nowhere"
        if anchor and path.suffix == ".html":
            assert anchor in parsed[path.relative_to(SITE).as_posix()].anchors, f"no anchor {target}"


@pytest.mark.parametrize("page", PAGES)
def test_pictures_have_words(page, parsed):
    assert parsed[page].silent_images == []


def test_titles_and_descriptions(parsed):
    titles = [parsed[page].title for page in LESSON_PAGES]
    assert len(set(titles)) == len(titles)
    for lesson, page in zip(WRITTEN, LESSON_PAGES, strict=True):
        assert lesson.title in parsed[page].title
        assert lesson.about in parsed[page].description
        text = (SITE / page).read_text(encoding="utf-8")
        assert 'property="og:image"' in text
        assert 'property="og:title"' in text


@pytest.mark.parametrize("page", PAGES)
def test_page_loads_clean_and_asks_nobody_else(page, open_page):
    watched = open_page(page)
    assert watched.errors == []
    assert watched.strangers == []
    assert watched.page.title()


@pytest.mark.parametrize("page", LESSON_PAGES)
def test_mathematics_is_typeset(page, open_page):
    page_ = open_page(page).page
    asked = page_.locator(".math").count()
    page_.wait_for_function(
        "n => document.querySelectorAll('.math mjx-container').length >= n", arg=asked, timeout=20_000
    )
    assert page_.locator("mjx-merror").count() == 0


@pytest.mark.parametrize("page", LESSON_PAGES)
def test_solutions_and_hints_are_folded_and_open(page, open_page):
    page_ = open_page(page).page
    folds = page_.locator("details")
    assert folds.count() >= 8
    assert page_.locator("details[open]").count() == 0
    solution = page_.locator("details", has_text="@title Solution").first
    assert not solution.locator("pre").first.is_visible()
    solution.locator("summary").first.click()
    assert solution.locator("pre").first.is_visible()
    hint = page_.locator("details", has=page_.locator("summary", has_text="Hint 1")).first
    hint.locator("summary").click()
    assert hint.get_attribute("open") is not None


@pytest.mark.parametrize("page", LESSON_PAGES)
def test_a_phone_shows_the_whole_width(page, open_page):
    page_ = open_page(page, viewport={"width": 390, "height": 844}).page
    assert page_.evaluate("document.documentElement.scrollWidth") <= 391


def test_phone_home(open_page):
    page_ = open_page("index.html", viewport={"width": 390, "height": 844}).page
    assert page_.evaluate("document.documentElement.scrollWidth") <= 391
    assert page_.get_by_role("link", name="Open the first lesson").is_visible()


TERMS = {
    "backpropagation": "07_backpropagation",
    "perceptron": "01_perceptron_gates",
    "cross-entropy": "05_output_layer",
    "softplus": "04_activation",
    "online learning": "06_gradient_descent",
    "confusion matrix": "08_handwritten",
    "logistic regression": "02_discriminative",
    "誤差逆伝播法": "",
    "nan": "troubleshooting",
    "numerical_gradient": "gradient_check",
}


@pytest.mark.parametrize("term", TERMS)
def test_search_finds(term, open_page, site):
    page_ = open_page("search.html").page
    page_.goto(f"{site}/search.html?q={term}")
    page_.wait_for_selector("#search-results li a", timeout=15_000)
    page_.wait_for_timeout(1500)
    found = page_.locator("#search-results li a").evaluate_all("links => links.map(a => a.href)")
    assert any(TERMS[term] in address for address in found), found


def test_dark_mode_changes_the_page_and_frames_figures(open_page):
    light = open_page(LESSON_PAGES[0], color_scheme="light").page
    dark = open_page(LESSON_PAGES[0], color_scheme="dark").page
    ground = "getComputedStyle(document.body).backgroundColor"
    assert light.evaluate(ground) != dark.evaluate(ground)
    figure = dark.locator(".cell_output img").first
    assert figure.evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(244, 244, 244)"


BOXES = """() => [...document.querySelectorAll('.course-map :is(h3, a, .coming)')].map(e => {
    const range = document.createRange();
    range.selectNodeContents(e);
    const box = r => [r.left, r.top, r.right, r.bottom];
    const [outer, text] = [e, range].map(what => box(what.getBoundingClientRect()));
    return {words: e.innerText, box: outer, text: text};
})"""


@pytest.mark.parametrize("width", [360, 768, 1200, 1600])
def test_no_title_of_the_map_leaves_its_box_or_meets_another(width, open_page):
    page_ = open_page("index.html", viewport={"width": width, "height": 900}).page
    boxes = page_.evaluate(BOXES)
    assert len(boxes) == len(lessons.lessons()) + len(lessons.days())
    for i, one in enumerate(boxes):
        left, top, right, bottom = one["box"]
        text = one["text"]
        assert left - 1 <= text[0], one
        assert text[2] <= right + 1, one
        assert top - 1 <= text[1], one
        assert text[3] <= bottom + 1, one
        assert right <= width, one
        for other in boxes[:i]:
            x0, y0, x1, y1 = other["box"]
            assert right <= x0 or x1 <= left or bottom <= y0 or y1 <= top, (one, other)


def test_the_map_leads_to_lessons(open_page):
    page_ = open_page("index.html").page
    boxes = page_.locator(".course-map a")
    assert boxes.count() == len(WRITTEN)
    assert page_.locator(".course-map .coming").count() == len(lessons.lessons()) - len(WRITTEN)
    boxes.first.click()
    page_.wait_for_load_state("networkidle")
    assert WRITTEN[0].title in page_.title()


def test_the_keyboard_reaches_the_launch_links(open_page):
    page_ = open_page(LESSON_PAGES[0]).page
    wanted = {"Open in Colab", "Download for JupyterLab", "Repository"}
    for _ in range(150):
        page_.keyboard.press("Tab")
        wanted.discard(page_.evaluate("(document.activeElement.innerText || '').trim()"))
        if not wanted:
            break
    assert not wanted


def test_launch_links(open_page):
    lesson = WRITTEN[0]
    page_ = open_page(LESSON_PAGES[0]).page
    links = page_.locator(".lesson-links a").evaluate_all("links => links.map(a => a.href)")
    assert links[0] == lessons.colab_address(lesson.path)
    assert links[2] == f"{lessons.repository()}/blob/main/{lesson.path.relative_to(lessons.ROOT).as_posix()}"
    answer = page_.request.get(links[1])
    assert answer.body() == lesson.path.read_bytes(), "the download is the repository's own notebook"
    theme = page_.locator("a[href*='colab.research.google.com/github']").evaluate_all(
        "a => a.map(b => b.href)"
    )
    assert set(theme) == {lessons.colab_address(lesson.path)}


def test_code_can_be_copied(open_page):
    page_ = open_page(LESSON_PAGES[0]).page
    assert page_.locator("button.copybtn").count() > 5


def test_previous_and_next(open_page):
    page_ = open_page(LESSON_PAGES[0]).page
    assert WRITTEN[1].title in page_.locator("a.right-next").inner_text()


def test_a_wrong_address_gets_help():
    text = (SITE / "404.html").read_text(encoding="utf-8")
    assert "There is no page here" in text
    assert "index.html" in text
