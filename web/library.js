// The left column: collections, files on their way, documents, conversations. Of a long list only what is on the screen
// is in the page, so that 5,000 documents are filtered and scrolled as quickly as five.
(() => {
  const sightline = window.sightline;
  const { find, escape } = sightline;
  const ROW = 56;
  let documents = [];
  let shown = [];
  let collections = [];

  // Gradio names some parts of its box in English only, and does so again when it draws them anew.
  let watched = false;
  const rename = () => {
    const call = (one, name) => { if (one && one.getAttribute("aria-label") !== name) { one.setAttribute("aria-label", name); } };
    for (const one of document.querySelectorAll('#question [aria-label="Multimedia input field"]')) call(one, sightline.say("ask_placeholder"));
    for (const one of document.querySelectorAll('#weights [aria-label*=" for "]')) call(one, one.getAttribute("aria-label").replace(/^(range slider|number input) for /, ""));
    for (const [name, key] of [["upload-button", "attach"], ["submit-button", "mode_ask"]]) call(find(`#question .${name}`), sightline.say(key));
  };

  sightline.on.shell = (parts) => {
    sightline.put("header", parts.header);
    sightline.put("library", parts.library);
    let words = find("#words");
    if (!words) {
      words = Object.assign(document.createElement("div"), { id: "words", hidden: true });
      document.body.append(words);
    }
    words.innerHTML = parts.words;
    const composer = find("#composer");
    if (!find("#toasts")) composer.parentElement.insertBefore(Object.assign(document.createElement("div"), { id: "toasts" }), composer);
    if (!find("#filter-chips")) composer.prepend(Object.assign(document.createElement("div"), { id: "filter-chips" }));
    if (!find("#offline")) document.body.append(Object.assign(document.createElement("div"), { id: "offline" }));
    find("#offline").textContent = sightline.say("connection_lost");
    find("#offline").setAttribute("role", "status");
    find("#documents").addEventListener("scroll", draw, { passive: true });
    rename();
    if (!watched) {
      watched = true;
      new MutationObserver(rename).observe(composer, { subtree: true, childList: true, attributes: true, attributeFilter: ["aria-label"] });
    }
    if (sightline.kept("theme")) document.body.classList.toggle("dark", sightline.kept("theme") === "dark");
    if (find("#keep-both")) find("#keep-both").checked = sightline.kept("both") === "1";
  };

  sightline.on.collections = (names) => { collections = names; sightline.drawCollections(); };
  sightline.drawCollections = () => {
    const select = find("#collection");
    const names = collections.includes(sightline.state.collection) ? collections : [...collections, sightline.state.collection];
    select.replaceChildren(...names.map((name) => new Option(name, name, false, name === sightline.state.collection)));
  };
  sightline.on.jobs = (html) => { sightline.put("report", html); };
  sightline.on.history = (html) => { sightline.put("history", html); };

  // documents
  sightline.on.documents = (rows) => {
    documents = rows;
    const gone = sightline.state.only.filter((one) => !rows.some((row) => row.id === one.id));
    if (gone.length) { sightline.state.only = sightline.state.only.filter((one) => !gone.includes(one)); }
    sightline.chips();
    select();
  };
  const orders = {
    name: (a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }),
    added: (a, b) => (a.added < b.added ? 1 : a.added > b.added ? -1 : orders.name(a, b)),
    bytes: (a, b) => b.bytes - a.bytes,
    pages: (a, b) => b.pages - a.pages,
  };
  const select = () => {
    const words = (find("#filter")?.value || "").toLowerCase().trim();
    shown = documents.filter((row) => row.name.toLowerCase().includes(words));
    shown.sort(orders[find("#sort")?.value || "name"]);
    find("#filter-documents").hidden = documents.length < 2;
    draw(true);
  };
  const icon = (path) => `<svg class="glyph" viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="${path}"/></svg>`;
  const row = (one) => {
    const name = escape(one.name);
    const label = (key) => escape(sightline.say(key, { name: one.name }));
    const notes = one.notes.length ? `<span class="noted" title="${escape(one.notes.join("\n"))}">${escape(one.nNotes)}</span>` : "";
    return `<li data-document="${one.id}"><button type="button" class="open" data-act="open-document" data-document="${one.id}" data-page="1" aria-label="${label("open_named")}">`
      + `<span class="leaf-small kind-${escape(one.kind.toLowerCase())}"><img loading="lazy" alt="" src="page/${one.id}/1?size=thumb"><i>${escape(one.kind)}</i></span>`
      + `<span class="facts"><b title="${name}">${name}</b><small>${escape(one.facts)} ${notes}</small></span></button>`
      + `<span class="row-tools"><button type="button" class="bare" data-act="only" data-document="${one.id}" data-name="${name}" title="${label("only_named")}" aria-label="${label("only_named")}">${icon("M3 4h14l-5.5 6.5V16l-3 1.5v-7z")}</button>`
      + `<button type="button" class="bare" data-act="ask-delete" title="${label("delete_named")}" aria-label="${label("delete_named")}">${icon("M4 6h12M8 6V3.8h4V6M5.5 6l.8 10.5h7.4L14.5 6M8.5 9v4.5M11.5 9v4.5")}</button></span>`
      + `<div class="sure" role="group" aria-label="${label("delete_named")}"><span>${escape(sightline.say("delete_sure"))}</span>`
      + `<button type="button" class="danger" data-act="delete" data-document="${one.id}">${escape(sightline.say("delete"))}</button>`
      + `<button type="button" data-act="keep">${escape(sightline.say("keep"))}</button></div></li>`;
  };
  let drawn = "";
  function draw(fresh) {
    const place = find("#documents");
    if (!place) return;
    if (!documents.length) {
      place.innerHTML = `<div class="nothing"><p>${escape(sightline.say("no_documents"))}</p><small>${escape(sightline.say("no_documents_hint"))}</small></div>`;
      drawn = "";
      return;
    }
    const from = Math.max(0, Math.floor(place.scrollTop / ROW) - 6);
    const to = Math.min(shown.length, Math.ceil((place.scrollTop + place.clientHeight) / ROW) + 6);
    const all = shown.length <= 60;
    const [first, last] = all ? [0, shown.length] : [from, to];
    const key = `${first}.${last}`;
    if (fresh !== true && key === drawn) return;
    drawn = key;
    const n = documents.length.toLocaleString();
    const counted = documents.length === 1 ? sightline.say("documents_one", { n }) : sightline.say("documents_n", { n });
    const heading = shown.length === documents.length ? counted : sightline.say("of_documents", { n: shown.length.toLocaleString(), total: counted });
    const none = shown.length ? "" : `<div class="nothing"><p>${escape(sightline.say("no_match"))}</p></div>`;
    const pad = (n_rows) => (all || n_rows <= 0 ? "" : `<li aria-hidden="true" class="pad" style="height:${n_rows * ROW}px"></li>`);
    const asking = place.querySelector(".asking")?.dataset.document;
    const focused = place.contains(document.activeElement) && document.activeElement.dataset;
    const at = place.scrollTop;
    place.innerHTML = `<h3 class="count" aria-live="polite">${escape(heading)}</h3>${none}<ul class="documents">${pad(first)}${shown.slice(first, last).map(row).join("")}${pad(shown.length - last)}</ul>`;
    place.scrollTop = at;
    if (asking) place.querySelector(`li[data-document="${asking}"]`)?.classList.add("asking");
    if (focused?.act) place.querySelector(`[data-act="${focused.act}"][data-document="${focused.document || ""}"]`)?.focus({ preventScroll: true });
  }
  document.addEventListener("input", (event) => {
    if (event.target.id === "filter") { find("#documents").scrollTop = 0; select(); }
    if (event.target.id === "find-conversation") { sightline.words = event.target.value; sightline.poke(); }
  });
  document.addEventListener("change", (event) => {
    const { id, value } = event.target;
    if (id === "sort") select();
    if (id === "keep-both") sightline.keep("both", event.target.checked ? "1" : "");
    if (id === "collection" && value !== sightline.state.collection) sightline.fresh(value);
    if (id === "language") { sightline.keep("language", value); location.reload(); }
  });
  document.addEventListener("error", (event) => {
    if (event.target.tagName === "IMG") event.target.closest(".leaf-small")?.classList.add("broken");
  }, true);
  window.addEventListener("resize", () => draw(true));

  // sending files
  const queue = [];
  let current = null;
  const sending = () => {
    const place = find("#sending");
    if (!place) return;
    const percent = current ? Math.round((100 * current.loaded) / Math.max(1, current.file.size)) : 0;
    const text = current ? sightline.say("sending", { name: current.name, percent }) : "";
    place.innerHTML = current ? `<div class="ingest sending"><small>${escape(text)}${queue.length ? ` (+${queue.length})` : ""}</small><div class="progress"><i style="width:${percent}%"></i></div></div>` : "";
  };
  const next = () => {
    current = queue.shift() || null;
    sending();
    if (!current) return;
    const { file, name, collection, both } = current;
    const asked = new URLSearchParams({ name, collection, both: both ? "1" : "", language: sightline.state.language });
    const request = new XMLHttpRequest();
    request.open("POST", `api/files?${asked}`);
    request.upload.addEventListener("progress", (event) => { current.loaded = event.loaded; sending(); });
    const failed = (reason) => sightline.toast(sightline.say("sent_none", { name, reason }), null, true);
    request.addEventListener("load", () => {
      if (request.status !== 200) {
        let said = {};
        try { said = JSON.parse(request.responseText); } catch { /* no sentence came with it */ }
        failed([said.message, said.hint].filter(Boolean).join(" ") || `HTTP ${request.status}`);
      }
      sightline.poke();
      next();
    });
    request.addEventListener("error", () => { failed(sightline.say("connection_lost")); next(); });
    request.send(file);
  };
  sightline.send = (files) => {
    const collection = sightline.state.collection;
    const both = Boolean(find("#keep-both")?.checked);
    for (const { file, name } of files) {
      const hidden = name.split("/").some((part) => part.startsWith(".") || part.startsWith("~$"));
      if (!hidden) queue.push({ file, name, collection, both, loaded: 0 });
    }
    if (!current) next();
  };
  window.addEventListener("beforeunload", (event) => { if (current) { event.preventDefault(); event.returnValue = sightline.say("leave_upload"); } });
  document.addEventListener("change", (event) => {
    if (!event.target.matches("#dropzone input, #folder input")) return;
    sightline.send([...event.target.files].map((file) => ({ file, name: file.webkitRelativePath || file.name })));
    event.target.value = "";
  });

  // Drop anywhere: documents into the collection; a picture on the question's box belongs to the question.
  const walk = async (entry, path, found) => {
    if (entry.isFile) {
      const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
      found.push({ file, name: path + entry.name });
      return;
    }
    const reader = entry.createReader();
    for (;;) {
      const part = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
      if (!part.length) return;
      for (const child of part) await walk(child, `${path}${entry.name}/`, found);
    }
  };
  const isForQuestion = (event) => event.target.closest?.("#question");
  let leaving = 0;
  document.addEventListener("dragover", (event) => {
    if (![...(event.dataTransfer?.types || [])].includes("Files") || isForQuestion(event)) return;
    event.preventDefault();
    clearTimeout(leaving);
    document.body.classList.add("dropping");
    leaving = setTimeout(() => document.body.classList.remove("dropping"), 250);
    const hint = find("#drop-hint") || document.body.appendChild(Object.assign(document.createElement("div"), { id: "drop-hint" }));
    hint.textContent = sightline.say("drop_anywhere", { name: sightline.state.collection });
  });
  document.addEventListener("drop", async (event) => {
    if (!event.dataTransfer?.files.length || isForQuestion(event)) return;
    event.preventDefault();
    document.body.classList.remove("dropping");
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    const found = [];
    if (entries.length) for (const entry of entries) await walk(entry, "", found);
    else for (const file of event.dataTransfer.files) found.push({ file, name: file.name });
    sightline.send(found);
  });
})();
