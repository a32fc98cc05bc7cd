// Block Kit as elements: layout blocks, and the interactive ones in messages and modals.

import { $, el } from "./api.js";
import { mrkdwn, plainText } from "./text.js";

const text = (object, names) => (object.type === "mrkdwn" ? mrkdwn(object.text, names) : plainText(object.text));

/** Ask as a confirm object wants; true where there is none. */
function confirmed(confirm) {
  if (!confirm) return Promise.resolve(true);
  $("confirm-title").textContent = confirm.title.text;
  $("confirm-text").textContent = confirm.text.text;
  $("confirm-yes").textContent = confirm.confirm.text;
  $("confirm-no").textContent = confirm.deny.text;
  $("confirm-yes").classList.toggle("danger", confirm.style === "danger");
  const dialog = $("confirm");
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true }));
}

function button(element, context) {
  const act = async () => { if (await confirmed(element.confirm)) context.act(element, null); };
  if (element.url) return el("a", { class: "button", href: element.url, target: "_blank", rel: "noopener", click: act }, plainText(element.text.text));
  const label = element.accessibility_label;
  return el("button", { type: "button", class: element.style, "aria-label": label, click: act }, plainText(element.text.text));
}

const optionsOf = (element) => element.options ?? (element.option_groups ?? []).flatMap((group) => group.options);

function overflow(element, context) {
  const items = optionsOf(element).map((option) => el("li", {},
    el("button", { type: "button", click: async () => { if (await confirmed(element.confirm)) context.act(element, option.value); } }, plainText(option.text.text))));
  return el("details", { class: "overflow" }, el("summary", { "aria-label": "Flere valg" }, "⋯"), el("ul", {}, ...items));
}

function select(element, attributes) {
  const initial = element.initial_option?.value ?? "";
  return el("select", attributes,
    el("option", { value: "", selected: !initial }, element.placeholder?.text ?? "Velg"),
    ...optionsOf(element).map((option) => el("option", { value: option.value, selected: option.value === initial }, plainText(option.text.text))));
}

function choices(element, attributes, kind) {
  const initial = (element.initial_options ?? [element.initial_option]).filter(Boolean).map((option) => option.value);
  const { id, ...more } = attributes;
  return el("div", { class: "choices", role: kind === "radio" ? "radiogroup" : "group", id, ...more },
    ...optionsOf(element).map((option) => el("label", {},
      el("input", { type: kind, name: id, value: option.value, checked: initial.includes(option.value) }),
      el("span", {}, text(option.text, () => "")))));
}

/** A select that asks the app for its options while somebody types. */
function searchable(element, attributes, search) {
  const status = el("small", { role: "status" });
  const found = el("select", { size: 5, "aria-label": "Treff", class: "found" });
  const show = (options) => {
    const kept = found.value;
    found.replaceChildren(...options.map((option) => el("option", { value: option.value, selected: option.value === kept }, plainText(option.text.text))));
    status.textContent = options.length ? `${options.length} treff` : "Ingen treff";
  };
  let waiting = null;
  let newest = 0;
  const ask = async (typed) => {
    if (!search) return; // Slack searches in messages too; nothing here does
    const number = ++newest;
    const options = await search(element, typed);
    if (number === newest) show(element.initial_option && !typed ? [element.initial_option, ...options.filter((option) => option.value !== element.initial_option.value)] : options);
  };
  const typing = (event) => { clearTimeout(waiting); waiting = setTimeout(() => ask(event.target.value), 200); };
  const field = el("input", { ...attributes, type: "search", autocomplete: "off", placeholder: element.placeholder?.text, input: typing });
  if (element.initial_option) { show([element.initial_option]); found.value = element.initial_option.value; }
  if (element.min_query_length === 0) ask("");
  return el("div", { class: "search" }, field, found, status);
}

/** The control of one input element. */
export function control(element, attributes, search) {
  switch (element.type) {
    case "external_select": return searchable(element, attributes, search);
    case "static_select": return select(element, attributes);
    case "multi_static_select":
    case "checkboxes": return choices(element, attributes, "checkbox");
    case "radio_buttons": return choices(element, attributes, "radio");
    case "datepicker": return el("input", { ...attributes, type: "date", value: element.initial_date });
    case "number_input": return el("input", { ...attributes, inputmode: "decimal", value: element.initial_value });
    case "email_text_input": return el("input", { ...attributes, inputmode: "email", value: element.initial_value });
    default: {
      const shared = { ...attributes, maxlength: element.max_length, placeholder: element.placeholder?.text };
      if (!element.multiline) return el("input", { ...shared, value: element.initial_value, autocomplete: "off" });
      return el("textarea", { ...shared, rows: 4 }, element.initial_value ?? "");
    }
  }
}

/** What was entered in a control, as the control API wants it. */
export function valueOf(element, node) {
  const marked = () => [...node.querySelectorAll("input:checked")].map((input) => input.value);
  switch (element.type) {
    case "multi_static_select":
    case "checkboxes": return marked();
    case "radio_buttons": return marked()[0] ?? "";
    case "external_select": return node.querySelector(".found").value;
    default: return node.value;
  }
}

function interactive(element, context) {
  if (element.type === "button") return button(element, context);
  if (element.type === "overflow") return overflow(element, context);
  const label = element.placeholder?.text ?? "Valg";
  const node = control(element, { "aria-label": label, id: `e-${context.key}-${element.action_id}` });
  node.addEventListener("change", async () => {
    const value = valueOf(element, node);
    if (value.length && await confirmed(element.confirm)) context.act(element, value);
  });
  return node;
}

function input(block, context) {
  const id = `f-${block.block_id}`;
  const error = context.errors?.[block.block_id];
  const described = [block.hint ? `${id}-hint` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ") || null;
  const grouped = ["checkboxes", "radio_buttons", "multi_static_select"].includes(block.element.type);
  const attributes = { id, "aria-describedby": described, "aria-invalid": error ? "true" : null };
  if (grouped) attributes["aria-labelledby"] = `${id}-label`;
  const node = control(block.element, attributes, context.search);
  context.fields?.push({ block, node });
  const marker = block.optional ? el("small", {}, " (valgfritt)") : null;
  return el("div", { class: "field" },
    el(grouped ? "span" : "label", { for: grouped ? null : id, id: `${id}-label`, class: "label" }, plainText(block.label.text), marker),
    node,
    block.hint ? el("small", { id: `${id}-hint` }, plainText(block.hint.text)) : null,
    error ? el("p", { class: "error", id: `${id}-error` }, error) : null);
}

/** One block; `context` = { key, names, act(element, value), search?(element, typed), fields?, errors? }. */
function block(one, context) {
  switch (one.type) {
    case "header": return el("h3", {}, plainText(one.text.text));
    case "divider": return el("hr");
    case "context": return el("p", { class: "context" }, ...one.elements.map((part) => el("span", {}, text(part, context.names))));
    case "actions": return el("div", { class: "actions" }, ...one.elements.map((element) => interactive(element, context)));
    case "input": return input(one, context);
    default:
      return el("div", { class: "section" },
        el("div", {},
          one.text ? el("div", { class: "mrkdwn" }, text(one.text, context.names)) : null,
          one.fields ? el("div", { class: "fields" }, ...one.fields.map((field) => el("div", { class: "mrkdwn" }, text(field, context.names)))) : null),
        one.accessory ? interactive(one.accessory, context) : null);
  }
}

export const blocks = (list, context) => list.map((one) => block(one, context));
