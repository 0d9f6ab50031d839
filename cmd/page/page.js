"use strict";
(() => {
// All text goes into the page as text, by element and by textContent: nothing that a file
// has is read as markup, and no link is made of it.

const $ = (id) => document.getElementById(id);

// put replaces the children of an element.
const put = (parent, ...children) => parent.replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));

function element(name, properties = {}, ...children) {
  const made = name.startsWith("svg:") ? document.createElementNS("http://www.w3.org/2000/svg", name.slice(4)) : document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === false || value === null) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (key === "value" || key === "checked" || key === "disabled") made[key] = value;
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

const views = [
  ["configuration", "Configuration"], ["findings", "Findings"], ["who", "Who may reach whom"], ["mend", "Mend"],
  ["contacts", "Contacts"], ["services", "Services"], ["save", "Save"],
];
const severities = ["error", "warning", "notice"];

const given = JSON.parse($("given").textContent);

// today returns the day where the browser is.
function today() {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
}

// What the page knows. Of it, the address has the view, the day and the filter alone.
const state = {
  view: "configuration", on: today(), severity: "all", group: "record",
  files: [], known: [], // those that are shown, and those that the worker has read
  platform: "", defaults: false, about: null,
  read: null, problem: "", audit: null, days: [],
  search: "", from: "", to: "", via: "", what: [], back: false,
  plan: "", unsafe: false, contacts: "", undo: false, provider: "", hide: false,
};

// The worker, and what was asked of it.

let worker = null, module = null, asked = new Map(), number = 0, started = performance.now();

function begin() {
  const source = URL.createObjectURL(new Blob([$("worker").textContent], { type: "text/javascript" }));
  worker = new Worker(source);
  URL.revokeObjectURL(source);
  worker.onmessage = (event) => {
    const message = event.data;
    if (message.module) { module = message.module; return; }
    if (message.ready) { document.documentElement.dataset.ready = Math.round(performance.now() - started); return; }
    const waiting = asked.get(message.id);
    if (!waiting) { say("This browser does not run the page: " + message.failed); return; }
    asked.delete(message.id);
    busy();
    if (message.failed) { waiting.reject(new Error("The page failed: " + message.failed + ". Cancel starts it anew.")); return; }
    const answer = JSON.parse(message.answer);
    if (answer.Error) waiting.reject(new Error(answer.Error)); else waiting.resolve(answer);
  };
  worker.onerror = (event) => say("This browser does not run the page: " + event.message);
  worker.postMessage(module ? { size: given.Size, module } : { size: given.Size, copies: $("copies").textContent, rest: $("rest").textContent });
}

class Cancelled extends Error {}

// ask puts a question to the worker. The status shows what while the worker answers.
function ask(what, question, files = []) {
  return new Promise((resolve, reject) => {
    const id = ++number;
    asked.set(id, { resolve, reject, what });
    busy();
    worker.postMessage({ id, question: { On: state.on, ...question }, files });
  });
}

function busy() {
  const last = [...asked.values()].pop();
  $("cancel").hidden = !last || !last.what;
  document.body.setAttribute("aria-busy", Boolean(last));
  if (last && last.what) say(last.what + " ...");
}

// cancel ends the worker, whatever it does, and starts another one.
async function cancel() {
  worker.terminate();
  const all = [...asked.values()];
  asked = new Map();
  for (const waiting of all) waiting.reject(new Cancelled());
  busy();
  begin();
  say("Cancelled.");
  if (state.known.length > 0) await quietly(ask("", question(state.known), state.known.map((f) => f.data)));
}

const say = (text) => { $("status").textContent = text; };

async function quietly(promise) {
  try { return await promise; } catch (error) { return null; }
}

// told shows why there is no answer, in its place.
function told(error) {
  if (error instanceof Cancelled) return;
  say("There is no answer: see below.");
  return element("p", { class: "card is-error" }, error.message);
}

// Small parts.

// soon returns a function that calls another once it was not called for a while: the keys
// of a list choose all that they pass, and those of a date make several.
function soon(call) {
  let pause = 0;
  return (...values) => { clearTimeout(pause); pause = setTimeout(call, 400, ...values); };
}

const chip = (severity, text) => element("span", { class: "chip " + severity }, text);
const counted = (n, noun) => n.toLocaleString("en") + " " + noun + (n === 1 ? "" : "s");

// copyButton copies a text. Its label has the name of the text, if all is to be read.
function copyButton(text, name, label = "Copy") {
  const button = element("button", { type: "button", class: label === "Copy" ? "small" : "", "aria-label": "Copy " + name, onclick: async () => {
    try {
      await navigator.clipboard.writeText(text());
    } catch (error) {
      const area = element("textarea", { value: text() });
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
      button.focus();
    }
    say("Copied.");
  } }, label);
  return button;
}

// command shows a command. No line of it ends within the name of a parameter.
function command(text) {
  const parts = text.split(/(?<=\s)(-\w+)/).map((part, i) => i % 2 ? element("span", { class: "nowrap" }, part) : part);
  return element("div", { class: "command" }, element("pre", { tabindex: "0" }, parts), copyButton(() => text, "the command"));
}

const remedy = (pieces) => pieces.map((piece) => piece.Command ? command(piece.Text) : element("p", {}, piece.Text));

// source is a link to a public document that the engine knows.
function source(document) {
  if (!document || !document.URL || !document.URL.startsWith("https://") || document.ID === "LYNCFED") return null;
  return element("a", { href: document.URL, target: "_blank", rel: "noopener noreferrer" }, document.Title + " (" + document.ID + ")");
}

function table(label, heads, rows) {
  return element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": label },
    element("table", {}, element("thead", {}, element("tr", {}, heads.map((head) => element("th", { scope: "col" }, head)))),
      element("tbody", {}, rows)));
}

const listing = (heading, lines, open) => lines.length === 0 ? null :
  element("details", { open }, element("summary", {}, heading + " (" + lines.length.toLocaleString("en") + ")"), element("ul", { class: lines.length > 20 ? "columns" : undefined }, lines.map((line) => element("li", {}, line))));

function save(name, text, type) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = element("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
  say("Saved as " + name + ".");
}

// heading is that of a view, which has the focus after a run.
const heading = (text) => element("h2", { tabindex: "-1", id: "heading" }, text);

function choice(name, type, label, checked, onchange) {
  return element("label", { class: "choice" }, element("input", { type, name, checked, onchange }), label);
}

// needs returns what stands in a view that needs a configuration, before there is one.
function needs(title) {
  if (state.read) return null;
  return [heading(title), element("p", {}, "There is no configuration yet."), element("div", { class: "row" },
    element("button", { type: "button", class: "main", onclick: () => go("configuration") }, "Open files"),
    element("button", { type: "button", onclick: sample }, "Try the sample"))];
}

// Files.

const endings = [".clixml", ".csv", ".json", ".log", ".txt", ".xml", ".ps1", ".psm1"]; // of the exports in a directory
const endsWell = (name) => endings.some((ending) => name.toLowerCase().endsWith(ending));

// opened returns what was chosen or dropped as files with their bytes.
async function opened(list) {
  const all = [];
  for (const { file, name } of list) {
    say("Reading " + name + " (" + (all.length + 1) + " of " + list.length + ") ...");
    all.push({ name, data: new Uint8Array(await file.arrayBuffer()) });
  }
  return all;
}

// within returns the files of a directory that was dropped, and those in it.
async function within(entry, path = "") {
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    return [{ file, name: path + file.name }];
  }
  const reader = entry.createReader();
  const all = [];
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    for (const one of some) all.push(...await within(one, path + entry.name + "/"));
  }
}

// withinHandle is within for a handle of the file system. Chromium gives no files of an
// entry to a page that was opened from a disk, but gives those of a handle.
async function withinHandle(handle, path = "") {
  if (handle.kind === "file") {
    const file = await handle.getFile();
    return [{ file, name: path + file.name }];
  }
  const all = [];
  for await (const one of handle.values()) all.push(...await withinHandle(one, path + handle.name + "/"));
  return all;
}

// add reads more files, beside those that there are. A file of the same name is replaced.
// skipped is the number of files of a folder whose names do not end as those of exports.
async function add(files, skipped = 0) {
  if (files.length === 0) return;
  const names = new Set(files.map((file) => file.name));
  await readAll([...state.files.filter((file) => !names.has(file.name)), ...files], skipped);
}

// readAll reads files in place of those that there are. If it is cancelled, all stays.
// It shows the findings, unless the view is to stay.
async function readAll(files, skipped = 0, stays = false) {
  const before = state.files;
  Object.assign(state, { files, problem: "" });
  if (files.length === 0) {
    Object.assign(state, { read: null, known: [], audit: null, days: [] });
    show("configuration");
    say("No file is open.");
    return;
  }
  try {
    const read = await ask("Reading " + counted(files.length, "file"), question(files), files.map((f) => f.data));
    const audit = await ask("Auditing", { Do: "audit" });
    Object.assign(state, { read, audit, known: files, days: [] });
  } catch (error) {
    if (error instanceof Cancelled) {
      state.files = before;
    } else {
      Object.assign(state, { problem: error.message, read: null, known: [], audit: null, days: [] });
    }
    show("configuration");
    if (state.problem) say("The files could not be read: see below.");
    return;
  }
  const unread = state.read.Files.some((file) => file.Findings.some((f) => f.Severity === "error"));
  if (stays) refresh(); else show(unread ? "configuration" : "findings");
  say(summary() + (skipped ? " Not read: " + counted(skipped, "file") + " in the folder, by the ending of the name." : ""));
  findDays();
}

const question = (files) => ({ Do: "read", Names: files.map((f) => f.name), Platform: state.platform, Defaults: state.defaults });

// findDays asks for the days on which something changes, and shows them when they come.
async function findDays() {
  const answer = await quietly(ask("", { Do: "days" }));
  if (!answer) return;
  state.days = answer.Days;
  marks();
}

function summary() {
  const n = state.audit.Audit.Counts;
  return counted(state.files.length, "file") + ": " + counted(n.Errors, "error") + ", " + counted(n.Warnings, "warning") + ", " + counted(n.Notices, "notice") + ". " + n.Passed + " of " + n.Checks + " checks passed.";
}

async function sample() {
  const encoder = new TextEncoder();
  await readAll(given.Sample.map((file) => ({ name: file.Name, data: encoder.encode(file.Text) })));
}

const draw = {};

draw.configuration = () => {
  const input = (directory) => element("input", { type: "file", hidden: true, multiple: true, webkitdirectory: directory, onchange: async (event) => {
    const list = [...event.target.files].map((file) => ({ file, name: file.webkitRelativePath || file.name }));
    const exports = directory ? list.filter((one) => endsWell(one.name)) : list;
    await add(await opened(exports), list.length - exports.length);
  } });
  const files = input(false), folder = input(true);
  files.id = "files";
  const paste = element("textarea", { id: "paste", rows: "4", spellcheck: "false", placeholder: "Identity            : Skype" });
  const shown = [heading("Configuration"),
    element("div", { class: "drop" },
      element("p", {}, element("strong", {}, "Drop the exports anywhere on this page"), ": one file, several, or a folder. JSON, CLIXML, CSV, text of the console, and scripts, in UTF-8 or UTF-16."),
      element("div", { class: "row" }, files, folder,
        element("button", { type: "button", class: "main", onclick: () => files.click() }, "Choose files"),
        element("button", { type: "button", onclick: () => folder.click() }, "Choose a folder"),
        element("button", { type: "button", onclick: sample }, "Try the sample"))),
    element("details", { class: "noprint" }, element("summary", {}, "Paste what the shell printed"),
      element("label", { for: "paste" }, "Output of the Get-Cs cmdlets, or a script"), paste,
      element("div", { class: "row" }, element("button", { type: "button", onclick: () => pasted(paste.value) }, "Add the text"))),
  ];
  if (state.problem) shown.push(element("div", { class: "card is-error" }, element("h3", {}, "The files could not be read"), element("p", {}, state.problem)));
  if (state.files.length > 0) shown.push(element("h3", {}, counted(state.files.length, "file")), element("ul", { class: "items files" }, state.files.map(fileCard)));
  shown.push(state.files.length > 0 ? [options(), state.read ? found() : null, howToExport()] : [howToExport(), options()]);
  return shown;
};

function pasted(text) {
  if (text.trim() === "") { say("There is no text to add."); return; }
  let n = 1;
  while (state.files.some((file) => file.name === "pasted-" + n + ".txt")) n++;
  return add([{ name: "pasted-" + n + ".txt", data: new TextEncoder().encode(text) }]);
}

function fileCard(file) {
  const read = state.read && state.read.Files.find((one) => one.Name === file.name);
  const findings = read ? read.Findings : [];
  const worst = severities.find((severity) => findings.some((f) => f.Severity === severity));
  return element("li", { class: "card" + (worst ? " is-" + worst : read ? " is-passed" : "") },
    element("div", { class: "row" }, element("h4", {}, file.name), element("span", { class: "soft" }, (read ? read.Form + ", " : "") + file.data.length.toLocaleString("en") + " bytes"), element("span", { class: "grow" }),
      element("button", { type: "button", class: "small", "aria-label": "Remove " + file.name, onclick: () => readAll(state.files.filter((one) => one !== file)) }, "Remove")),
    read ? element("p", {}, read.Records ? "Found: " + read.Records.join(", ") + "." : "No configuration was found in it.") : null,
    findings.length === 0 ? null : element("details", { open: worst === "error" }, element("summary", {}, counted(findings.length, "note") + " on reading it"),
      findings.slice(0, 200).map((f) => element("div", { class: "entry" }, element("p", {}, chip(f.Severity, f.Severity), f.Text, " ", element("code", {}, f.Rule)), remedy(f.Remedy), element("p", { class: "soft" }, f.Place)))));
}

function found() {
  const words = { "found": "good", "not whole": "warning", "not found": "refused" };
  return [element("h3", {}, "What was found"), table("What was found", ["Records", "Status"],
    state.read.Kinds.map((kind) => element("tr", {}, element("th", { scope: "row" }, element("div", { class: "records" }, element("span", {}, kind.Title), element("code", {}, kind.Cmdlet))), element("td", {}, chip(words[kind.Status], kind.Status), kind.Status === "not found" ? "" : " " + kind.Number))))];
}

function options() {
  const products = state.about ? state.about.Products : [];
  return element("section", { class: "noprint" }, element("h3", {}, "How to read the files"), element("div", { class: "fields" },
    element("div", { class: "field" }, element("label", { for: "product" }, "Server product"),
      element("select", { id: "product", onchange: (event) => { state.platform = event.target.value; againSoon(); } },
        element("option", { value: "" }, state.read && !state.platform ? "as the files say: " + (state.read.Product || "not known") : "as the files say"),
        products.map((p) => element("option", { value: p.Name, selected: p.Name === state.platform }, p.Title))))),
  choice("defaults", "checkbox", "Take the defaults of the cmdlets for what the files leave out, if they were written by hand", state.defaults, (event) => { state.defaults = event.target.checked; again(); }));
}

// again reads what there is anew, and stays in the view, where the focus is.
async function again() {
  if (state.files.length === 0) return;
  await readAll(state.files, 0, true);
}

const againSoon = soon(again);

function howToExport() {
  const [now, old] = given.Export;
  const part = (title, script, run, more) => element("details", {}, element("summary", {}, title),
    element("p", {}, "Save it as export.ps1 on a computer with the management tools, and run"), command(run),
    element("p", {}, "It changes nothing, and writes one file for this page."), more,
    element("div", { class: "row" }, copyButton(() => script.Text, "the script"), element("button", { type: "button", class: "small", onclick: () => save("export.ps1", script.Text.replaceAll("\n", "\r\n"), "text/plain") }, "Save as export.ps1")),
    element("pre", { class: "script", tabindex: "0", role: "region", "aria-label": title }, script.Text));
  return element("section", { class: "noprint" }, element("h3", {}, "How to get the exports"),
    part("The script for Windows PowerShell 3.0 and later", now, "powershell -NoProfile -ExecutionPolicy Bypass -File .\\export.ps1 -Platform SfBServer2019 -IncludeUsers",
      [element("p", {}, "The other side of a hybrid is a tenant. Run the script for it in a window of its own, with the module MicrosoftTeams, and open both files here:"), command("Connect-MicrosoftTeams"), command(".\\export.ps1 -Tenant -IncludeUsers")]),
    part("The script for Lync Server 2010", old, "powershell -NoProfile -ExecutionPolicy Bypass -File .\\export.ps1 -IncludeUsers"),
    element("details", {}, element("summary", {}, "Without a script"), element("p", {}, "Each kind of record alone, or all in one file. Pipe the cmdlet itself to Export-Clixml, and select no columns:"), command("& { Get-CsPublicProvider; Get-CsHostingProvider; Get-CsAllowedDomain; Get-CsBlockedDomain; Get-CsAccessEdgeConfiguration; Get-CsExternalAccessPolicy; Get-CsSipDomain } | Export-Clixml federation.xml")));
}

// Findings.

let shownItems = 100;

draw.findings = () => {
  const missing = needs("Findings");
  if (missing) return missing;
  const { Audit: a, Sections: sections, Words: words } = state.audit;
  const n = a.Counts;
  const numbers = { all: n.Errors + n.Warnings + n.Notices, error: n.Errors, warning: n.Warnings, notice: n.Notices };
  const list = element("div", { id: "list" });
  const fill = () => put(list, findingsShown(a, sections, words));
  const search = element("input", { type: "search", id: "search", value: state.search, autocomplete: "off", oninput: (event) => { state.search = event.target.value; shownItems = 100; fill(); } });
  fill();
  return [element("p", { class: "soft" }, state.audit.Title), heading(state.audit.Headline),
    a.Product ? null : element("div", { class: "card is-warning row" }, element("p", {}, "The files do not have the server product, and some checks need it."), element("button", { type: "button", onclick: () => { show("configuration"); $("product").focus(); } }, "Choose the product")),
    element("p", {}, severities.map((s) => chip(s, counted(numbers[s], s))), chip("good", n.Passed + " of " + n.Checks + " checks passed" + (n.NotChecked ? ", " + n.NotChecked + " not made in full" : ""))),
    daysShown(),
    element("div", { class: "row noprint" },
      element("fieldset", {}, element("legend", {}, "Show"), ["all", ...severities].map((s) => choice("severity", "radio", (s === "all" ? "all" : s + "s") + " (" + numbers[s].toLocaleString("en") + ")", state.severity === s, () => { state.severity = s; shownItems = 100; address(); fill(); }))),
      element("fieldset", {}, element("legend", {}, "Group by"), ["record", "rule"].map((g) => choice("group", "radio", g, state.group === g, () => { state.group = g; address(); fill(); }))),
      element("div", { class: "field" }, element("label", { for: "search" }, "Search"), search)),
    list,
    listing("Not checked", state.audit.Unchecked),
    listing("All checks", a.Checks.map((check) => check.Rules.join(", ") + ": " + check.Status.replace("-", " "))),
    listing("Files", a.Files.map((file) => file.Name + ", SHA-256 " + file.SHA256)),
  ];
};

const has = (text) => state.search === "" || text.toLowerCase().includes(state.search.trim().toLowerCase());

// findingsShown returns the findings that the filter and the search leave.
function findingsShown(a, sections, words) {
  const entries = [];
  for (const section of sections) {
    for (const item of section.Items) {
      for (const entry of item.Entries) {
        const f = a.Findings[entry.Finding];
        if (state.severity !== "all" && f.Severity !== state.severity) continue;
        const all = [item.Heading, entry.Text, f.Rule, f.Summary, f.Remedy, ...entry.All.map((i) => words[i].Text)];
        if (has(all.join("\n"))) entries.push({ section, item, entry, f });
      }
    }
  }
  if (entries.length === 0) return [element("p", { class: "card" }, a.Findings.length === 0 ? "Nothing was found." : "No finding is left by what you show and search.")];
  const groups = new Map();
  for (const e of entries) {
    const key = state.group === "rule" ? e.f.Rule : e.item;
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(e);
  }
  const all = [...groups.values()];
  const shown = [];
  if (state.severity !== "all" || state.search.trim()) shown.push(element("p", { class: "soft" }, "Shown: " + (state.severity === "all" ? "findings" : state.severity + "s") + (state.search.trim() ? " with \u201c" + state.search.trim() + "\u201d" : "") + "."));
  let last = null, items = null;
  for (const group of all.slice(0, shownItems)) {
    const title = state.group === "rule" ? null : group[0].section.Heading;
    if (title !== last || !items) {
      items = element("ol", { class: "items" });
      if (title) shown.push(element("h3", {}, title));
      shown.push(items);
      last = title;
    }
    const worst = severities.find((s) => group.some((e) => e.f.Severity === s));
    items.append(element("li", { class: "card is-" + worst, tabindex: "-1" },
      state.group === "rule" ? [element("h4", {}, group[0].f.Summary), element("p", {}, element("code", {}, group[0].f.Rule))] : element("h4", {}, group[0].item.Heading),
      group.map((e) => findingEntry(e, a, words, worst))));
  }
  if (all.length > shownItems) shown.push(element("div", { class: "row" }, element("button", { type: "button", onclick: () => { shownItems += 400; put($("list"), findingsShown(a, sections, words)); } }, "Show " + Math.min(400, all.length - shownItems) + " more of " + (all.length - shownItems).toLocaleString("en"))));
  return shown;
}

function findingEntry({ item, entry, f }, a, words, worst) {
  const many = entry.All.length > 1;
  const place = words[entry.Finding].Place + (many ? " and " + (entry.All.length - 1).toLocaleString("en") + " more" : "");
  return element("div", { class: "entry" },
    element("p", {}, f.Severity !== worst || state.severity !== "all" || state.group === "rule" ? chip(f.Severity, f.Severity) : element("span", { class: "chip " + f.Severity }, f.Severity), state.group === "rule" ? element("strong", {}, item.Heading + ": ") : null, entry.Text),
    remedy(entry.Remedy),
    element("details", {}, element("summary", {}, "Rule, place and document"),
      element("dl", {},
        element("div", {}, element("dt", {}, "Rule"), element("dd", {}, f.Summary + " ", element("code", {}, f.Rule))),
        place ? element("div", {}, element("dt", {}, "Place"), element("dd", {}, element("code", {}, place))) : null,
        source(f.Source) ? element("div", {}, element("dt", {}, "Document"), element("dd", {}, source(f.Source), f.Inferred ? " Inferred: it does not say it in so many words." : "")) : null,
        entry.Settles.length ? element("div", {}, element("dt", {}, "This settles, too"), element("dd", {}, element("ul", {}, entry.Settles.map((i) => element("li", {}, words[i].Text, " ", element("code", {}, a.Findings[i].Rule)))))) : null,
        many ? element("div", {}, element("dt", {}, "All " + entry.All.length.toLocaleString("en")), element("dd", {}, element("ul", {}, entry.All.slice(0, 500).map((i) => element("li", {}, words[i].Text, " ", element("span", { class: "soft" }, words[i].Place))), entry.All.length > 500 ? element("li", {}, "and " + (entry.All.length - 500).toLocaleString("en") + " more, which the saved report has") : null))) : null)));
}

// daysShown returns the days on which something changes.
function daysShown() {
  if (state.days.length === 0) return element("div", { id: "days" });
  return element("details", { id: "days", class: "noprint", open: state.daysOpen, ontoggle: (event) => { state.daysOpen = event.target.open; } }, element("summary", {}, "Days on which something changes (" + state.days.length + ")"),
    element("ol", { class: "days" }, state.days.map((day) => element("li", {}, element("button", { type: "button", "aria-pressed": String(state.on === day.Day), onclick: () => on(day.Day) }, element("strong", {}, day.Day), day.What.length ? " " + day.What.join("; ") : "")))));
}

function marks() {
  const before = state.days.filter((day) => day.Day < state.on).pop(), after = state.days.find((day) => day.Day > state.on);
  for (const [id, day] of [["earlier", before], ["later", after]]) {
    $(id).hidden = !day;
    if (day) $(id).textContent = (id === "earlier" ? "Earlier change: " : "Later change: ") + day.Day;
  }
  if ($("days")) $("days").replaceWith(daysShown());
}

// on audits for another day.
async function on(day) {
  state.on = day;
  $("day").value = day;
  address();
  marks();
  try {
    if (state.read) {
      state.audit = await ask("Auditing", { Do: "audit" });
      say(summary());
    }
    render();
  } catch (error) {
    if (!(error instanceof Cancelled)) say(error.message);
  }
}

// Who may reach whom.

draw.who = () => {
  const missing = needs("Who may reach whom");
  if (missing) return missing;
  const answer = element("div", { id: "verdict" }), groups = element("div", { id: "groups" });
  const form = element("form", { onsubmit: async (event) => {
    event.preventDefault();
    Object.assign(state, { from: form.elements.from.value, to: form.elements.to.value, via: form.elements.via.value, what: [...form.querySelectorAll("[name=what]:checked")].map((box) => box.value) });
    try {
      const verdict = await ask("Deciding", { Do: "can", From: state.from, To: state.to, Via: state.via, What: state.what.join(",") });
      put(answer, verdictShown(verdict));
      say(verdict.Sentence);
      answer.querySelector(".sentence").focus();
    } catch (error) {
      put(answer, told(error));
    }
  } },
    element("div", { class: "fields" },
      element("div", { class: "field" }, element("label", { for: "from" }, "From"), element("input", { id: "from", name: "from", required: true, list: "users", value: state.from, autocomplete: "off", spellcheck: "false", placeholder: "ken@contoso.com" })),
      element("div", { class: "field" }, element("label", { for: "to" }, "To"), element("input", { id: "to", name: "to", required: true, list: "people", value: state.to, autocomplete: "off", spellcheck: "false", placeholder: "ted@fabrikam.com" })),
      element("div", { class: "field" }, element("label", { for: "via" }, "Added as a contact of"), element("select", { id: "via", name: "via" }, element("option", { value: "" }, "no public provider"), state.read.Providers.map((p) => element("option", { value: p, selected: p === state.via }, p))))),
    element("datalist", { id: "users" }, state.read.Users.map((user) => element("option", { value: user }))),
    element("datalist", { id: "people" }, state.read.Contacts.map((domain) => element("option", { value: "anyone@" + domain }))),
    element("div", { class: "row" }, element("fieldset", {}, element("legend", {}, "With"), [["IM", "messages"], ["Presence", "presence"], ["Audio", "audio"], ["Video", "video"]].map(([value, label]) => element("label", { class: "choice" }, element("input", { type: "checkbox", name: "what", value, checked: state.what.includes(value) }), label))),
      element("button", { class: "main" }, "Ask"),
      element("button", { type: "button", onclick: () => { const { from, to } = form.elements; [from.value, to.value] = [to.value, from.value]; from.focus(); } }, "The other way round")));
  ask("Deciding", { Do: "who" }).then((who) => { put(groups, groupsShown(who, groups)); say(who.Headline); }, (error) => put(groups, told(error)));
  return [heading("Who may reach whom"), form, answer, groups];
};

const outcomes = { "passed": "passed", "refused": "refused", "not-known": "unknown" };

function verdictShown(answer) {
  const v = answer.Verdict, outcome = outcomes[v.Outcome] || "refused";
  const facts = [["Route", v.Route], ["Provider", v.Provider], ["Address", v.Address], ["Can do", v.Capabilities && v.Capabilities.replaceAll(",", ", ")], ["Policy", v.Policy], ["Until", v.Until], ["Delivery", v.Delivery]].filter(([, value]) => value);
  const reasons = (all) => element("ul", { class: "reasons" }, all.map((r) => element("li", {}, element("span", { class: "mark " + (r.Mark === "yes" ? "passed" : r.Mark === "no" ? "error" : "unknown") }, r.Mark),
    element("div", {}, element("p", {}, r.Text + " ", element("code", {}, r.Rule)), remedy(r.Remedy), element("p", { class: "soft" }, source(r.Source), r.Place ? [" ", element("code", {}, r.Place)] : "")))));
  const rests = answer.Reasons.filter((r) => r.Condition), decided = answer.Reasons.filter((r) => !r.Condition);
  const against = decided.filter((r) => r.Outcome !== "passed"), passed = decided.filter((r) => r.Outcome === "passed");
  return [element("div", { class: "card is-" + outcome },
    element("p", { class: "sentence", tabindex: "-1" }, answer.Sentence),
    facts.length ? element("dl", {}, facts.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value)))) : null,
    against.length ? [element("h3", {}, "Why not, or what is not known"), reasons(against)] : null,
    answer.Trace ? element("p", {}, answer.Trace) : null,
    rests.length ? [element("h3", {}, "What it rests on, and no file shows"), reasons(rests)] : null,
    passed.length ? element("details", {}, element("summary", {}, "What allows it (" + passed.length + ")"), reasons(passed)) : null)];
}

function groupsShown(who, into) {
  const heat = (cells) => cells.map((cell) => element("td", { class: "nowrap " + outcomes[cell.Outcome] }, cell.Text));
  const rows = who.Rows.map((row) => element("tr", {}, element("th", { scope: "row" }, row.Title), element("td", {}, row.Users), heat(state.back ? row.ReachedBy : row.Reaches)));
  return [element("h3", {}, "All users and contacts, by groups"), element("p", {}, who.Headline), who.Gaps.map((gap) => element("p", { class: "soft" }, gap)),
    who.SameBack ? element("p", { class: "soft" }, "The other direction is the same.") :
      element("fieldset", {}, element("legend", {}, "Direction"), [[false, "who may reach"], [true, "who may be reached by"]].map(([back, label]) => choice("direction", "radio", label, state.back === back, () => { state.back = back; put(into, groupsShown(who, into)); into.querySelector("[name=direction]:checked").focus(); }))),
    element("p", { class: "soft" }, "Each cell has a word: ", chip("passed", "\u25CF may"), chip("refused", "\u25CB no"), chip("unknown", "\u25D0 ? not known"), "and a letter for the reason, which stands below."),
    table("Who may reach whom, by groups", ["Users with", "Number", ...who.Heads.map((head) => head.Name)], rows),
    listing("The reasons", who.Notes.map((note) => note.Name + ": " + note.Title), true),
    listing("The contacts", who.Heads.map((head) => head.Name + ": " + head.Title), true),
    listing("Users whose policy is not known", who.Problems, true),
    listing("What \"may\" rests on, and no file shows", who.Rests, false)];
}

// Mend.

const undoName = "lyncfed-undo.ps1";

draw.mend = () => {
  const missing = needs("Mend");
  if (missing) return missing;
  const body = element("div", { id: "plan" }), plans = state.read.Plans;
  if (!plans.some((one) => one.Name === state.plan)) state.plan = "";
  const make = () => {
    const asked = state.plan;
    ask("Planning", { Do: "mend", Plan: asked, ScriptName: "lyncfed-" + (asked || "fix") + ".ps1", UndoName: undoName, Unsafe: state.unsafe }).then((plan) => {
      if (asked !== state.plan) return; // another one was chosen since
      put(body, planShown(plan));
      say(plan.Verdict);
    }, (error) => put(body, told(error)));
  };
  make();
  return [heading("Mend"), element("p", {}, "Commands in an order that the server accepts, with a rollback. Nothing is run: you take the script to the server."),
    plans.length === 1 ? null : element("fieldset", {}, element("legend", {}, "Plan to"), plans.map((one) => choice("plan", "radio", one.Title, state.plan === one.Name, () => { Object.assign(state, { plan: one.Name, unsafe: false }); make(); }))),
    body];
};

const planTitle = () => state.read.Plans.find((one) => one.Name === state.plan).Title;
const lineShown = (line, text) => element("div", { class: "entry" }, element("p", {}, chip(line.Severity, line.Severity), line.Text.replace(line.Severity + ": ", ""), " ", element("code", {}, line.Rule)), remedy(line.Remedy), line.Why ? element("p", { class: "soft" }, "Not planned: " + line.Why) : null);

function planShown(plan) {
  const part = (title, lines, open) => lines.length === 0 ? null : element("details", { open }, element("summary", {}, title + " (" + lines.length + ")"), lines.slice(0, 300).map((line) => lineShown(line)));
  if (plan.Refused) return [element("div", { class: "card is-error" }, element("p", { class: "sentence" }, plan.Verdict), plan.Refused.map((line) => lineShown(line)))];
  const shown = [element("p", { class: "sentence" }, plan.Verdict), element("p", { class: "soft" }, "To " + planTitle() + ", on " + plan.Plan.On + ", for " + plan.Product + ". Fingerprint ", element("code", {}, plan.Plan.Plan.Fingerprint))];
  if (plan.Unsafe.length) {
    shown.push(element("div", { class: "card is-error" }, element("h3", {}, "Unsafe"), plan.Unsafe.map((line) => lineShown(line)),
      choice("unsafe", "checkbox", "This is meant: give me the script all the same", state.unsafe, (event) => { state.unsafe = event.target.checked; show("mend"); })));
  }
  if (plan.Scripts.length) {
    shown.push(element("div", { class: "row noprint" }, plan.Scripts.map((script, i) => element("button", { type: "button", class: i === 0 ? "main" : "", onclick: () => save(script.Name, script.Text, "text/plain") }, i === 0 ? "Save the script" : "Save the rollback")), copyButton(() => plan.Scripts[0].Text.replace(/^\ufeff/, ""), "the script", "Copy the script")));
    shown.push(element("details", { class: "noprint" }, element("summary", {}, "The script"), element("pre", { class: "script", tabindex: "0", role: "region", "aria-label": "The script" }, plan.Scripts[0].Text.replace(/^\ufeff/, ""))));
  } else if (plan.NoScripts) shown.push(element("p", {}, plan.NoScripts));
  shown.push(part("Not planned", plan.NotPlanned, true));
  if (plan.Steps.length) shown.push(element("h3", {}, "Steps"));
  shown.push(element("ol", { class: "items" }, plan.Steps.map((step) => element("li", { class: "card", tabindex: "-1" },
    step.Heads.map((head) => element("h4", {}, step.Numbers + "  " + head.Mark + " " + head.Text)),
    step.Heads.map((head) => head.Changes ? element("p", {}, head.Changes) : null),
    step.Outages.map((text) => element("p", {}, chip("error", "outage"), text)),
    step.Commands.map(command),
    step.Mends.map((text) => element("p", {}, "Mends " + text)),
    step.Reasons.map((text) => element("p", { class: "soft" }, text))))));
  shown.push(listing("In between", plan.Between, true));
  if (plan.Effects.length || plan.NoEffect) {
    shown.push(element("h3", {}, "Who gains and who loses"), plan.NoEffect ? element("p", {}, plan.NoEffect) : null,
      element("ul", {}, plan.Effects.map((effect) => element("li", {}, effect.Who + ": " + effect.Lines.join("; ")))));
  }
  shown.push(part("Left for a person to decide", plan.Left, true), part("Settled by the same steps", plan.Settled, false), part("New findings after the steps", plan.New, true));
  return shown;
}

// Contacts.

draw.contacts = () => {
  const providers = state.read ? state.read.Providers : [];
  const input = element("textarea", { id: "contacts", rows: "14", spellcheck: "false", value: state.contacts, placeholder: "ted@contoso.com", oninput: (event) => { state.contacts = event.target.value; } });
  const output = element("textarea", { id: "rewritten", rows: "14", readonly: true, spellcheck: "false" });
  const notes = element("div", {}), buttons = element("div", { class: "row", hidden: true }, copyButton(() => output.value, "the addresses"), element("button", { type: "button", class: "small", onclick: () => save("contacts.txt", output.value, "text/plain") }, "Save"));
  const chosen = element("input", { type: "file", hidden: true, multiple: true, onchange: async (event) => {
    const files = await opened([...event.target.files].map((file) => ({ file, name: file.name })));
    await rewrite(files.map((file) => file.data));
  } });
  const exclude = element("input", { id: "exclude", value: state.exclude ?? (state.about ? state.about.Excluded : ""), spellcheck: "false", oninput: (event) => { state.exclude = event.target.value; } });
  const rewrite = async (data) => {
    try {
      const answer = await ask("Writing addresses", { Do: "contacts", Undo: state.undo, Provider: state.provider, Exclude: exclude.value }, data);
      output.value = answer.Text;
      buttons.hidden = false;
      const text = counted(answer.Lines, "line") + ": " + answer.Rewritten.toLocaleString("en") + (state.undo ? " undecorated, " : " decorated, ") + answer.Unchanged.toLocaleString("en") + " unchanged, " + answer.LeftAlone.toLocaleString("en") + " left alone, " + answer.Refused.toLocaleString("en") + " refused.";
      say(text);
      put(notes, element("p", { class: "sentence", tabindex: "-1" }, text),
        answer.Notes.length ? table("Lines that are not addresses", ["Line", "Status", "Text, and why"], answer.Notes.map((note) => element("tr", {}, element("th", { scope: "row" }, note.Line + ":" + note.Column), element("td", {}, note.Refused ? chip("error", "left out") : chip("warning", "doubtful")), element("td", {}, element("code", {}, note.Text), element("p", {}, note.Detail + " ", element("code", {}, note.Rule)))))) : "");
      notes.querySelector(".sentence").focus();
    } catch (error) {
      put(notes, told(error));
    }
  };
  return [heading("Contacts"), element("p", {}, "A contact of a public provider has a decorated address: ted@contoso.com is ted(contoso.com)@msn.com there. Addresses, one on each line:"),
    element("div", { class: "fields" },
      element("fieldset", {}, element("legend", {}, "The list is to be"), choice("undo", "radio", "decorated", !state.undo, () => { state.undo = false; }), choice("undo", "radio", "undecorated", state.undo, () => { state.undo = true; })),
      element("div", { class: "field" }, element("label", { for: "provider" }, "As contacts of"), element("select", { id: "provider", onchange: (event) => { state.provider = event.target.value; exclude.disabled = state.provider !== ""; } }, element("option", { value: "" }, "Skype, by the documented settings"), providers.map((p) => element("option", { value: p, selected: p === state.provider }, p + ", of the configuration")))),
      element("div", { class: "field" }, element("label", { for: "exclude" }, "Domains that are not decorated"), exclude)),
    element("div", { class: "sides" },
      element("div", {}, element("label", { for: "contacts" }, "The list"), input, element("div", { class: "row" }, chosen, element("button", { type: "button", class: "main", onclick: () => rewrite([new TextEncoder().encode(input.value)]) }, "Rewrite the list"), element("button", { type: "button", onclick: () => chosen.click() }, "Rewrite a file"))),
      element("div", {}, element("label", { for: "rewritten" }, "The rewritten list"), output, buttons)),
    notes];
};

// Services.

draw.services = () => {
  const body = element("div", {});
  ask("", { Do: "services" }).then((answer) => put(body, servicesShown(answer)), (error) => put(body, told(error)));
  return [heading("Services"), element("p", {}, "The public services from their start to their end, and the support of the server product."), body];
};

function servicesShown(answer) {
  const lives = [...answer.Services, ...answer.Support];
  const first = Date.parse("2004-01-01"), last = Date.parse("2031-01-01"), height = 34 + 44 * lives.length;
  const part = (day) => Math.min(Math.max((Date.parse(day) - first) / (last - first), 0), 1) * 96;
  const x = (day) => 2 + part(day) + "%";
  const upright = (kind, day) => element("svg:line", { class: kind, x1: x(day), x2: x(day), y1: 0, y2: height });
  const drawing = element("svg:svg", { height, role: "img", "aria-label": "Timeline: " + lives.map((life) => life.Name + (life.From ? " from " + life.From : "") + (life.To ? " to " + life.To : ", which goes on")).join("; ") + ". The day is " + answer.On + "." });
  for (let year = 2004; year <= 2028; year += 4) {
    drawing.append(upright("grid", year + "-01-01"), element("svg:text", { class: "faint", x: x(year + "-01-01"), dx: 4, y: 14 }, String(year)));
  }
  drawing.append(upright("day", answer.On));
  lives.forEach((life, i) => {
    const top = 26 + 44 * i, from = life.From || "2004-01-01", to = life.To || "2031-01-01";
    drawing.append(element("svg:rect", { class: i < answer.Services.length ? "life" : "support", x: x(from), y: top + 20, width: Math.max(part(to) - part(from), 0.3) + "%", height: 14, rx: 3 }),
      element("svg:text", { x: "2%", y: top + 14 }, life.Name),
      element("svg:text", part(to) < 65 ? { class: "faint", x: x(to), dx: 6, y: top + 32 } : { class: "faint", x: x(from), dx: -6, y: top + 32, "text-anchor": "end" }, life.To ? "to " + life.To : ""));
  });
  return [drawing, element("p", { class: "soft" }, "The vertical line is " + answer.On + ". by: it had begun by that day, and no document says when. *: inferred."),
    table("The services on " + answer.On, ["Service", "Phase", "Last day", "Can", "Since", "Instead"], answer.Services.map((s) => element("tr", {}, element("th", { scope: "row" }, s.Name), [s.Phase, s.LastDay, s.Can, s.Since, s.Instead].map((text) => element("td", { class: "nowrap" }, text))))),
    element("h3", {}, "Their lives"),
    answer.Services.map((s) => element("details", {}, element("summary", {}, s.Name), element("dl", {}, s.Events.map((e) => element("div", {}, element("dt", {}, [e.Day, e.What].filter(Boolean).join(" ")), element("dd", {}, e.Text + " ", e.Condition ? "With: " + e.Condition + " " : "", e.Conflict ? "But: " + e.Conflict + " " : "", source(e.Source)))))))];
}

// Save.

const formats = [
  ["html", "Report as a page", "one file for a browser or a printer, with the table of groups", "text/html"],
  ["json", "Report as JSON", "for a program, and to compare with a later one", "application/json"],
  ["csv", "Report as CSV", "for a spreadsheet", "text/csv"],
  ["sarif", "Report as SARIF", "for GitHub and editors", "application/json"],
  ["markdown", "Report as Markdown", "for a ticket or a wiki", "text/markdown"],
  ["configuration", "Configuration as JSON", "one file of all that was read", "application/json"],
];

draw.save = () => {
  const missing = needs("Save");
  if (missing) return missing;
  const problem = element("div", {});
  let names = "";
  const map = element("button", { type: "button", hidden: true, onclick: () => save("names.json", names, "application/json") }, "Save which example stands for which name");
  return [heading("Save"), element("p", {}, "Files are written by this browser, to where it saves downloads."),
    choice("hide", "checkbox", "Replace names by examples: domains, people, sites, policies, providers, partners and remarks", state.hide, (event) => { state.hide = event.target.checked; map.hidden = true; }),
    element("p", { class: "soft" }, "With names replaced, the findings stay the same, and what is said of the reading of the files is left out."),
    element("ul", { class: "items" }, formats.map(([format, title, text, type]) => element("li", { class: "card" }, element("div", { class: "row" }, element("div", { class: "grow" }, element("h3", {}, title), element("p", { class: "soft" }, text)),
      element("button", { type: "button", "aria-label": "Save " + title, onclick: async () => {
        put(problem);
        try {
          const answer = await ask("Writing", { Do: "save", Format: format, HideNames: state.hide });
          save(answer.Name, answer.Text, type);
          names = answer.Names || "";
          map.hidden = names === "";
        } catch (error) {
          put(problem, told(error));
        }
      } }, "Save"))))),
    element("div", { class: "row" }, map), problem, element("p", { class: "soft" }, "The script that mends is in Mend. To print a view, print this page.")];
};

// The frame.

let written = ""; // the address as the page wrote it

function address() {
  const parts = new URLSearchParams({ on: state.on });
  if (state.severity !== "all") parts.set("severity", state.severity);
  if (state.group !== "record") parts.set("group", state.group);
  written = "#" + state.view + "?" + parts;
  if (location.hash !== written) location.hash = written;
  for (const link of $("views").querySelectorAll("a")) {
    link.hash = "#" + link.dataset.view + "?" + parts;
    if (link.dataset.view === state.view) link.setAttribute("aria-current", "page"); else link.removeAttribute("aria-current");
  }
}

// follow takes the view, the day and the filter from the address.
function follow() {
  const [view, rest] = location.hash.slice(1).split("?");
  const parts = new URLSearchParams(rest || "");
  const day = parts.get("on") || "";
  if (/^\d{4}-\d\d-\d\d$/.test(day) && !Number.isNaN(Date.parse(day))) state.on = day;
  if (["all", ...severities].includes(parts.get("severity") || "all")) state.severity = parts.get("severity") || "all";
  if (["record", "rule"].includes(parts.get("group") || "record")) state.group = parts.get("group") || "record";
  if (views.some(([name]) => name === view)) state.view = view;
  $("day").value = state.on;
}

function go(view) {
  state.view = view;
  address();
}

function render() {
  put($("main"), draw[state.view]());
  document.title = views.find(([name]) => name === state.view)[1] + " - lyncfed";
}

// refresh draws the view anew, and leaves the focus where it is.
function refresh() {
  const { id, name } = document.activeElement;
  render();
  const same = id ? $(id) : name ? document.getElementsByName(name)[0] : null;
  if (same) same.focus({ preventScroll: true });
}

// show draws a view, and gives its heading the focus.
function show(view) {
  if (view !== state.view && asked.size === 0) say(""); // it was about another view
  state.view = view;
  address();
  render();
  $("heading").focus({ preventScroll: true });
  scrollTo(0, 0);
}

addEventListener("hashchange", async () => {
  if (location.hash === written) return;
  const day = state.on;
  if (location.hash === "#sample") { await sample(); return; }
  follow();
  address();
  if (day !== state.on && state.read) await on(state.on); else show(state.view);
});

$("views").append(...views.map(([name, title]) => element("li", {}, element("a", { href: "#" + name, "data-view": name, onclick: (event) => { event.preventDefault(); show(name); } }, title))));
$("skip").addEventListener("click", (event) => { event.preventDefault(); $("main").focus(); });
$("cancel").addEventListener("click", cancel);
const onSoon = soon((day) => { if (day === $("day").value) on(day); });
$("day").addEventListener("change", (event) => { if (event.target.value && event.target.checkValidity()) onSoon(event.target.value); }); // a year is 0002 while it is typed
$("bar").addEventListener("submit", (event) => event.preventDefault());
for (const id of ["earlier", "later"]) $(id).addEventListener("click", () => {
  const day = id === "earlier" ? state.days.filter((one) => one.Day < state.on).pop() : state.days.find((one) => one.Day > state.on);
  if (day) on(day.Day);
});
$("keys").addEventListener("click", () => $("help").showModal());

const isTyping = (target) => target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select") !== null;

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape" && isTyping(event.target)) { event.target.blur(); $("main").focus(); return; }
  if (isTyping(event.target) || $("help").open) return;
  const items = [...$("main").querySelectorAll("li.card[tabindex]")];
  const current = document.activeElement.closest("li.card[tabindex]");
  switch (event.key) {
  case "?": $("help").showModal(); break;
  case "o": if (state.view !== "configuration") show("configuration"); $("files").click(); break;
  case "/": if (!state.read) return; if (state.view !== "findings") show("findings"); $("search").focus(); $("search").select(); break;
  case "j": case "k": {
    if (items.length === 0) return;
    const at = items.indexOf(current) + (event.key === "j" ? 1 : -1);
    const next = items[current ? Math.min(Math.max(at, 0), items.length - 1) : event.key === "j" ? 0 : items.length - 1];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
    break;
  }
  case "e": {
    const all = current ? [...current.querySelectorAll("details")] : [];
    if (all.length === 0) return;
    const open = !all.every((one) => one.open);
    for (const one of all) one.open = open;
    current.scrollIntoView({ block: "nearest" });
    break;
  }
  default:
    if (!/^[1-7]$/.test(event.key)) return;
    show(views[event.key - 1][0]);
  }
  event.preventDefault();
});

// Files may be dropped anywhere, and text pasted.

addEventListener("dragover", (event) => { event.preventDefault(); document.body.classList.add("over"); });
addEventListener("dragleave", (event) => { if (!event.relatedTarget) document.body.classList.remove("over"); });
addEventListener("drop", async (event) => {
  event.preventDefault();
  document.body.classList.remove("over");
  const entries = [...event.dataTransfer.items].filter((item) => item.kind === "file").map((item) => ({ entry: item.webkitGetAsEntry && item.webkitGetAsEntry(), file: item.getAsFile(), handle: item.getAsFileSystemHandle && item.getAsFileSystemHandle().catch(() => null) }));
  const text = event.dataTransfer.getData("text");
  const list = [], skipped = [];
  let found;
  try {
    for (const { entry, file, handle } of entries) {
      if (!entry || entry.isFile) { list.push({ file, name: file.name }); continue; }
      const folder = await handle;
      for (const one of await (folder ? withinHandle(folder) : within(entry))) (endsWell(one.name) ? list : skipped).push(one);
    }
    found = await opened(list);
  } catch (error) {
    say("The browser could not read what was dropped: " + error.message);
    return;
  }
  if (found.length > 0) await add(found, skipped.length);
  else if (skipped.length > 0) say("None of " + counted(skipped.length, "file") + " in the folder has the name of an export: " + endings.join(" "));
  else if (text) await pasted(text);
});
addEventListener("paste", async (event) => {
  if (isTyping(event.target)) return;
  const files = [...event.clipboardData.files];
  if (files.length > 0) await add(await opened(files.map((file) => ({ file, name: file.name }))));
  else if (state.view === "configuration") await pasted(event.clipboardData.getData("text"));
});

// What is folded is printed, too.
let folded = [];
addEventListener("beforeprint", () => { folded = [...$("main").querySelectorAll("details:not([open])")].filter((one) => !one.querySelector("pre.script")); for (const one of folded) one.open = true; });
addEventListener("afterprint", () => { for (const one of folded) one.open = false; folded = []; });

if (typeof WebAssembly !== "object" || typeof DecompressionStream !== "function" || typeof Worker !== "function") return;
$("advice").hidden = true;
$("app").hidden = false;
begin();
const isSample = location.hash === "#sample";
follow();
address();
render();
ask("Starting", { Do: "about" }).then(async (about) => {
  state.about = about;
  $("about").textContent = "lyncfed " + about.Version + ". Nothing in this page loads or sends anything.";
  say("Ready.");
  if (isSample) await sample(); else if (state.view === "configuration" || state.view === "contacts") render();
}, (error) => say(error.message));
})();
