"""Search in English and in Chinese, which puts no spaces between words."""

import re

from sphinx.search.en import SearchEnglish

HAN = "\u3400-\u9fff"


class SearchEnglishAndChinese(SearchEnglish):
    """Sphinx' search in English; of Chinese text each two neighbouring signs are a word."""

    lang = "en-zh"
    language_name = "English"  # whose stemmer it is
    js_splitter_code = """
function splitQuery(query) {
  const words = query.match(/[HAN]+|(?:(?![HAN])[\\p{L}\\p{N}_])+/gu) || [];
  return words.flatMap(word => /^[HAN]{3}/.test(word)
    ? [...word].slice(1).map((sign, i) => word[i] + sign) : [word]);
}
""".replace("HAN", HAN)

    def split(self, text):
        """Cut a text into words."""
        words = []
        for chinese, other in re.findall(rf"([{HAN}]+)|([^\W{HAN}]+)", text):
            words += [other] if other else pairs(chinese)
        return words


def pairs(signs):
    """瓶颈层 -> 瓶颈, 颈层."""
    return [signs[i : i + 2] for i in range(max(1, len(signs) - 1))]
