"""Make the READMEs' moving pictures: the playground while it trains, in English and Chinese.

    python site/moving_picture.py

Needs Chromium, and for the second one a Chinese font (on Debian: fonts-wqy-microhei). What the
pictures' text alternatives in the READMEs say of them is checked here.
"""

import io
import shutil
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from aeutils import playground

STATIC = Path(__file__).parent / "_static"
PICTURES = {"en": "playground.gif", "zh": "playground.zh.gif"}
EPOCHS = [0, 1, 2, 3, 4, 5, 7, 9, 12, 16, 21, 28, 37, 50, 70, 100]
FIRST, USUAL, LAST = 1500, 260, 4000  # milliseconds that a frame stays
WIDEST, LARGEST = 760, 1_000_000  # pixels, bytes
STARTED = "ready.run && ready.run.heldOut.length && ready.maps"
# Only what moves, and each at its place in all frames.
STYLE = """#play > :not(.main, .count), #answer .faint, #progress .back, #legend label, #help
  { display: none !important; }
#answer { min-height: 70px; }"""
PARTS = "['play', 'maps'].map(id => document.getElementById(id).getBoundingClientRect())"
PLACE = (
    f"(([top, end]) => [top.x - 6, top.y - 6, top.width + 12, end.bottom - top.y + 12])({PARTS})"
)


def frames(page):
    """Pictures of the page at the epochs, from the start to the end of a training."""
    for epoch in EPOCHS:
        while page.evaluate("Math.floor(ready.epoch)") < epoch:
            before = page.evaluate("ready.epoch")
            page.evaluate("ready.order('epoch')")
            page.wait_for_function("before => ready.epoch > before", arg=before)
        page.wait_for_timeout(150)
        x, y, width, height = page.evaluate(PLACE)
        clip = {"x": x, "y": y, "width": width, "height": height}
        yield Image.open(io.BytesIO(page.screenshot(clip=clip, full_page=True))).convert("RGB")


def film(browser, file, language):
    """The frames of one language, after a look at what is claimed of them."""
    context = browser.new_context(viewport={"width": 1180, "height": 1000}, color_scheme="light")
    page = context.new_page()
    page.goto(f"{file.as_uri()}#data=digits&language={language}")
    page.evaluate("async () => { window.ready = await window.playground; }")
    page.wait_for_function(STARTED)
    page.add_style_tag(content=STYLE)
    made = list(frames(page))
    errors, pca = page.evaluate("[ready.run.heldOut, ready.run.pca]")
    assert abs(errors[0] - pca) < 1e-6 * pca  # the curve begins on PCA's line
    assert errors[-1] < pca and page.evaluate("ready.verdict.gain")  # and ends below it
    context.close()
    return made


def save(made, path):
    """Write the frames as a GIF with one palette, that of the last."""
    size = (WIDEST, round(made[-1].height * WIDEST / made[-1].width))
    small = [frame.resize(size, Image.Resampling.LANCZOS) for frame in made]
    palette = small[-1].quantize(64, dither=Image.Dither.NONE)
    first, *others = [frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in small]
    durations = [FIRST, *[USUAL] * (len(others) - 1), LAST]
    first.save(path, save_all=True, append_images=others, duration=durations, loop=0, optimize=True)
    assert path.stat().st_size <= LARGEST, f"{path.name} has {path.stat().st_size:,} bytes"
    print(f"-> {path.name}: {path.stat().st_size:,} bytes, {size[0]} x {size[1]}")


def main():
    """Film both languages."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder) / "playground.html"
        playground().save(file)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        for language, name in PICTURES.items():
            save(film(browser, file, language), STATIC / name)
        browser.close()


if __name__ == "__main__":
    main()
