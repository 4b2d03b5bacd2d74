import pytest
from prometheus_client.parser import text_string_to_metric_families

from app.store import dead_letters
from app.store.engine import connect
from app.web.factory import create_app


def samples(web):
    text = web.get("/metrics").get_data(as_text=True)
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_deliveries_are_counted_by_what_became_of_them(web, post, delivery, monkeypatch):
    post(delivery())
    post(delivery())
    post(b"not json")
    monkeypatch.setattr("app.web.receiver.keep", None)
    post(delivery())

    seen = samples(web)
    counts = {name[1]: value for name, value in seen.items() if name[0] == "stagegate_deliveries_total"}
    assert counts == {"kept": 1, "known": 1, "refused": 1, "failed": 1}
    assert seen[("stagegate_delivery_seconds_count",)] == 4


def test_the_state_of_the_queue_is_told(web, post, delivery, connection):
    post(delivery())
    dead_letters.bury(connection, task_id="86b", error="KeyError", attempts=5)
    connection.commit()

    seen = samples(web)
    assert seen[("stagegate_database_up",)] == 1
    assert seen[("stagegate_jobs_waiting",)] == 1
    assert seen[("stagegate_oldest_job_seconds",)] >= 0
    assert seen[("stagegate_jobs_running",)] == 0
    assert "stagegate_next_job_seconds" not in {name for name, *_ in seen}
    assert seen[("stagegate_dead_letters",)] == 1
    assert seen[("stagegate_left_alone",)] == 0


@pytest.mark.parametrize("path", ["/metrics"])
def test_without_the_database_the_page_still_answers(path):
    engine = connect("postgresql://postgres@/stagegate?host=/nonexistent")
    web = create_app(engine).test_client()

    assert web.get(path).status_code == 200
    assert samples(web)[("stagegate_database_up",)] == 0
    engine.dispose()
