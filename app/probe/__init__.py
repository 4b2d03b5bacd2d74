"""Tests on a scratch list how ClickUp behaves where its documentation does not say."""
