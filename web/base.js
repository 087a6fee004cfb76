// Where this tab is, what it asks the server, and what it says. The tab remembers, not the server: its address names the
// conversation, so that a reload, another tab and a restart of the server lose nothing. Runs before Gradio does.
(() => {
  const sightline = (window.sightline = { on: {}, acts: {} });
  const kept = (name) => { try { return localStorage.getItem(`sightline.${name}`) || ""; } catch { return ""; } };
  const keep = (name, value) => { try { localStorage.setItem(`sightline.${name}`, value); } catch { /* private window */ } };
  const find = (sightline.find = (selector) => document.querySelector(selector));
  Object.assign(sightline, { kept, keep });

  const of = (tag) => {
    const low = (tag || "").toLowerCase();
    if (!low.startsWith("zh")) return "en";
    return /tw|hk|mo|hant/.test(low) ? "zh-TW" : "zh";
  };
  const chosen = kept("language");
  const language = ["en", "zh", "zh-TW"].includes(chosen) ? chosen : of(navigator.language);
  if (chosen) {
    // Gradio's own components take the browser's language; this makes it the chosen one.
    const tag = { en: "en", zh: "zh-CN", "zh-TW": "zh-TW" }[language];
    Object.defineProperty(navigator, "language", { get: () => tag, configurable: true });
    Object.defineProperty(navigator, "languages", { get: () => [tag], configurable: true });
  }
  document.documentElement.lang = { en: "en", zh: "zh-CN", "zh-TW": "zh-TW" }[language];

  const random = () => [...crypto.getRandomValues(new Uint8Array(8))].map((n) => n.toString(16).padStart(2, "0")).join("");
  const inAddress = () => {
    const id = new URLSearchParams(location.search).get("c") || "";
    return /^[0-9a-f]{16}$/.test(id) ? id : "";
  };
  const inTab = () => { try { return sessionStorage.getItem("sightline.conversation") || ""; } catch { return ""; } };
  const state = (sightline.state = {
    language, collection: kept("collection") || "default", conversation: inAddress() || inTab() || random(), only: [],
  });
  const place = () => {
    try { sessionStorage.setItem("sightline.conversation", state.conversation); } catch { /* private window */ }
    return `?c=${state.conversation}`;
  };
  history.replaceState({ conversation: state.conversation, collection: state.collection }, "", place());

  sightline.where = () => JSON.stringify({ ...state, only: state.only.map((one) => one.id) });
  const whereNow = () => ({ ...state, only: state.only.map((one) => one.id) });

  // Another conversation or collection; "push" makes it a step that the browser's back button takes back.
  sightline.go = ({ conversation = state.conversation, collection = state.collection, push = true }) => {
    const moved = collection !== state.collection;
    if (!moved && conversation === state.conversation) return;
    Object.assign(state, { conversation, collection });
    if (moved) { state.only = []; keep("collection", collection); }
    const step = { conversation, collection };
    if (push) history.pushState(step, "", place()); else { history.replaceState(step, "", place()); }
    turns = {};
    sightline.on.moved?.(moved);
    if (moved) window.sightlineMoved?.();
    sightline.poke();
  };
  sightline.fresh = (collection = state.collection) => sightline.go({ conversation: random(), collection });
  window.addEventListener("popstate", (event) => {
    const { conversation, collection } = event.state || {};
    sightline.go({ conversation: conversation || inAddress(), collection: collection || state.collection, push: false });
  });

  // ask, and what has changed since
  let versions = {};
  let turns = {};
  let asking = false;
  let again = false;
  let timer = 0;
  sightline.words = "";
  sightline.say = (key, values = {}) => {
    const text = find(`#words [data-key="${key}"]`)?.textContent || "";
    return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
  };
  sightline.post = async (path, body) => {
    const reply = await fetch(path, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ where: whereNow(), ...body }),
    });
    const values = await reply.json();
    if (!reply.ok) throw Object.assign(new Error(values.message), { hint: values.hint, told: true });
    return values;
  };
  const beat = async () => {
    clearTimeout(timer);
    if (asking) { again = true; return; }
    asking = true;
    let wait = document.hidden ? 5000 : 1500;
    const asked = sightline.where();
    try {
      const news = await sightline.post("api/pulse", { parts: versions, turns, words: sightline.words });
      document.body.classList.remove("offline");
      if (asked === sightline.where()) apply(news);
      else again = true;
      if (news.busy) wait = document.hidden ? 2000 : 200;
    } catch (error) {
      // A page that is left breaks off what it asked for; only a server that is gone is worth a word.
      if (!leaving) { document.body.classList.add("offline"); wait = 1000; }
    }
    asking = false;
    if (again) { again = false; wait = 0; }
    timer = setTimeout(beat, wait);
  };
  const apply = (news) => {
    if (news.parts.shell) sightline.on.shell(news.parts.shell);
    for (const [name, value] of Object.entries(news.parts)) if (name !== "shell") sightline.on[name]?.(value);
    versions = news.versions;
    const old = turns;
    turns = {};
    const fresh = Object.fromEntries(news.turns.map((turn) => [turn.number, turn]));
    for (const number of news.order) turns[number] = fresh[number]?.version || old[number];
    sightline.on.turns(news.order, fresh);
  };
  sightline.poke = () => { beat(); };
  let leaving = false;
  window.addEventListener("pagehide", () => { leaving = true; });
  window.addEventListener("pageshow", () => { leaving = false; });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) beat(); });

  // acts and what they say
  sightline.act = async (name, values = {}) => {
    try {
      const said = await sightline.post(`api/act/${name}`, values);
      if (said.toast) sightline.toast(said.toast, said.undo && (() => sightline.undo(said)));
      sightline.poke();
      return said;
    } catch (error) {
      sightline.toast([error.message, error.hint].filter(Boolean).join(" "), null, true);
      sightline.poke();
      return null;
    }
  };
  sightline.undo = async (said) => {
    await sightline.act("undo", { token: said.undo });
    if (said.back) sightline.go({ collection: said.back, ...(said.from ? { conversation: said.from } : {}) });
  };
  sightline.toast = (text, undo = null, bad = false) => {
    const box = find("#toasts");
    if (!box) return;
    const line = document.createElement("div");
    line.className = bad ? "toast bad" : "toast";
    line.setAttribute("role", bad ? "alert" : "status");
    const said = document.createElement("span");
    said.textContent = text;
    line.append(said);
    const button = (label, click) => {
      const made = document.createElement("button");
      made.type = "button";
      made.textContent = label;
      made.addEventListener("click", () => { line.remove(); click?.(); });
      line.append(made);
    };
    if (undo) button(sightline.say("undo"), undo);
    button(sightline.say("close"), null);
    box.replaceChildren(line);
    setTimeout(() => line.remove(), undo ? 11000 : bad ? 9000 : 5000);
  };

  // One line of text from the person, or a yes; null for neither.
  sightline.prompt = ({ title, value = null, yes }) => new Promise((resolve) => {
    const dialog = document.createElement("dialog");
    dialog.className = "prompt";
    const form = document.createElement("form");
    form.method = "dialog";
    const label = document.createElement("label");
    label.append(Object.assign(document.createElement("span"), { textContent: title }));
    const input = value === null ? null : Object.assign(document.createElement("input"), { value, maxLength: 200 });
    if (input) label.append(input);
    const row = document.createElement("p");
    const no = Object.assign(document.createElement("button"), { type: "button", textContent: sightline.say("keep") });
    const ok = Object.assign(document.createElement("button"), { textContent: yes, className: value === null ? "danger" : "primary" });
    row.append(no, ok);
    form.append(label, row);
    dialog.append(form);
    let answer = null;
    no.addEventListener("click", () => dialog.close());
    form.addEventListener("submit", () => { answer = input ? input.value : true; });
    dialog.addEventListener("close", () => { dialog.remove(); resolve(answer); });
    document.body.append(dialog);
    dialog.showModal();
    input?.select();
  });

  sightline.escape = (text) => {
    const holder = document.createElement("span");
    holder.textContent = text;
    return holder.innerHTML.replace(/"/g, "&quot;");
  };
  sightline.put = (id, html) => {
    const place = find(`#${id} .place`) || find(`#${id}`);
    if (!place) return null;
    const had = place.contains(document.activeElement);
    const label = had ? document.activeElement.getAttribute("aria-label") : null;
    place.innerHTML = html;
    if (had && label) [...place.querySelectorAll("[aria-label]")].find((one) => one.getAttribute("aria-label") === label)?.focus();
    return place;
  };

  // Gradio draws the places some time after this runs.
  const begin = () => (find("#evidence .place") && find("#question textarea") ? beat() : setTimeout(begin, 30));
  begin();
})();
