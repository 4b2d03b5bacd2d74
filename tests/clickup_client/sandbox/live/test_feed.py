"""Who follows a sandbox wakes up when something changed."""

from clickup_client.sandbox.live.feed import MOST_FOLLOWERS, Feed


def test_a_follower_looks_at_once_and_again_after_each_change():
    feed = Feed()
    with feed.follow() as follower:
        assert follower.wait(10)
        feed.changed()
        assert follower.wait(10)


def test_a_follower_wakes_up_now_and_then_without_a_change():
    with Feed().follow() as follower:
        assert follower.wait(0)
        assert follower.wait(0)


def test_one_follower_too_many_ends_the_oldest():
    feed = Feed()
    with feed.follow() as oldest, feed.follow() as second:
        others = [feed.follow() for _ in range(MOST_FOLLOWERS - 1)]
        for each in others:
            each.__enter__()

        assert not oldest.wait(10)
        assert second.wait(10)
        for each in others:
            each.__exit__(None, None, None)


def test_no_one_follows_what_has_ended():
    feed = Feed()
    with feed.follow() as follower:
        feed.close()
        assert not follower.wait(10)
    with feed.follow() as late:
        assert not late.wait(10)
