// The control API as functions, and small helpers for building elements.

export async function get(path) {
  const response = await fetch(path);
  return response.json();
}

export async function post(path, body = {}) {
  const options = body instanceof FormData
    ? { method: "POST", body }
    : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  const response = await fetch(path, options);
  return response.json();
}

export const $ = (id) => document.getElementById(id);

/** An element with attributes (functions become listeners) and children (text or nodes). */
export function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === "function") node.addEventListener(key, value);
    else if (value === true) node.setAttribute(key, "");
    else node.setAttribute(key, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

const clock = new Intl.DateTimeFormat("nb-NO", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Oslo" });

export const time = (seconds) => clock.format(new Date(seconds * 1000));

export function size(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} kB`;
  return `${(bytes / 1024 / 1024).toFixed(1).replace(".", ",")} MB`;
}

/** Bring a list in step with its items, touching only what changed; keeps focus and scroll. */
export function reconcile(list, known, items, key, stamp, build) {
  const log = list.parentElement;
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  const wanted = new Set(items.map(key));
  for (const [id, entry] of known) {
    if (!wanted.has(id)) { entry.node.remove(); known.delete(id); }
  }
  let changed = false;
  let previous = null;
  for (const item of items) {
    const id = key(item);
    let entry = known.get(id);
    if (!entry || entry.stamp !== stamp(item)) {
      const node = build(item);
      const hadFocus = entry && entry.node.contains(document.activeElement);
      if (entry) entry.node.replaceWith(node);
      if (hadFocus) (node.querySelector("button, select, a, textarea") ?? log).focus({ preventScroll: true });
      entry = { node, stamp: stamp(item) };
      known.set(id, entry);
      changed = true;
    }
    const place = previous ? previous.nextSibling : list.firstChild;
    if (place !== entry.node) list.insertBefore(entry.node, place);
    previous = entry.node;
  }
  if (changed && atEnd) log.scrollTop = log.scrollHeight;
}

/** Enter sends, Shift+Enter makes a new line, and the field grows with its text. */
export function growing(field) {
  const grow = () => { field.style.height = "auto"; field.style.height = `${Math.min(field.scrollHeight, 160)}px`; };
  field.addEventListener("input", grow);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      field.form.requestSubmit();
    }
  });
  return grow;
}

export function flash(node, text) {
  node.textContent = text;
  clearTimeout(node.timer);
  node.timer = setTimeout(() => { node.textContent = ""; }, 6000);
}
