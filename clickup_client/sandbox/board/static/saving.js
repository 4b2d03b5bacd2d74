// What each control of a ticket changes, as calls of ClickUp's API.
import { call } from "./api.js";
import { current } from "./people.js";

/** Save what someone did with a control. Throws Refused. */
export function save(ticket, control) {
  return SAVES[control.dataset.save](`/v2/task/${ticket.dataset.id}`, control, ticket);
}

/** Do what a button says. Throws Refused. */
export function act(ticket, button) {
  return ACTS[button.dataset.act](`/v2/task/${ticket.dataset.id}`, button, ticket);
}

/** Post a comment, or a command. Throws Refused. */
export function comment(ticket, text) {
  return call("POST", `/v2/task/${ticket.dataset.id}/comment`, { comment_text: text });
}

const put = (path, body) => call("PUT", path, body);
const members = (control) => ({ [control.checked ? "add" : "rem"]: [asId(control.value)] });
const asId = (text) => (/^-?\d+$/.test(text) ? Number(text) : text);

const SAVES = {
  name: (task, { value }) => put(task, { name: value.replaceAll("\n", " ") }),
  status: (task, { value }) => put(task, { status: value }),
  description: (task, { value }) => put(task, { markdown_content: value }),
  priority: (task, { value }) => put(task, { priority: value ? Number(value) : null }),
  due_date: (task, { value }) => put(task, { due_date: day(value), due_date_time: false }),
  start_date: (task, { value }) => put(task, { start_date: day(value), start_date_time: false }),
  assignees: (task, control) => put(task, { assignees: members(control) }),
  group_assignees: (task, control) => put(task, { group_assignees: members(control) }),
  tag: (task, { value }) => value.trim() && call("POST", `${task}/tag/${encodeURIComponent(value.trim())}`),
  link: (task, { value }) => value && call("POST", `${task}/link/${value}`),
  list: (_, { value }, ticket) => {
    const { workspace } = document.body.dataset;
    return put(`/v3/workspaces/${workspace}/tasks/${ticket.dataset.id}/home_list/${value}`, {});
  },
  file: (task, { files }) => {
    const body = new FormData();
    body.append("attachment", files[0]);
    return call("POST", `${task}/attachment`, body);
  },
  member: (task, control) => setField(task, control, members(control)),
  field: (task, control) => {
    const value = VALUES[control.dataset.type](control);
    if (value === undefined) return null;
    return value === null ? clearField(task, control) : setField(task, control, value);
  },
};

const text = ({ value }) => value || null;
const number = ({ value }) => (value === "" ? null : Number(value));
const related = ({ value }) => (value ? { add: [value] } : undefined);

// The value that ClickUp is sent for a type of field; null clears it, undefined leaves it.
const VALUES = {
  text,
  short_text: text,
  phone: text,
  email: text,
  url: text,
  drop_down: text,
  number,
  currency: number,
  emoji: number,
  date: ({ value }) => day(value),
  checkbox: ({ checked }) => checked,
  labels: (control) => {
    const all = control.closest(".choices").querySelectorAll("input:checked");
    return all.length ? [...all].map(({ value }) => value) : null;
  },
  tasks: related,
  list_relationship: related,
  manual_progress: ({ value }) => ({ current: Number(value) }),
  location: (control) => {
    const [lat, lng] = [...control.parentElement.querySelectorAll("input")].map(({ value }) => value);
    if (lat === "" && lng === "") return null;
    return lat === "" || lng === "" ? undefined : { location: { lat: Number(lat), lng: Number(lng) } };
  },
};

const setField = (task, { dataset }, value) => call("POST", `${task}/field/${dataset.field}`, { value });
const clearField = (task, { dataset }) => call("DELETE", `${task}/field/${dataset.field}`);

const ACTS = {
  clear: clearField,
  press: (task, button) => setField(task, button, true),
  unrelate: (task, button) => setField(task, button, { rem: [button.dataset.value] }),
  untag: (task, { dataset }) => call("DELETE", `${task}/tag/${encodeURIComponent(dataset.value)}`),
  unlink: (task, { dataset }) => call("DELETE", `${task}/link/${dataset.value}`),
  archive: (task) => put(task, { archived: true }),
  unarchive: (task) => put(task, { archived: false }),
  delete: (task) => call("DELETE", task),
  resolve: (_, { dataset }) => put(`/v2/comment/${dataset.value}`, { resolved: true }),
};

/** Noon of a day where the person lives, in milliseconds: ClickUp keeps the day of who sets it. */
function day(text) {
  if (!text) return null;
  const noon = Date.parse(`${text}T12:00:00Z`);
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: current().zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric",
  }).formatToParts(noon);
  const { year, month, day: date, hour, minute } = Object.fromEntries(parts.map(({ type, value }) => [type, Number(value)]));
  return noon - (Date.UTC(year, month - 1, date, hour, minute) - noon);
}
