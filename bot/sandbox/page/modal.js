// The open modal of whoever the page acts as.

import { $, el, post } from "./api.js";
import { blocks, valueOf } from "./blocks.js";

let shownHash = "";
let shownUser = "";

function fill(user, { view, errors }, names) {
  const fields = [];
  const warning = el("p", { class: "error", role: "alert" });
  const tell = (report) => { warning.textContent = report.warning ?? report.error ?? ""; };
  const act = async (element, value) => tell(await post(`/sandbox/slack/views/${user}/press`, { name: element.action_id, value }));
  const search = async (element, typed) => {
    const found = await post(`/sandbox/slack/views/${user}/search`, { name: element.action_id, typed });
    tell(found);
    return found.options ?? [];
  };
  const submit = async (event) => {
    event.preventDefault();
    const values = Object.fromEntries(fields.map(({ block, node }) => [block.block_id, valueOf(block.element, node)]));
    tell(await post(`/sandbox/slack/views/${user}/submit`, { values }));
  };
  const close = () => post(`/sandbox/slack/views/${user}/close`);
  const form = el("form", { submit },
    el("h3", { id: "modal-title" }, view.title.text),
    el("div", { class: "body" }, ...blocks(view.blocks, { key: "modal", names, act, search, fields, errors })),
    warning,
    el("div", { class: "row" },
      el("button", { type: "button", click: close }, view.close?.text ?? "Avbryt"),
      view.submit ? el("button", { class: "primary" }, view.submit.text) : null));
  form.noValidate = true;
  return { form, fields };
}

/** Bring the dialog in step with the open views; what was typed survives an error. */
export function showModal(views, user, names) {
  const dialog = $("modal");
  const open = views[user];
  if (!open) {
    shownHash = "";
    if (dialog.open) dialog.close();
    return;
  }
  const hash = open.view.hash + JSON.stringify(open.errors);
  if (hash === shownHash && user === shownUser) return;
  const typed = new Map();
  const chosen = dialog.querySelector(".found")?.selectedOptions[0];
  for (const node of dialog.querySelectorAll("input, textarea, select")) {
    if (node.id) typed.set(node.id, node.value);
    else if (node.checked) typed.set(`${node.name}=${node.value}`, true);
  }
  const repeated = hash.split("{")[0] === shownHash.split("{")[0];
  shownHash = hash;
  shownUser = user;
  const { form, fields } = fill(user, open, names);
  dialog.replaceChildren(form);
  if (repeated) {
    for (const node of dialog.querySelectorAll("input, textarea, select")) {
      if (node.id && typed.has(node.id)) node.value = typed.get(node.id);
      else if (chosen && node.matches(".found")) node.replaceChildren(chosen);
      else if (node.name) node.checked = typed.has(`${node.name}=${node.value}`);
    }
  }
  if (!dialog.open) dialog.showModal();
  const wrong = fields.find(({ block }) => open.errors[block.block_id]) ?? fields[0];
  const first = wrong?.node.matches(".choices, .search") ? wrong.node.querySelector("input") : wrong?.node;
  (first ?? dialog.querySelector(".row button:last-child")).focus();
}

export function startModal(current) {
  $("modal").addEventListener("cancel", (event) => {
    event.preventDefault();
    post(`/sandbox/slack/views/${current()}/close`);
  });
}
