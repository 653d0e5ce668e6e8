"""The browser and the server that tests of the page share."""

import pytest

from tests.app.browser import browser, served


@pytest.fixture(scope="module")
def chrome():
    with browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    with served(tmp_path_factory.mktemp("served")) as url:
        yield url
