"""Finds the statuses of the stages and the fields of the data in the lists."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from app.doctor.matching import (
    Fit,
    Match,
    Named,
    StatusName,
    free_fields,
    free_statuses,
    match_field,
    match_named,
    match_status,
    near_to,
)
from app.doctor.needs import TYPE_NAMES, FieldNeed, Where, field_needs
from app.setup.choosing import WILL_MAKE, Chooser, MissingChoiceError, Option, Question
from app.setup.plan import ChoiceError
from clickup_client.models import CustomField, Status
from rules.process.process import Process
from rules.process.stage import Stage
from rules.wording import choose, listed

T = TypeVar("T", bound=Named)

WILL_ADD = "I will add it in ClickUp"


@dataclass(slots=True)
class Finder:
    """
    Finds one thing after the other, and collects the to-do list and the open questions.

    Args:
        chooser: Is asked when a name is only similar.
        given_options: The options chosen by flags, by datum and choice.
        process: The process whose parts to find.  A name that one of its parts uses is no candidate for
            another part.
        list_names: The names of the lists, by the place of the fields.
    """

    chooser: Chooser
    process: Process
    list_names: Mapping[Where, str]
    given_options: Mapping[str, str] = field(default_factory=dict)
    to_do: list[str] = field(default_factory=list)
    unanswered: list[Question] = field(default_factory=list)
    #: The answers so far: for which name each id was chosen.
    chosen: dict[str, str] = field(default_factory=dict)
    #: By datum: the option that stands for each choice of the process file.
    options: dict[str, dict[str, str]] = field(default_factory=dict)

    def find_status(self, stage: Stage, statuses: Sequence[Status], given: str | None) -> StatusName | None:
        """
        The status of a stage, or None if a person still has to create it.

        Raises:
            ChoiceError: The flag names a status that does not exist.
        """
        present = [StatusName(each.id or each.status, each.status) for each in statuses]
        if given:
            return self._given_status(stage, given, present)
        others = [each for each in self.process.stages if each != stage]
        match = match_status(stage, statuses, others=others)
        if match.is_usable and given is None:
            return match.found
        a_list = self.list_names["tickets"]
        problem = f'The list "{a_list}" has no status "{stage.status}" for the stage {stage.name}.'
        flag = f'--status "{stage.name}=..."'
        free = self._unchosen(stage.name, free_statuses(present, others))
        found = None if given == "" else self._ask(problem, flag, free, match)
        if found is not None:
            self.chosen[found.id] = stage.name
        else:
            self.to_do.append(f'In the list "{a_list}" add the status "{stage.status}".')
        return found

    def _given_status(self, stage: Stage, given: str, present: Sequence[StatusName]) -> StatusName:
        found = _given("--status", stage.name, given, present)
        of_another = self.chosen.setdefault(found.id, stage.name)
        if of_another != stage.name:
            raise ChoiceError(
                f'--status "{stage.name}={given}": that status is already the one of {of_another}; a status '
                "belongs to one stage."
            )
        return found

    def expect_statuses(self, statuses: Sequence[Status]) -> None:
        """Check the first-level statuses, which have no ids in the file; the to-do list gets missing ones."""
        present = {each.status.casefold() for each in statuses}
        for name in self.process.elevation.statuses if self.process.elevation else ():
            if name.casefold() not in present:
                a_list = self.list_names["first level"]
                self.to_do.append(
                    f'In the list "{a_list}" add the status "{name}", or name another status under '
                    "`elevation` in the process file."
                )

    def find_field(
        self, need: FieldNeed, fields: Sequence[CustomField], given: str | None
    ) -> CustomField | None:
        """
        The field that something needs, or None if a person still has to create it.

        Raises:
            ChoiceError: The flag names a field that does not exist, or that cannot hold the values.
        """
        if given:
            return self._given_field(need, given, fields)
        others = [
            each for each in field_needs(self.process) if each.where == need.where and each.name != need.name
        ]
        match = match_field(need, fields, others=others)
        if given is None and match.is_usable:
            return match.found
        if given is None and match.fit is Fit.OPTIONS_MISSING and match.found is not None:
            return self._with_options_to_add(need, match.found)
        free = [each for each in free_fields(fields, others) if each.type in need.types]
        problem = f'The list "{self.list_names[need.where]}" has no field "{need.name}"'
        if match.fit is Fit.OTHER_TYPE and match.found is not None:
            kind = TYPE_NAMES.get(match.found.type, match.found.type)
            problem = f'The field "{need.name}" has the type {kind}, which cannot hold the values'
        flag = f'--field "{need.key}=..."'
        found = (
            None if given == "" else self._ask(f"{problem}.", flag, self._unchosen(need.name, free), match)
        )
        if found is not None:
            self.chosen[found.id] = need.name
            return self._with_options_to_add(need, found)
        self._make_field(need, is_of_another_type=match.fit is Fit.OTHER_TYPE)
        return None

    def _unchosen(self, name: str, present: Sequence[T]) -> list[T]:
        """Leave out what was already chosen for another name."""
        return [each for each in present if self.chosen.get(each.id, name) == name]

    def _given_field(self, need: FieldNeed, given: str, fields: Sequence[CustomField]) -> CustomField:
        fitting = [each for each in fields if each.type in need.types]
        named = match_named(given, given, fields).found
        found = match_named(given, given, fitting).found
        if named is not None and found is None:
            kinds = listed(sorted({TYPE_NAMES.get(each, each) for each in need.types}), "or")
            kind = TYPE_NAMES.get(named.type, named.type)
            raise ChoiceError(
                f'--field "{need.key}={given}": that field has the type {kind}; {need.name} needs {kinds}.'
            )
        return self._with_options_to_add(need, found or _given("--field", need.key, given, fitting))

    def _with_options_to_add(self, need: FieldNeed, found: CustomField) -> CustomField:
        match = match_field(need, [found.model_copy(update={"name": need.name})])
        missing = [each for each in match.missing_options if not self._is_renamed(need, each, found)]
        if missing:
            self.to_do.append(
                f'In the list "{self.list_names[need.where]}" add to the field "{found.name}" '
                f"the option{'s' * (len(missing) > 1)} {listed(missing, 'and')}."
            )
        return found

    def _is_renamed(self, need: FieldNeed, option: str, found: CustomField) -> bool:
        """Ask which option stands for a choice of the process file; only data have their own choices."""
        if need.place[0] != "data" or not self.process.choices(need.place[1]):
            return False
        key = f"{need.place[1]}/{option}"
        taken = {each.casefold() for each in need.options}
        taken |= {each.casefold() for each in self.options.get(need.place[1], {}).values()}
        free = [each for each in found.options if each.name.casefold() not in taken]
        given = self.given_options.get(key)
        if given:
            chosen: Named | None = _given("--option", key, given, free)
        elif given == "":
            chosen = None
        else:
            match: Match[Named] = Match(Fit.MISSING, near=near_to(option, free))
            problem = f'The field "{found.name}" has no option "{option}".'
            chosen = self._ask(problem, f'--option "{key}=..."', free, match, skip=WILL_ADD)
        if chosen is not None:
            self.options.setdefault(need.place[1], {})[option] = chosen.name
        return chosen is not None

    def _make_field(self, need: FieldNeed, *, is_of_another_type: bool) -> None:
        line = f'In the list "{self.list_names[need.where]}" create the field "{need.name}": {need.in_words}.'
        if is_of_another_type:
            line += " Rename or delete the existing field of that name first: ClickUp cannot change a type."
        self.to_do.append(line)

    def _ask(
        self, problem: str, flag: str, present: Sequence[T], match: Match[T], *, skip: str = WILL_MAKE
    ) -> T | None:
        """Ask if a name is similar, and always on a terminal; None if a person has to create it."""
        near = [each for each in match.near if each in present]
        others = [each for each in present if each not in near]
        if not near and not (self.chooser.is_there and others):
            return None
        question = Question(
            about=f"{problem} Which one is it?" if self.chooser.is_there else problem,
            flag=flag,
            options=tuple(Option(each.name, each.name) for each in (*near, *others)),
            near=len(near),
            skip=skip,
        )
        try:
            chosen = self.chooser.choose(question)
        except MissingChoiceError as error:
            self.unanswered.extend(error.questions)
            return None
        return next((each for each in present if each.name == chosen), None)


def _given(flag: str, key: str, given: str, present: Sequence[T]) -> T:
    found = match_named(given, given, present).found
    if found is None:
        names = [each.name for each in present]
        raise ChoiceError(f'{flag} "{key}={given}": there is no such name; {choose(given, names)}.')
    return found
