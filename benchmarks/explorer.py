"""(g) Is the explorer quick enough to feel live?

Two maps of 2,000 MNIST digits, PCA and 784-128-64-2, in headless Chromium: milliseconds to decode
one place; frames per second during a drag, when each frame decodes, finds the nearest of the 2,000
and draws eight steps for each map (a screen shows 60 frames); size of the page, and seconds to
build it.
"""

import statistics

from playwright.sync_api import sync_playwright
from sklearn.decomposition import PCA

import common
from aeutils import Autoencoder, datasets, explore

ROUNDS = 5
DECODE = """() => {
    const reducer = ready.maps[1].reducer, times = [];
    for (let i = 0; i < 300; i++) {
        const start = performance.now();
        for (let j = 0; j < 10; j++) ready.decode(reducer, [i / 300, j / 10]);
        times.push((performance.now() - start) / 10);
    }
    return times.sort((a, b) => a - b)[150];
}"""
DRAG = """() => new Promise(done => {
    const canvas = document.querySelectorAll("canvas.front")[1];
    const box = canvas.getBoundingClientRect();
    const frames = 120, start = performance.now();
    let frame = 0;
    const move = () => {
        const turn = 2 * Math.PI * frame / frames;
        canvas.dispatchEvent(new PointerEvent("pointermove", {
            clientX: box.x + box.width * (0.5 + 0.4 * Math.cos(turn)),
            clientY: box.y + box.height * (0.5 + 0.4 * Math.sin(turn)) }));
        if (frame++ < frames) requestAnimationFrame(move);
        else done(1000 * frames / (performance.now() - start));
    };
    requestAnimationFrame(move);
})"""


def main():
    train, test = datasets.fetch_mnist()[:12_000].split(test_size=1 / 6)
    reducers = {
        "PCA": PCA(2).fit(train.X),
        "Autoencoder": Autoencoder(2, epochs=10, random_state=0).fit(train.X),
    }
    explorer = explore(reducers, test)
    build_seconds = common.seconds(lambda: explore(reducers, test), ROUNDS)
    path = common.RESULTS / "explorer.html"
    common.RESULTS.mkdir(exist_ok=True)
    explorer.save(path)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=common.CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(path.as_uri())
        page.evaluate("async () => { window.ready = await window.explorer; }")
        decoding = [page.evaluate(DECODE) for _ in range(ROUNDS)]
        page.locator("canvas.front").nth(1).hover()
        page.mouse.down()
        frames = [page.evaluate(DRAG) for _ in range(ROUNDS)]
        browser.close()
    path.unlink()
    row = {
        "decode, ms": statistics.median(decoding),
        "frames per second in a drag": statistics.median(frames),
        "page, MB": len(explorer.html) / 1e6,
        "build, s": statistics.median(build_seconds),
    }
    print(common.table({"2,000 digits": row}))
    common.record("explorer", rounds=ROUNDS, table={"2,000 digits": row})


if __name__ == "__main__":
    main()
