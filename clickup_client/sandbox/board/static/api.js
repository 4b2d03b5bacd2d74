// Calls of ClickUp's API, with the token of the person who acts.
import { current } from "./people.js";

/** ClickUp said no; the message is for people. */
export class Refused extends Error {}

/** What ClickUp answers. Throws Refused. */
export async function call(method, path, body) {
  const headers = { Authorization: current().token };
  let sent = body;
  if (body !== undefined && !(body instanceof FormData)) {
    headers["Content-Type"] = "application/json";
    sent = JSON.stringify(body);
  }
  let answer;
  try {
    answer = await fetch(`/api${path}`, { method, headers, body: sent });
  } catch {
    throw new Refused("ClickUp did not answer.");
  }
  const text = await answer.text();
  if (!answer.ok) throw new Refused(reason(answer.status, text));
  return text ? JSON.parse(text) : {};
}

function reason(status, text) {
  if (status === 429) return "Too many calls in this minute. Try again in the next.";
  try {
    const said = JSON.parse(text);
    return `ClickUp refused this: ${said.err ?? said.message} (${status}).`;
  } catch {
    return `ClickUp refused this (${status}).`;
  }
}
