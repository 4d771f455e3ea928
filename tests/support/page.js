// What a person sees on the page: elements by role and accessible name, fields by label, text.
// The first argument is the way to look, the rest what it looks for.

const squeeze = (text) => (text ?? "").replace(/\s+/g, " ").trim();

function shown(element) {
  if (element.closest("[inert],[hidden]") || element.closest('[aria-hidden="true"]')) return false;
  const style = getComputedStyle(element);
  if (style.visibility === "hidden" || style.display === "none") return false;
  return element.getClientRects().length > 0;
}

const INPUT_ROLES = {
  button: "button", submit: "button", reset: "button", checkbox: "checkbox", radio: "radio",
  range: "slider", number: "spinbutton", search: "searchbox",
};
const TAG_ROLES = {
  BUTTON: "button", SUMMARY: "button", TEXTAREA: "textbox", TABLE: "table", TR: "row", TD: "cell", TH: "columnheader",
  OPTION: "option", DIALOG: "dialog", NAV: "navigation", MAIN: "main", H1: "heading", H2: "heading", H3: "heading",
  UL: "list", LI: "listitem", PROGRESS: "progressbar", SELECT: "combobox", IMG: "img", FORM: "form",
};

function roleOf(element) {
  const told = element.getAttribute("role");
  if (told) return told.split(" ")[0];
  if (element.tagName === "A") return element.hasAttribute("href") ? "link" : "";
  if (element.tagName === "INPUT") return INPUT_ROLES[element.type] ?? "textbox";
  if (element.isContentEditable && !element.parentElement?.isContentEditable) return "textbox";
  return TAG_ROLES[element.tagName] ?? "";
}

function textWithin(element) {
  // What is drawn for the eye alone is no part of a name.
  if (element.getAttribute("aria-hidden") === "true") return "";
  let text = "";
  for (const child of element.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) text += child.data;
    else if (child.nodeType === Node.ELEMENT_NODE) {
      const inner = child.getAttribute("aria-label") ?? textWithin(child);
      text += getComputedStyle(child).display.startsWith("inline") ? inner : ` ${inner} `;
    }
  }
  return text;
}

function nameOf(element) {
  const by = element.getAttribute("aria-labelledby");
  if (by) {
    const parts = by.split(/\s+/).map((id) => document.getElementById(id)).filter(Boolean);
    const name = squeeze(parts.map((part) => part.getAttribute("aria-label") ?? textWithin(part)).join(" "));
    if (name) return name;
  }
  const told = squeeze(element.getAttribute("aria-label"));
  if (told) return told;
  if (element.labels?.length) return squeeze([...element.labels].map(textWithin).join(" "));
  if (element.tagName === "INPUT" && ["button", "submit", "reset"].includes(element.type)) return squeeze(element.value);
  if (element.tagName !== "INPUT" && element.tagName !== "TEXTAREA") {
    const name = squeeze(textWithin(element));
    if (name) return name;
  }
  return squeeze(element.getAttribute("alt") ?? element.getAttribute("title") ?? element.getAttribute("placeholder"));
}

// A choice is pressed by its label: the input itself may be hidden behind what is drawn for it.
function reachable(element) {
  const choice = element.tagName === "INPUT" && ["checkbox", "radio"].includes(element.type);
  const target = (choice && (element.closest("label") ?? element.labels?.[0])) || element;
  return shown(target) ? target : null;
}

function off(element) {
  if (element.disabled || element.closest('[aria-disabled="true"]')) {
    const says = element.getAttribute("aria-describedby");
    const why = says ? says.split(/\s+/).map((id) => squeeze(document.getElementById(id)?.textContent)).join(" ") : "";
    return why || "no reason given";
  }
  return element.getAttribute("aria-busy") === "true" ? "busy" : null;
}

function best(elements, wanted) {
  const named = elements.map((element) => [element, nameOf(element)]);
  const by = (rule) => named.filter(([element, name]) => rule(name) && reachable(element));
  for (const rule of [(name) => name === wanted, (name) => name.startsWith(wanted), (name) => name.includes(wanted)]) {
    const [first] = by(rule);
    if (first) return first[0];
  }
  return null;
}

function answer(element) {
  if (!element) return null;
  const target = reachable(element);
  return target ? { element: target, source: element, off: off(element), name: nameOf(element) } : null;
}

const FIELDS = 'input:not([type=hidden]),textarea,select,[contenteditable="true"],[role=textbox],[role=combobox],[role=slider]';

const ways = {
  find: (role, name) => {
    const all = [...document.querySelectorAll("*")].filter((element) => roleOf(element) === role);
    return answer(name === null ? all.find(reachable) : best(all, name));
  },
  field: (label) => answer(best([...document.querySelectorAll(FIELDS)], label)),
  // The innermost element that shows the text.
  text: (text) => {
    const within = (element) => shown(element) && squeeze(element.innerText).includes(text);
    if (!within(document.body)) return null;
    let inner = document.body;
    for (;;) {
      const next = [...inner.children].find(within);
      if (!next) return answer(inner);
      inner = next;
    }
  },
  focused: () => (document.activeElement ? nameOf(document.activeElement) : null),
  page: () => document.body.innerText,
  names: (role) =>
    [...document.querySelectorAll("*")].filter((element) => roleOf(element) === role && reachable(element)).map(nameOf),
};

const [way, ...rest] = arguments;
// The screen comes along: which one asked for what is kept by the harness.
return { screen: location.hash, seen: ways[way](...rest) ?? null };
