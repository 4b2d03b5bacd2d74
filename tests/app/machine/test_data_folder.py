import pytest

from app.machine.data_folder import DataFolderError, DataFolderLock, open_data_folder


def test_a_missing_folder_is_made_with_its_logs(tmp_path):
    folder = open_data_folder(tmp_path / "deep" / "down")

    assert folder.logs.is_dir()
    assert folder.log_of("web") == tmp_path / "deep" / "down" / "logs" / "web.log"


def test_a_relative_folder_stays_the_same_one_for_children_elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert open_data_folder(type(tmp_path)("here")).path == tmp_path / "here"


@pytest.mark.parametrize("place", ["", "logs"])
def test_a_file_in_the_way_is_told_with_the_way_out(tmp_path, place):
    (tmp_path / "data" / place).parent.mkdir(exist_ok=True)
    (tmp_path / "data" / place).write_text("")

    with pytest.raises(DataFolderError) as caught:
        open_data_folder(tmp_path / "data")

    text = str(caught.value)
    assert text.startswith(f"The data folder {tmp_path / 'data'} is not writable (")
    assert text.endswith("choose another folder with --data-dir or STAGEGATE_DATA_DIR.")


def test_a_lock_can_be_taken_again_once_it_was_given_back(tmp_path):
    folder = open_data_folder(tmp_path)
    first, second = DataFolderLock(folder), DataFolderLock(folder)
    first.take()
    with pytest.raises(DataFolderError, match="is in use by another stagegate"):
        second.take()

    first.give_back()
    second.take()
    second.give_back()
