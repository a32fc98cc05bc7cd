// The applicant's side: one chat with the bot.

import { $, el, flash, get, growing, post, reconcile, size, time } from "./api.js";
import { telegramText } from "./text.js";

const TYPING = { typing: "skriver …", upload_document: "sender en fil …", upload_photo: "sender et bilde …" };
const OTHERS = [
  ["sticker", "Klistremerke"], ["voice", "Talemelding"], ["video", "Video"],
  ["contact", "Kontakt"], ["location", "Sted"], ["poll", "Avstemning"],
];
const SHOWN = {
  sticker: () => "👍 klistremerke", voice: () => "🎤 talemelding", video: () => "🎬 video", poll: () => "📊 avstemning",
  contact: (c) => `👤 ${c.first_name}, ${c.phone_number}`, location: () => "📍 sted", sandbox_reaction: (r) => r.join(" "),
};

const bubbles = new Map();
let people = [];
let profile = {};
let bot = {};
let current = Number(localStorage.getItem("person")) || null;
let heard = null;
let chosen = [];
let chat = null;
let editing = null;

const list = () => $("chat").querySelector("ol");
let sent = Promise.resolve();

/** What a person does arrives in the order it was done in, as from a real client. */
function act(verb, body) {
  const path = `/sandbox/chats/${current}/${verb}`;
  const done = sent.then(() => post(path, body));
  sent = done.catch(() => {});
  return done;
}

function file(document, label) {
  const href = `/sandbox/files/telegram/${document.file_id}/${encodeURIComponent(document.file_name ?? "bilde.jpg")}`;
  return el("a", { class: "file", href, target: "_blank", rel: "noopener" },
    el("span", { class: "sheet", "aria-hidden": "true" }, (document.file_name ?? "jpg").split(".").pop().slice(0, 4)),
    el("span", {}, el("b", {}, document.file_name ?? label), el("small", {}, size(document.file_size))));
}

function keyboard(message) {
  const rows = message.reply_markup?.inline_keyboard ?? [];
  if (!rows.length) return null;
  return el("div", { class: "keyboard" }, ...rows.map((row) => el("div", {}, ...row.map((button) => key(message, button)))));
}

function key(message, button) {
  if (button.url) return el("a", { href: button.url, target: "_blank", rel: "noopener" }, `${button.text} ↗`);
  const press = async (event) => {
    event.currentTarget.classList.add("pressed");
    await act("press", { message_id: message.message_id, data: button.callback_data });
  };
  return el("button", { type: "button", class: button.style, click: press }, button.text);
}

function build(message) {
  const own = !message.from.is_bot;
  const text = message.text ?? message.caption ?? "";
  const extras = Object.keys(SHOWN).filter((name) => name in message && name !== "sandbox_reaction");
  const marks = [message.edit_date ? "redigert" : "", time(message.edit_date ?? message.date)].filter(Boolean).join(" · ");
  return el("li", { class: own ? "own" : "bot" },
    el("div", { class: "bubble" },
      el("span", { class: "hidden" }, own ? "Du: " : `${bot.first_name}: `),
      message.reply_to_message ? el("p", { class: "quoted" }, message.reply_to_message.text ?? "…") : null,
      message.document ? file(message.document) : null,
      message.photo ? file({ ...message.photo.at(-1) }, "Bilde") : null,
      ...extras.map((name) => el("p", {}, SHOWN[name](message[name]))),
      text ? el("p", { class: "text" }, telegramText(text, message.entities ?? message.caption_entities)) : null,
      el("p", { class: "marks" }, marks)),
    message.sandbox_reaction?.length ? el("span", { class: "reaction" }, message.sandbox_reaction.join("")) : null,
    keyboard(message));
}

async function showChat() {
  const asked = current;
  const found = await get(`/sandbox/chats/${asked}`);
  if (asked !== current || found.error) return;
  chat = found;
  reconcile(list(), bubbles, found.messages, (m) => m.message_id, (m) => m.revision, build);
  $("typing").textContent = found.typing ? `${bot.first_name} ${TYPING[found.typing] ?? "arbeider …"}` : "";
  if (found.typing) setTimeout(showChat, 5100);
  const fresh = !found.chat.started;
  $("start").hidden = !fresh;
  $("compose").hidden = fresh;
  showToasts(found.toasts);
}

function showToasts(toasts) {
  const newest = Math.max(0, ...toasts.map((toast) => toast.revision));
  for (const toast of toasts) {
    if (heard === null || toast.revision <= heard || !toast.text) continue;
    if (toast.alert) { $("alert-text").textContent = toast.text; $("alert").showModal(); }
    else flash($("toast"), toast.text);
  }
  for (const pressed of list().querySelectorAll(".pressed")) pressed.classList.remove("pressed");
  heard = Math.max(heard ?? 0, newest);
}

const language = () => people.find((one) => one.id === current)?.people[0].language_code ?? "";

function fitting(name) {
  return profile[`${name}:${language()}`] ?? profile[`${name}:${language()}:all_private_chats:`]
    ?? profile[`${name}:`] ?? profile[`${name}::all_private_chats:`] ?? {};
}

async function showPeople() {
  ({ chats: people, profile, bot } = await get("/sandbox/chats"));
  if (!people.some((one) => one.id === current)) current = people[0].id;
  const options = people.map((one) => {
    const name = one.title || [one.people[0].first_name, one.people[0].last_name].filter(Boolean).join(" ");
    const marks = [one.people[0].language_code ?? "uten språk", one.blocked ? "har blokkert boten" : ""].filter(Boolean);
    return el("option", { value: one.id, selected: one.id === current }, `${name} (${marks.join(", ")})`);
  });
  $("person").replaceChildren(...options);
  $("bot-name").textContent = `Samtale med ${bot.first_name}`;
  $("description").textContent = fitting("description").description ?? "Trykk Start for å begynne samtalen.";
}

async function choose(id) {
  current = id;
  localStorage.setItem("person", id);
  bubbles.clear();
  list().replaceChildren();
  heard = null;
  await showPeople();
  await showChat();
  $("chat").scrollTop = $("chat").scrollHeight;
}

function showChips() {
  $("chips").replaceChildren(...chosen.map((one, index) => el("li", {}, `${one.name} (${size(one.size)}) `,
    el("button", { type: "button", "aria-label": `Fjern ${one.name}`, click: () => { chosen.splice(index, 1); showChips(); } }, "×"))));
  $("photo-choice").hidden = !chosen.length || !chosen.every((one) => one.type.startsWith("image/"));
}

async function sendFiles(caption) {
  const form = new FormData();
  form.append("caption", caption);
  form.append("as_photo", !$("photo-choice").hidden && $("as-photo").checked ? "1" : "0");
  chosen.forEach((one, index) => form.append(`file${index}`, one, one.name));
  chosen = [];
  showChips();
  await act("upload", form);
}

async function send(event) {
  event.preventDefault();
  const text = $("text").value.trim();
  $("text").value = "";
  $("text").dispatchEvent(new Event("input"));
  $("chat").scrollTop = $("chat").scrollHeight;
  if (chosen.length) await sendFiles(text);
  else if (editing && text) await act("edit", { message_id: editing, text });
  else if (text) await act("say", { text });
  editing = null;
}

function editLast() {
  const own = (chat?.messages ?? []).filter((message) => !message.from.is_bot && message.text).at(-1);
  if (!own) return;
  editing = own.message_id;
  $("text").value = own.text;
  $("text").focus();
  flash($("toast"), "Du endrer den siste meldingen din.");
}

function openMenu() {
  const item = (name, more, click) => el("li", {}, el("button", { click }, el("b", {}, name), more ? el("span", {}, more) : null));
  const commands = fitting("commands").commands ?? [];
  $("commands").replaceChildren(...commands.map((one) => item(`/${one.command}`, one.description, () => act("say", { text: `/${one.command}` }))));
  if (!commands.length) $("commands").append(el("li", {}, "Boten har ikke meldt noen kommandoer."));
  const blocked = chat?.chat.blocked;
  $("others").replaceChildren(
    ...OTHERS.map(([kind, name]) => item(name, "", () => act("other", { kind }))),
    item("Endre siste melding", "", () => setTimeout(editLast)),
    item(blocked ? "Slipp boten til igjen" : "Blokker boten", "", () => act(blocked ? "unblock" : "block")));
  $("menu-dialog").showModal();
}

async function addPerson() {
  if ($("person-dialog").returnValue !== "add") return;
  const body = { first_name: $("first-name").value, last_name: $("last-name").value, language_code: $("language").value || null };
  const added = await post("/sandbox/applicants", body);
  await choose(added.id);
}

export async function startTelegram() {
  $("compose").addEventListener("submit", send);
  growing($("text"));
  $("text").addEventListener("keydown", (event) => { if (event.key === "ArrowUp" && !event.currentTarget.value) editLast(); });
  $("attach").addEventListener("click", () => $("files").click());
  $("files").addEventListener("change", () => { chosen.push(...$("files").files); $("files").value = ""; showChips(); $("text").focus(); });
  $("menu").addEventListener("click", openMenu);
  $("start-button").addEventListener("click", async () => { await act("say", { text: "/start" }); await showChat(); $("text").focus(); });
  $("person").addEventListener("change", () => choose(Number($("person").value)));
  $("new-person").addEventListener("click", () => { $("person-dialog").returnValue = ""; $("person-dialog").showModal(); });
  $("person-dialog").addEventListener("close", addPerson);
  await showPeople();
  await choose(current);
  return {
    changed(topics) {
      if (!topics || topics.includes("people") || topics.includes("profile")) showPeople();
      if (!topics || topics.includes(`chat:${current}`)) showChat();
    },
  };
}
