"""Settings of the web site, which `make site` builds from this folder and the lessons."""

import os
import sys
from pathlib import Path

ROOT = Path(os.environ["COURSE_ROOT"])
sys.path.insert(0, str(ROOT))

from tools import lessons  # noqa: E402
from tools.site_reference import link_to_lesson  # noqa: E402

project = "Deep Learning in Four Days"
author = "the authors of Deep Learning in Four Days"
copyright = "2026, the authors. Code: MIT. Texts and figures: CC BY 4.0"  # noqa: A001 - Sphinx's own name
language = "en"
html_title = project
html_last_updated_fmt = ""

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx_copybutton",
    "sphinx_design",
    "notfound.extension",
    "sphinxext.opengraph",
]
exclude_patterns = ["originals"]

# Lessons are shown as they are stored: nothing is run.
nb_execution_mode = "off"
nb_merge_streams = True
nb_code_prompt_show = "Show the set-up"
nb_code_prompt_hide = "Hide the set-up"
myst_enable_extensions = ["amsmath", "colon_fence", "dollarmath"]
myst_heading_anchors = 3

# Mathematics is typeset from a copy on the site itself.
mathjax_path = "mathjax/tex-mml-chtml.js"
mathjax4_config = {"loader": {"paths": {"mathjax-newcm": "[mathjax]/mathjax-newcm-font"}}}

autodoc_member_order = "bysource"
autodoc_typehints = "none"

toc_object_entries_show_parents = "hide"
html_context = {"default_mode": "auto"}
html_theme = "sphinx_book_theme"
html_static_path = ["_static"]
html_css_files = ["course.css"]
html_favicon = "_static/favicon.svg"
html_logo = "_static/logo.svg"
html_sourcelink_suffix = ""
html_copy_source = False
html_domain_indices = False
html_theme_options = {
    "repository_url": lessons.repository(),
    "repository_branch": "main",
    "path_to_docs": "",
    "use_repository_button": True,
    "use_download_button": False,
    "launch_buttons": {"colab_url": "https://colab.research.google.com"},
    "home_page_in_toc": True,
    "show_toc_level": 2,
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}

ogp_site_url = os.environ.get("SITE_URL", "https://example.org/")
ogp_site_name = project
ogp_social_cards = {"line_color": "#0072B2", "image": "_static/card.png"}
ogp_description_length = 140
notfound_urls_prefix = os.environ.get("SITE_PREFIX", "/")
notfound_context = {
    "title": "Page not found",
    "body": "<h1>There is no page here</h1><p>The page may have moved. The search, the list of lessons and "
    "the <a href='index.html'>home page</a> know all there are.</p>",
}


def setup(app):
    """Add to every documented class or function the lesson that builds it."""
    app.connect("autodoc-process-docstring", link_to_lesson)
