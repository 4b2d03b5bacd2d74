"""Creates in ClickUp what its API can, once someone agreed: lists, and the tag that pauses SLA clocks."""

from dataclasses import dataclass, field

from app.doctor.clocks import lacks_tag
from app.messages.admin.failures import of_clickup
from app.setup.choosing import Chooser
from app.setup.settings_to_keep import Say
from app.workspace.refusals import is_refusal
from clickup_client.client import ClickUpClient
from clickup_client.errors import ClickUpError
from clickup_client.models import List, Space
from rules.process.process import Process


@dataclass(frozen=True, slots=True, kw_only=True)
class Maker:
    """
    Creates things, and says so.  What ClickUp does not let it create stays on the to-do list.

    Attributes:
        agreed: The command line asked for it, so that no one is asked.
        made: The ids of the lists that were created.
    """

    client: ClickUpClient
    chooser: Chooser
    say: Say
    agreed: bool
    made: list[str] = field(default_factory=list)

    def spaces(self, workspace_id: str) -> tuple[Space, ...]:
        """The Spaces in which lists can be created."""
        return self.client.get_spaces(workspace_id) if self.agreed or self.chooser.is_there else ()

    def make_list(self, name: str, space: Space) -> List | None:
        """Create a list that someone wanted; None where ClickUp refuses."""
        try:
            made = self.client.create_list(name, space_id=space.id)
        except ClickUpError as error:
            self._refused(f'the list "{name}"', error)
            return None
        self.made.append(made.id)
        self.say(f'✓ Created the list "{name}" in the Space {space.name}.')
        return made.model_copy(update={"space_id": space.id, "space_name": space.name})

    def make_pause_tag(self, process: Process, tickets: List) -> str | None:
        """Create the tag that pauses SLA clocks, if someone agrees; what a person has to do without it."""
        name = lacks_tag(self.client, process, tickets.space_id)
        if name is None:
            return None
        where = f'the Space of the list "{tickets.name}"'
        about = f'There is no tag "{name}", which pauses SLA clocks, in {where}. Create it?'
        if self.agreed or (self.chooser.is_there and self.chooser.confirm(about)):
            try:
                self.client.create_space_tag(tickets.space_id or "", name)
            except ClickUpError as error:
                self._refused(f'the tag "{name}"', error)
            else:
                self.say(f'✓ Created the tag "{name}" in {where}.')
                return None
        return f'In {where} create the tag "{name}", which pauses SLA clocks: add it to a ticket once.'

    def _refused(self, what: str, error: ClickUpError) -> None:
        if not is_refusal(error):
            raise error
        self.say(f"✗ I could not create {what}. {of_clickup(error)}")
