"""The long description of the package: the README, with links that lead somewhere outside the checkout."""

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

_LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\((?!https?:|#)([^)\s]+)\)")


def long_description(text: str, home: str, version: str) -> str:
    """Return a page with its relative links and images made absolute.

    Parameters
    ----------
    text : str
        Markdown.
    home : str
        Address of the repository, as on a forge that serves ``raw`` and ``blob``; empty while there is none: then
        images go and links are their words.
    version : str
        The tag that is linked to is ``v`` and this.
    """

    def absolute(found: re.Match[str]) -> str:
        image, words, place = found.groups()
        if not home:
            return "" if image else words
        return f"{image}[{words}]({home}/{'raw' if image else 'blob'}/v{version}/{place})"

    return _LINK.sub(absolute, text)


class LongDescription(MetadataHookInterface):
    """Fill in what is made from other files: the long description and the addresses."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Set ``readme`` and ``urls``."""
        home = self.config.get("home", "").rstrip("/")
        page = Path(self.root, "README.md").read_text("utf-8")
        text = long_description(page, home, metadata["version"])
        metadata["readme"] = {"content-type": "text/markdown", "text": text}
        if home:
            metadata["urls"] = {
                "Source": home, "Issues": f"{home}/issues",
                "Changelog": f"{home}/blob/v{metadata['version']}/CHANGELOG.md",
            }  # fmt: skip
