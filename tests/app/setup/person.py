"""A person who answers what `setup` asks."""


class Person:
    """Answers by the beginning of the question; what is not expected is an error."""

    is_there = True

    def __init__(self, **answers):
        self.answers = answers
        self.questions = []

    def choose(self, question):
        self.questions.append(question)
        return self.answers["choose"](question)

    def confirm(self, about):
        self.questions.append(about)
        return self.answers.get("confirm", True)

    def ask(self, about, *, flag, is_secret=False):  # noqa: ARG002 - as the protocol has it
        self.questions.append(about)
        return self.answers["ask"](about, is_secret)
