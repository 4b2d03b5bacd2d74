// Works through a sandbox with clickup.js and prints what it got, as one JSON object.
// Usage: node walk.mjs API_URL TOKEN WEBHOOK_URL
import { createClickup } from "clickup.js";

const [prefixUrl, token, endpoint] = process.argv.slice(2);
const clickup = createClickup({ token, request: { prefixUrl } });
const seen = {};

seen.user = (await clickup.authorization.user()).user.username;
const { teams } = await clickup.authorization.teams();
const team = teams[0].id;
seen.plan = (await clickup.team.plan(team)).plan_name;
const space = (await clickup.team.spaces(team)).spaces[0].id;
const { lists } = await clickup.space.folderlessLists(space);
seen.lists = lists.map((list) => list.name);
seen.folders = (await clickup.space.folders(space)).folders.map((folder) => folder.name);
seen.groups = (await clickup.group.get({ teamId: team })).groups.map((group) => group.name);

const list = lists[0].id;
seen.statuses = (await clickup.list.get(list)).statuses.map((status) => status.status);
const { fields } = await clickup.list.customFields(list);
const severity = fields.find((field) => field.name === "Severity");
const { webhook } = await clickup.team.createWebhook(team, { endpoint, events: ["taskStatusUpdated"] });
seen.webhook = webhook.health.status;

const task = await clickup.list.createTask(list, { name: "From clickup.js", status: "to do" });
await clickup.task.addCustomFieldValue(task.id, severity.id, { value: severity.type_config.options[1].id });
await clickup.task.addTag(task.id, "js");
await clickup.task.update(task.id, { status: "Doing", priority: 1, assignees: { add: [3] } });
await clickup.task.addComment(task.id, { commentText: "Hello from JavaScript", notifyAll: false });
await clickup.task.addTaskLink(task.id, "t1");

const read = await clickup.task.get(task.id);
seen.task = {
  name: read.name,
  status: read.status.status,
  priority: read.priority.priority,
  assignees: read.assignees.map((user) => user.username),
  severity: read.custom_fields.find((field) => field.name === "Severity").value,
  tags: read.tags.map((tag) => tag.name),
  linked: read.linked_tasks.map((link) => link.link_id),
};
const { comments } = await clickup.task.comments(task.id);
seen.comments = comments.map((comment) => comment.comment_text);
await clickup.comment.update(comments[0].id, { commentText: "Edited", resolved: true });
seen.edited = (await clickup.task.comments(task.id)).comments[0].resolved;
seen.timeInStatus = (await clickup.task.timeInStatus(task.id)).current_status.status;
seen.found = (await clickup.list.tasks(list, { statuses: ["Doing"] })).tasks.map((each) => each.name);
seen.everywhere = (await clickup.team.filteredTasks(team, { listIds: [list], tags: ["js"] })).tasks.length;

await clickup.webhook.update(webhook.id, { endpoint, events: ["taskCreated"], status: "active" });
await clickup.webhook.delete(webhook.id);
seen.webhooksLeft = (await clickup.team.webhooks(team)).webhooks.length;
await clickup.task.delete(task.id);
seen.afterDeletion = await clickup.task.get(task.id).catch((error) => `${error.name}: ${error.message}`);
seen.wrongStatus = await clickup.task.update("t1", { status: "nowhere" }).catch((error) => error.message);

console.log(JSON.stringify(seen));
