// What happens in the browser only: panels, copying, enlarging, asking back. Everything else goes to Python through a
// bridge: a hidden component whose `trigger` starts an event there with the data attributes of what was clicked.
(() => {
  const bridges = (window.sightline = window.sightline || {});
  const body = document.body.classList;
  const wide = () => window.matchMedia("(min-width: 1000px)").matches;
  const find = (selector) => document.querySelector(selector);
  let opener = null;

  const showEvidence = () => { body.add("with-evidence"); body.remove("with-documents"); };
  const hideEvidence = () => {
    body.remove("with-evidence");
    if (opener && opener.isConnected) opener.focus();
  };

  const zoom = () => {
    const image = find("#evidence .sheet img");
    if (!image) return;
    const dialog = document.createElement("dialog");
    dialog.className = "lightbox";
    const large = document.createElement("img");
    large.src = image.src;
    large.alt = image.alt;
    dialog.append(large);
    dialog.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  };

  const copyAnswer = async (button) => {
    const answer = button.closest(".reply").querySelector(".prose-answer, .refusal").cloneNode(true);
    answer.querySelectorAll(".chip").forEach((chip) => { chip.textContent = `[${chip.textContent}]`; });
    await navigator.clipboard.writeText(answer.textContent.trim());
    const label = button.querySelector("span");
    const before = label.textContent;
    label.textContent = button.dataset.done;
    setTimeout(() => { label.textContent = before; }, 1500);
  };

  const here = {
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
    "clear-report": (button) => { button.closest(".ingest").hidden = true; },
    pick: () => {
      if (!wide()) body.add("with-documents");
      const input = find("#dropzone input[type=file]");
      if (input) input.click();
    },
    "show-documents": () => { body.toggle("with-documents"); body.remove("with-evidence"); },
    "show-chat": () => { body.remove("with-documents"); body.remove("with-evidence"); },
    theme: () => document.body.classList.toggle("dark"),
    zoom,
    close: hideEvidence,
    copy: copyAnswer,
  };

  const closeOptions = () => find("#options > button.open")?.click();
  document.addEventListener("pointerdown", (event) => {
    if (event.target.closest("#talk, #library, #side, #header")) closeOptions();
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-act]");
    if (!button || button.disabled) return;
    const act = button.dataset.act;
    if (here[act]) return void here[act](button);
    if (act === "evidence") {
      if (!button.dataset.step) opener = button;
      document.querySelectorAll("#talk .current").forEach((old) => old.classList.remove("current"));
      button.classList.add("current");
      showEvidence();
    }
    if (act === "delete") button.disabled = true;
    if (act === "samples") button.disabled = true;
    if (bridges[act]) bridges[act]({ ...button.dataset });
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !find("dialog[open]")) {
      closeOptions();
      if (body.contains("with-evidence")) hideEvidence();
      body.remove("with-documents");
    }
    const typing = event.target.closest("input, textarea, [contenteditable]");
    if (typing || !body.contains("with-evidence") || event.altKey || event.ctrlKey || event.metaKey) return;
    const step = { ArrowLeft: "previous", ArrowRight: "next" }[event.key];
    if (step) find(`#evidence [data-step="${step}"]`)?.click();
  });

  // The place that matters is brought into view when its page has loaded.
  const reveal = (image) => {
    const sheet = image.closest(".sheet");
    if (!sheet) return;
    sheet.classList.remove("broken");
    sheet.scrollTop = Math.max(0, Number(sheet.dataset.top) * image.offsetHeight - sheet.clientHeight / 3);
  };
  document.addEventListener("load", (event) => {
    if (event.target.tagName === "IMG") { event.target.classList.add("loaded"); reveal(event.target); }
  }, true);
  document.addEventListener("error", (event) => {
    if (event.target.tagName === "IMG") event.target.closest(".sheet, .thumb")?.classList.add("broken");
  }, true);

  // A new question is scrolled to the top, where its answer is read; a finished answer opens its evidence where there is
  // room for it.
  let lastTurn = 0;
  let lastKey = "";
  const watch = () => {
    const turns = document.querySelectorAll("#talk .turn");
    const turn = turns[turns.length - 1];
    const number = turn ? Number(turn.dataset.number) : 0;
    if (number > lastTurn) {
      turn.scrollIntoView({ block: "start", behavior: lastTurn ? "smooth" : "auto" });
      body.remove("with-documents");
    }
    lastTurn = number;
    const evidence = find("#evidence .evidence");
    const key = evidence ? evidence.dataset.key : "";
    if (key !== lastKey) {
      if (!key) body.remove("with-evidence");
      else if (wide()) showEvidence();
      const image = find("#evidence .sheet img");
      if (image && image.complete && image.naturalWidth) reveal(image);
    }
    lastKey = key;
  };
  let waiting = false;
  new MutationObserver(() => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; watch(); });
  }).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-key"] });

  window.sightlineSave = (text) => {
    if (!text) return;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/markdown" }));
    link.download = "sightline-conversation.md";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };
})();
