"""What every fresh sandbox of a workspace answers, asked once: nothing has happened in it yet."""

from app.ticket import companies
from app.workspace import directory
from tests.app.people import LIST


class FreshAnswers:
    """The answers so far, by workspace; of a directory by the process as well."""

    def __init__(self):
        self._directories, self._lists = [], {}

    def directory(self, client, workspace, process):
        """The ids of what the process names."""
        for known, its_process, found in self._directories:
            if known is workspace and its_process == process:
                return found
        found = directory.look_up(client, process)
        self._directories.append((workspace, process, found))
        return found

    def companies(self, bot, workspace):
        """The tasks of the list of companies."""
        return self._once(
            "companies", workspace, lambda: [*bot.client.each_task(bot.directory.companies_list)]
        )

    def company_rows(self, bot, workspace):
        """What the bot keeps of each of them, without the time at which it was read."""
        return self._once(
            "rows of companies",
            workspace,
            lambda: [
                {"task_id": company.id, "name": company.name, "values": companies.filled_fields(company)}
                for company in self.companies(bot, workspace)
            ],
        )

    def fields(self, bot, workspace):
        """The custom fields of the list of tickets."""
        return self._once("fields", workspace, lambda: bot.client.get_list_fields(LIST))

    def _once(self, what, workspace, ask):
        key = what, id(workspace)
        if key not in self._lists:
            self._lists[key] = workspace, ask()  # while it is kept, no other workspace gets its id
        return self._lists[key][1]
