"""(p) Is the playground quick enough to be watched?

In headless Chromium: epochs a second of a 64-32-16-2 network on the digits, at full speed, with
all that is drawn meanwhile; the longest time in which the page does not answer while it trains, and
while it reads and trains a table of 10,000 rows and 50 columns; seconds until that table is ready
to play, and its epochs a second; size of the page.
"""

import io

import numpy as np
import pandas as pd
from playwright.sync_api import sync_playwright

import common
from aeutils import playground

ROUNDS = 3
STARTED = "ready.run && ready.run.heldOut.length && ready.maps"
# Asks the page to answer every 10 ms, and keeps the longest wait.
WATCH = """() => { let last = performance.now(); window.longest = 0;
    window.watch = setInterval(() => { const now = performance.now();
        window.longest = Math.max(window.longest, now - last - 10); last = now; }, 10); }"""
LONGEST = "() => { clearInterval(window.watch); return window.longest; }"
EPOCHS = """async seconds => {
    const begin = performance.now(), first = ready.epoch;
    await new Promise(done => setTimeout(done, 1000 * seconds));
    return 1000 * (ready.epoch - first) / (performance.now() - begin); }"""


def table_text():
    rng = np.random.RandomState(0)
    causes = rng.normal(size=(10_000, 4))
    X = np.tanh(causes @ rng.normal(size=(4, 50))) + 0.1 * rng.normal(size=(10_000, 50))
    text = io.StringIO()
    pd.DataFrame(X.round(4)).to_csv(text, index=False)
    return text.getvalue()


def trained(page, seconds):
    """Epochs a second, and the longest wait, from the start and at full speed."""
    page.get_by_label("Speed").select_option("full speed")
    page.get_by_role("button", name="From the start").click()
    page.wait_for_function(STARTED)
    page.evaluate(WATCH)
    page.get_by_role("button", name="Play").click()
    page.wait_for_timeout(500)
    speed = page.evaluate(EPOCHS, seconds)
    page.get_by_role("button", name="Pause").click()
    return speed, page.evaluate(LONGEST)


def main():
    made, path = playground(), common.RESULTS / "playground.html"
    made.save(path)
    digits, own = [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=common.CHROMIUM, args=["--no-sandbox"])
        for _ in range(ROUNDS):
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.set_default_timeout(120_000)
            page.goto(path.as_uri() + "#data=digits&epochs=400")
            page.evaluate("async () => { window.ready = await window.playground; }")
            page.wait_for_function(STARTED)
            digits.append(trained(page, 5))
            page.evaluate("text => { window.text = text; }", table_text())
            page.evaluate(WATCH)
            ready = page.evaluate(
                """async () => { const begin = performance.now();
                ready.rows.readTable(text, "table.csv");
                while (!(ready.set.key === "own" && ready.run && ready.run.heldOut.length)) {
                    await new Promise(done => setTimeout(done, 20)); }
                return (performance.now() - begin) / 1000; }"""
            )
            wait = page.evaluate(LONGEST)
            speed, longest = trained(page, 5)
            own.append((speed, max(wait, longest), ready))
            page.close()
        browser.close()
    path.unlink()
    speed, wait = np.median(digits, axis=0)
    own_speed, own_wait, ready = np.median(own, axis=0)
    rows = {
        "digits, 64-32-16-2": {"epochs a second": speed, "longest wait, ms": wait},
        "own table, 10,000 × 50": {
            "epochs a second": own_speed,
            "longest wait, ms": own_wait,
            "ready to play, s": ready,
        },
    }
    print(common.table(rows))
    size = len(made.html.encode()) / 1000
    common.record("playground", rounds=ROUNDS, table=rows, kilobytes=size)
    common.check(
        {
            f"{speed:.0f} epochs a second on the digits, 15 at least": speed >= 15,
            f"no wait above 100 ms while it trains: {wait:.0f}": wait <= 100,
            f"the page has {size:.0f} kB, 600 at most": size <= 600,
        }
    )


if __name__ == "__main__":
    main()
