"""A list is named by whatever people paste."""

import pytest

from app.workspace.list_reference import read_list_id


@pytest.mark.parametrize(
    "pasted",
    [
        "901200000001",
        " 901200000001\n",
        '"901200000001",',
        "https://app.clickup.com/9012345678/v/li/901200000001",
        "https://app.clickup.com/9012345678/v/li/901200000001?pr=90120000002",
        "https://app.clickup.com/9012345678/v/l/li/901200000001/",
        "https://app.clickup.com/9012345678/v/l/6-901200000001-1",
        "https://app.clickup.com/9012345678/v/b/6-901200000001-2?pr=90120000002",
        "https://sharing.clickup.com/9012345678/l/h/6-901200000001-1/a1b2c3",
        "<app.clickup.com/9012345678/v/li/901200000001>",
        "https://api.clickup.com/api/v2/list/901200000001/task",
    ],
)
def test_what_people_paste_names_the_list(pasted):
    assert read_list_id(pasted) == "901200000001"


@pytest.mark.parametrize(
    "pasted",
    [
        "",
        "Scratch",
        "https://app.clickup.com/9012345678/home",
        "https://app.clickup.com/t/86cx1k2ab",
        "https://app.clickup.com/9012345678/v/l/8cjkn2t-4112",
        "https://app.clickup.com/9012345678/v/s/90120000001",
        "https://app.clickup.com/9012345678/v/f/90120000007",
        "http://[",
    ],
)
def test_what_names_no_list_is_known(pasted):
    assert read_list_id(pasted) is None
