// What a click and a key do. What the browser does by itself is here and in the files beside this one; everything else
// goes to Python as an act with the data attributes of what was clicked.
(() => {
  const sightline = window.sightline;
  const { find } = sightline;
  const body = document.body.classList;
  const wide = () => window.matchMedia("(min-width: 1000px)").matches;

  const copyAnswer = async (button) => {
    const answer = button.closest(".reply").querySelector(".prose-answer, .refusal").cloneNode(true);
    answer.querySelectorAll(".chip").forEach((chip) => { chip.textContent = `[${chip.textContent}]`; });
    await navigator.clipboard.writeText(answer.textContent.trim());
    const label = button.querySelector("span");
    const before = label.textContent;
    label.textContent = button.dataset.done;
    setTimeout(() => { label.textContent = before; }, 1500);
  };
  const save = (conversation) => {
    const link = document.createElement("a");
    link.href = `api/export/${conversation}?language=${sightline.state.language}`;
    link.download = "";
    link.click();
  };
  const named = async (title, value, act, more = {}) => {
    const name = await sightline.prompt({ title: sightline.say(title), value, yes: sightline.say("save") });
    return name === null || name === value ? null : sightline.act(act, { name, ...more });
  };

  Object.assign(sightline.acts, {
    "ask-delete": (button) => {
      const row = button.closest("li");
      row.classList.add("asking");
      row.querySelector('[data-act="keep"]').focus();
    },
    keep: (button) => {
      const row = button.closest("li");
      row.classList.remove("asking");
      row.querySelector('[data-act="ask-delete"]').focus();
    },
    pick: () => {
      if (!wide()) body.add("with-documents");
      sightline.acts.tab(find("#for-documents"));
      find("#dropzone input[type=file]")?.click();
    },
    "show-documents": () => { body.toggle("with-documents"); body.remove("with-evidence"); },
    "show-chat": () => { body.remove("with-documents"); body.remove("with-evidence"); },
    theme: () => {
      document.body.classList.toggle("dark");
      sightline.keep("theme", document.body.classList.contains("dark") ? "dark" : "light");
    },
    models: async () => {
      const reply = await fetch(`api/models?language=${sightline.state.language}`);
      const dialog = Object.assign(document.createElement("dialog"), { className: "models", innerHTML: await reply.text() });
      dialog.addEventListener("close", () => dialog.remove());
      document.body.append(dialog);
      dialog.showModal();
    },
    "close-dialog": (button) => button.closest("dialog").close(),
    "test-model": async (button) => {
      button.disabled = true;
      find("#tested").textContent = "…";
      const said = await sightline.act("test-model");
      if (button.isConnected) { button.disabled = false; find("#tested").textContent = said ? said.tested : ""; }
    },
    tab: (button) => {
      for (const name of ["documents", "conversations"]) {
        find(`#tab-${name}`).hidden = name !== button.dataset.tab;
        find(`#for-${name}`).setAttribute("aria-selected", String(name === button.dataset.tab));
      }
      window.dispatchEvent(new Event("resize"));
    },
    copy: copyAnswer,
    example: (button) => sightline.askNow(button.dataset.text),
    choose: (button) => sightline.askNow(button.dataset.text),
    edit: (button) => sightline.compose(button.dataset.text),
    only: (button) => {
      const { document: id, name } = button.dataset;
      const { state } = sightline;
      if (!state.only.some((one) => one.id === id)) state.only = [...state.only, { id, name }];
      sightline.chips();
      if (!wide()) { body.remove("with-documents"); body.remove("with-evidence"); }
      find("#question textarea").focus();
    },
    "new-conversation": () => {
      sightline.fresh();
      body.remove("with-documents");
      find("#question textarea").focus();
    },
    "open-conversation": (button) => {
      sightline.go({ conversation: button.dataset.conversation, collection: button.dataset.collection });
      body.remove("with-documents");
    },
    "rename-conversation": (button) => {
      const { conversation, title } = button.dataset;
      return named("name_conversation", title, "rename-conversation", { conversation });
    },
    "export-conversation": (button) => save(button.dataset.conversation),
    export: () => (find("#talk .turn") ? save(sightline.state.conversation) : sightline.toast(sightline.say("nothing_to_export"))),
    "delete-conversation": async (button) => {
      const { conversation } = button.dataset;
      await sightline.act("delete-conversation", { conversation });
    },
    "new-collection": async () => {
      const said = await named("name_new_collection", "", "new-collection");
      if (said) sightline.fresh(said.collection);
    },
    "rename-collection": async () => {
      const said = await named("name_collection", sightline.state.collection, "rename-collection");
      if (said) sightline.go({ collection: said.collection, push: false });
    },
    "delete-collection": async () => {
      const name = sightline.state.collection;
      const from = sightline.state.conversation;
      const sure = await sightline.prompt({
        title: sightline.say("delete_collection_sure", { name }), yes: sightline.say("delete"),
      });
      if (!sure) return;
      const said = await sightline.act("delete-collection");
      if (!said) return;
      said.from = from;
      sightline.fresh(said.collection);
    },
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-act]");
    if (!button || button.disabled) return;
    if (button.tagName === "A") event.preventDefault();
    const { act } = button.dataset;
    if (sightline.acts[act]) return void sightline.acts[act](button);
    if (act === "delete" || act === "samples") button.disabled = true;
    sightline.act(act, { ...button.dataset }).then(() => { if (button.isConnected) button.disabled = false; });
  });

  const closeOptions = () => find("#options > button.open")?.click();
  document.addEventListener("pointerdown", (event) => {
    if (event.target.closest("#talk, #left, #side, #header")) closeOptions();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !find("dialog[open]")) {
      closeOptions();
      if (body.contains("with-evidence")) sightline.closePanel();
      body.remove("with-documents");
    }
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (typing || !body.contains("with-evidence") || event.altKey || event.ctrlKey || event.metaKey) return;
    const step = { ArrowLeft: "previous", ArrowRight: "next", PageUp: "previous", PageDown: "next" }[event.key];
    if (step) find(`#evidence [data-step="${step}"]`)?.click();
  });
  // Arrow keys go from one tab of the left column to the other, as screen readers say.
  document.addEventListener("keydown", (event) => {
    if (!["ArrowLeft", "ArrowRight"].includes(event.key) || event.target.getAttribute?.("role") !== "tab") return;
    const other = event.target.nextElementSibling || event.target.previousElementSibling;
    other.focus();
    other.click();
  });
})();
