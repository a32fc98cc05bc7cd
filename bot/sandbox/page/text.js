// Text as the two services show it: Telegram's entities and Slack's mrkdwn, as elements.

import { el } from "./api.js";

const TAGS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote", spoiler: "mark",
};

function safeLink(url) {
  return /^(https?:|mailto:|tel:|tg:)/i.test(url) ? url : null;
}

function link(url, ...children) {
  const href = safeLink(url);
  return href ? el("a", { href, target: "_blank", rel: "noopener noreferrer" }, ...children) : el("span", {}, ...children);
}

/** Telegram text; entities are nested or apart, and count UTF-16 units as JavaScript does. */
export function telegramText(text, entities = [], from = 0, to = text.length) {
  const fragment = document.createDocumentFragment();
  let at = from;
  for (let i = 0; i < entities.length; i += 1) {
    const entity = entities[i];
    const end = entity.offset + entity.length;
    if (entity.offset < at || end > to) continue;
    if (entity.offset > at) fragment.append(plain(text.slice(at, entity.offset)));
    const inside = entities.slice(i + 1).filter((other) => other.offset >= entity.offset && other.offset + other.length <= end);
    const content = telegramText(text, inside, entity.offset, end);
    if (entity.type === "text_link") fragment.append(link(entity.url, content));
    else if (TAGS[entity.type]) fragment.append(el(TAGS[entity.type], {}, content));
    else fragment.append(el("span", { class: entity.type }, content));
    at = end;
  }
  fragment.append(plain(text.slice(at, to)));
  return fragment;
}

/** Plain text with its addresses made clickable, as Telegram does. */
function plain(text) {
  const fragment = document.createDocumentFragment();
  let at = 0;
  for (const found of text.matchAll(/https?:\/\/[^\s<>"]+[^\s<>".,;:!?)]/g)) {
    fragment.append(text.slice(at, found.index), link(found[0], found[0]));
    at = found.index + found[0].length;
  }
  fragment.append(text.slice(at));
  return fragment;
}

const EMOJI = {
  white_check_mark: "✅", heavy_check_mark: "✔️", warning: "⚠️", x: "❌", hourglass: "⌛", memo: "📝",
  page_facing_up: "📄", paperclip: "📎", bell: "🔔", eyes: "👀", inbox_tray: "📥", speech_balloon: "💬",
  moneybag: "💰", calendar: "📅", arrow_right: "➡️", information_source: "ℹ️", tada: "🎉", lock: "🔒",
};

const unescape = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
const emoji = (text) => text.replace(/:([a-z_]+):/g, (all, name) => EMOJI[name] ?? all);

/** Slack plain_text. */
export const plainText = (text) => emoji(text);

const TOKENS = /```([\s\S]+?)```|`([^`\n]+)`|<([^<>|\n]+)(?:\|([^<>\n]*))?>|(?<![\w*])\*(\S(?:[^*\n]*\S)?)\*(?![\w*])|(?<![\w_])_(\S(?:[^_\n]*\S)?)_(?![\w_])|(?<![\w~])~(\S(?:[^~\n]*\S)?)~(?![\w~])/g;

function inline(text, names) {
  const fragment = document.createDocumentFragment();
  let at = 0;
  for (const found of text.matchAll(TOKENS)) {
    fragment.append(emoji(unescape(text.slice(at, found.index))));
    const [, pre, code, target, label, bold, italic, strike] = found;
    if (pre) fragment.append(el("pre", {}, unescape(pre)));
    else if (code) fragment.append(el("code", {}, unescape(code)));
    else if (target) fragment.append(reference(target, label, names));
    else if (bold) fragment.append(el("strong", {}, inline(bold, names)));
    else if (italic) fragment.append(el("em", {}, inline(italic, names)));
    else if (strike) fragment.append(el("s", {}, inline(strike, names)));
    at = found.index + found[0].length;
  }
  fragment.append(emoji(unescape(text.slice(at))));
  return fragment;
}

function reference(target, label, names) {
  if (target.startsWith("@")) return el("span", { class: "mention" }, `@${names(target.slice(1))}`);
  if (target.startsWith("!date")) return label ?? target;
  if (target.startsWith("!")) return el("span", { class: "mention loud" }, `@${target.slice(1)}`);
  if (target.startsWith("#")) return el("span", { class: "mention" }, `#${label ?? target.slice(1)}`);
  return link(unescape(target), unescape(label ?? target.replace(/^mailto:/, "")));
}

/** Slack mrkdwn; lines that begin with > are quotations. */
export function mrkdwn(text, names) {
  const fragment = document.createDocumentFragment();
  const parts = text.split(/((?:^(?:>|&gt;).*(?:\n|$))+)/m);
  for (const part of parts) {
    if (/^(>|&gt;)/.test(part)) {
      const quoted = part.replace(/\n$/, "").replace(/^(>|&gt;) ?/gm, "");
      fragment.append(el("blockquote", {}, inline(quoted, names)));
    } else if (part) fragment.append(inline(part, names));
  }
  return fragment;
}
