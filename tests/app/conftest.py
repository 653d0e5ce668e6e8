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


@pytest.fixture
def socket(tmp_path):
    """A tab's connection to a page of its own, without a browser."""
    from starlette.testclient import TestClient

    from diplomacy_abm.app import server
    from tests.app.house import house
    from tests.app.test_server import PLACE, SOCKET

    with (
        TestClient(server.application(house(tmp_path)), base_url=PLACE) as client,
        client.websocket_connect(SOCKET) as opened,
    ):
        yield opened
