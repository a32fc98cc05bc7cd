// The secretariat's side: one channel with its threads.

import { $, el, flash, get, growing, post, reconcile, size, time } from "./api.js";
import { blocks } from "./blocks.js";
import { showModal, startModal } from "./modal.js";
import { mrkdwn } from "./text.js";

const CHANNEL = "C0SANDBOX01";
const PATH = `/sandbox/slack/channels/${CHANNEL}`;

const entries = new Map();
const closed = new Set();
const warnings = new Map();
const drafts = new Map();
let users = new Map();
let actor = localStorage.getItem("actor");
let members = [];

const list = () => $("channel").querySelector("ol");
const names = (id) => users.get(id)?.real_name ?? id;
const display = (user) => (user?.is_bot ? "Veiviser" : user?.real_name ?? "Slack");

function initials(user) {
  return display(user).split(" ").map((word) => word[0]).join("").slice(0, 2);
}

function file(one) {
  const href = `/sandbox/files/slack/${one.id}/${encodeURIComponent(one.name)}`;
  if (one.mimetype.startsWith("image/") && one.alt_txt) {
    return el("a", { class: "picture", href, target: "_blank", rel: "noopener" }, el("img", { src: href, alt: one.alt_txt }));
  }
  return el("a", { class: "file", href, target: "_blank", rel: "noopener" },
    el("span", { class: "sheet", "aria-hidden": "true" }, one.filetype.slice(0, 4)),
    el("span", {}, el("b", {}, one.name), el("small", {}, size(one.size))));
}

async function act(message, element, value) {
  warnings.delete(message.ts);
  const report = await post(`${PATH}/press`, { ts: message.ts, name: element.action_id, by: actor, value });
  const problem = report.warning ?? report.error;
  if (!problem) return;
  warnings.set(message.ts, `⚠ ${problem}`);
  flash($("notice"), problem);
  show();
}

function content(message) {
  const context = { key: message.ts, names, act: (element, value) => act(message, element, value) };
  const user = users.get(message.user);
  const seconds = Number(message.ts);
  return el("article", { class: "message", "aria-label": `${display(user)} ${time(seconds)}` },
    el("span", { class: user?.is_bot ? "avatar app" : "avatar", "aria-hidden": "true" }, initials(user)),
    el("div", { class: "content" },
      el("p", { class: "author" }, el("b", {}, display(user)), user?.is_bot ? el("span", { class: "badge" }, "App") : null,
        el("small", {}, time(seconds)), message.edited ? el("small", {}, "(redigert)") : null),
      message.for ? el("p", { class: "only" }, "Bare synlig for deg") : null,
      ...(message.blocks ? [el("div", { class: "blocks" }, ...blocks(message.blocks, context))]
        : message.text ? [el("div", { class: "mrkdwn" }, mrkdwn(message.text, names))] : []),
      message.files ? el("div", { class: "files" }, ...message.files.map(file)) : null,
      warnings.has(message.ts) ? el("p", { class: "error" }, warnings.get(message.ts)) : null));
}

function thread(message, replies) {
  if (message.for) return null;
  const field = el("textarea", { rows: 1, "aria-label": "Svar i tråden", placeholder: "Svar i tråden", autocomplete: "off" });
  field.value = drafts.get(message.ts) ?? "";
  field.addEventListener("input", () => drafts.set(message.ts, field.value));
  const submit = async (event) => {
    event.preventDefault();
    const text = field.value.trim();
    drafts.delete(message.ts);
    if (text) report(await post(`${PATH}/post`, { by: actor, text, thread_ts: message.ts }));
  };
  const form = el("form", { class: "line", submit }, field, el("button", {}, "Svar"));
  growing(field);
  const open = replies.length > 0 && !closed.has(message.ts);
  const label = replies.length ? `${replies.length} svar i tråden` : "Svar i tråd";
  const toggle = (event) => (event.currentTarget.open ? closed.delete(message.ts) : closed.add(message.ts));
  return el("details", { class: replies.length ? "thread" : "thread empty", open, toggle },
    el("summary", {}, label), ...replies.map(content), form);
}

function report(found) {
  if (found.error || found.warning) flash($("notice"), found.error ?? found.warning);
}

async function show() {
  const found = await get(PATH);
  ({ members } = found.channel);
  $("channel-name").textContent = `# ${found.channel.name}`;
  const inside = members.includes(actor);
  const mine = found.ephemerals.filter((message) => message.for === actor);
  const items = [...(inside ? found.messages : []), ...mine].sort((a, b) => Number(a.ts) - Number(b.ts));
  const replies = (message) => found.threads[message.ts] ?? [];
  const stamp = (message) => [message.revision, ...replies(message).map((one) => one.revision), warnings.get(message.ts), actor].join();
  reconcile(list(), entries, items, (m) => m.ts, stamp,
    (message) => el("li", {}, content(message), thread(message, replies(message))));
  $("channel-empty").hidden = items.length > 0;
  if (!inside) flash($("notice"), `${names(actor)} er ikke med i kanalen.`);
}

async function showViews() {
  const { views } = await get("/sandbox/slack/views");
  showModal(views, actor, names);
}

function described(user) {
  if (user.is_restricted || user.is_ultra_restricted) return `${user.real_name} (gjest)`;
  return user.team_id === "T0SANDBOX01" ? user.real_name : `${user.real_name} (annet arbeidsområde)`;
}

async function showPeople() {
  const found = await get("/sandbox/slack");
  users = new Map(found.users.map((user) => [user.id, user]));
  const humans = found.users.filter((user) => !user.is_bot && !user.deleted);
  if (!humans.some((user) => user.id === actor)) actor = humans[0].id;
  $("actor").replaceChildren(...humans.map((user) => el("option", { value: user.id, selected: user.id === actor }, described(user))));
}

async function send(event) {
  event.preventDefault();
  const text = $("line").value.trim();
  if (!text) return;
  $("line").value = "";
  $("line").dispatchEvent(new Event("input"));
  $("channel").scrollTop = $("channel").scrollHeight;
  const body = text.startsWith("/") ? ["command", { by: actor, line: text }] : ["post", { by: actor, text }];
  report(await post(`${PATH}/${body[0]}`, body[1]));
}

export async function startSlack() {
  $("post").addEventListener("submit", send);
  growing($("line"));
  startModal(() => actor);
  $("actor").addEventListener("change", async () => {
    actor = $("actor").value;
    localStorage.setItem("actor", actor);
    await show();
    await showViews();
  });
  await showPeople();
  await show();
  await showViews();
  $("channel").scrollTop = $("channel").scrollHeight;
  return {
    changed(topics) {
      if (!topics || topics.includes("people")) showPeople();
      if (!topics || topics.includes(`channel:${CHANNEL}`)) show();
      if (!topics || topics.includes("views")) showViews();
    },
  };
}
