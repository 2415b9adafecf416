"""What tests of several files share: a real browser, and how many examples properties get."""

import os
import shutil
import signal

import pytest
from hypothesis import Phase, settings

# The same examples in every run, and none kept from the last. One that fails is shown as it is: to
# look for a smaller one takes minutes where a network is fitted, and a table names what is in it.
settings.register_profile(
    "test",
    max_examples=200,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
)
settings.register_profile("long", settings.get_profile("test"), max_examples=5_000)


def pytest_configure(config):
    # A shell starts what it runs in the background deaf to Ctrl-C, and what that starts, too.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    settings.load_profile("test" if config.option.markexpr == "not long" else "long")


CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)


@pytest.fixture(scope="module")
def browser():
    if not CHROMIUM:
        if os.environ.get("CI"):
            pytest.fail("There is no Chromium, and on CI there must be one.")
        pytest.skip("needs Chromium: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture(scope="session")
def barriers():
    """A function that says what on a page keeps somebody out, seriously or more, as axe has it."""
    from axe_playwright_python.sync_playwright import Axe

    def found(page):
        # Without `preload`, which asks for style sheets that a page from disk may not read.
        violations = Axe().run(page, options={"preload": False}).response["violations"]
        return [
            (v["id"], v["impact"], v["nodes"][0]["html"][:200])
            for v in violations
            if v["impact"] in ("serious", "critical")
        ]

    return found
