"""Settings are written into `.env`, and everything else in it stays."""

from dotenv import dotenv_values

from app.setup.env_file import with_values, write


def test_what_is_set_is_replaced_and_the_rest_stays():
    text = "# mine\nexport A=1\nB=2\n"

    assert with_values(text, {"A": "9", "C": "https://x.example/a"}) == (
        "# mine\nA=9\nB=2\nC=https://x.example/a\n"
    )


def test_any_value_is_read_back_as_it_was(tmp_path):
    values = {"A": "/a folder/process.yaml", "B": 'quo"te \\ #1', "C": "pk_1"}

    write(tmp_path / ".env", values)

    assert dotenv_values(tmp_path / ".env") == values
    assert (tmp_path / ".env").stat().st_mode & 0o777 == 0o600
