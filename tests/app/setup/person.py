"""A person who answers what `setup` asks."""


class Person:
    """Answers as given; otherwise presses Enter, except at a choice."""

    is_there = True

    def __init__(self, **answers):
        self.answers = answers
        self.questions = []

    def choose(self, question):
        self.questions.append(question)
        return self.answers["choose"](question)

    def confirm(self, about, *, default=True):
        self.questions.append(about)
        return self.answers["confirm"](about) if "confirm" in self.answers else default

    def ask(self, about, *, flag, is_secret=False, default=""):  # noqa: ARG002 - as the protocol has it
        self.questions.append(about)
        return self.answers["ask"](about, is_secret) if "ask" in self.answers else default
