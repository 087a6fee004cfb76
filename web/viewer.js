// The panel at the right: one piece of evidence, or a document with its pages. Opening, turning, enlarging, searching.
(() => {
  const sightline = window.sightline;
  const { find } = sightline;
  const body = document.body.classList;
  const wide = () => window.matchMedia("(min-width: 1000px)").matches;
  let opener = null;
  let zoom = 1;
  let latest = 0;

  const show = () => { body.add("with-evidence"); body.remove("with-documents"); };
  sightline.closePanel = () => {
    body.remove("with-evidence");
    if (opener?.isConnected) opener.focus();
    opener = null;
  };

  // Of several clicks the last one wins, whichever answer comes first.
  const load = async (address) => {
    const mine = ++latest;
    const reply = await fetch(address);
    if (!reply.ok || mine !== latest) return false;
    zoom = 1;
    sightline.put("evidence", await reply.text());
    show();
    const image = find("#evidence .sheet img");
    if (image?.complete && image.naturalWidth) reveal(image);
    return true;
  };
  const spoken = () => `language=${sightline.state.language}`;
  sightline.openEvidence = (turn, index) => load(`api/evidence/${sightline.state.conversation}/${turn}/${index}?${spoken()}`);
  sightline.openDocument = (id, page, words = "") => {
    const asked = new URLSearchParams({ language: sightline.state.language, words });
    return load(`api/document/${id}/${page}?${asked}`);
  };
  // A finished answer opens its best evidence where there is room for it; a refusal has only near misses.
  sightline.openFirst = (article) => {
    const chip = article.querySelector(".chip, .find");
    if (chip && wide()) sightline.openEvidence(chip.dataset.turn, chip.dataset.index);
    // The evidence of an earlier answer beside a refusal would look like its own.
    else if (!chip && !here()) body.remove("with-evidence");
  };

  const here = () => find("#evidence .document");
  const words = () => find("#in-document")?.value || "";
  const turn = (page) => here() && sightline.openDocument(here().dataset.document, page, words());

  Object.assign(sightline.acts, {
    evidence: async (button) => {
      if (!button.dataset.step) opener = button;
      document.querySelectorAll("#talk .current").forEach((old) => old.classList.remove("current"));
      if (!button.dataset.step) button.classList.add("current");
      const step = button.dataset.step;
      await sightline.openEvidence(button.dataset.turn, button.dataset.index);
      if (step) find(`#evidence [data-step="${step}"]`)?.focus();
    },
    "open-document": (button) => {
      opener = button;
      sightline.openDocument(button.dataset.document, button.dataset.page || 1);
    },
    "turn-page": async (button) => {
      const step = button.dataset.step;
      await turn(button.dataset.page);
      if (step) find(`#evidence [data-step="${step}"]`)?.focus();
    },
    close: () => sightline.closePanel(),
    larger: () => enlarge(zoom * 1.3),
    smaller: () => enlarge(zoom / 1.3),
    zoom: () => {
      const image = find("#evidence .sheet img");
      if (!image) return;
      const dialog = document.createElement("dialog");
      dialog.className = "lightbox";
      dialog.append(Object.assign(document.createElement("img"), { src: image.src, alt: image.alt }));
      dialog.addEventListener("click", () => dialog.close());
      dialog.addEventListener("close", () => dialog.remove());
      document.body.append(dialog);
      dialog.showModal();
    },
  });

  // enlarge around a point of the sheet
  const enlarge = (wanted, x = 0.5, y = 0.5) => {
    const sheet = find("#evidence .sheet");
    const leaf = sheet?.querySelector(".leaf");
    if (!leaf) return;
    const before = zoom;
    zoom = Math.min(6, Math.max(1, wanted));
    const left = sheet.scrollLeft + x * sheet.clientWidth;
    const top = sheet.scrollTop + y * sheet.clientHeight;
    leaf.style.width = `${100 * zoom}%`;
    sheet.scrollLeft = left * (zoom / before) - x * sheet.clientWidth;
    sheet.scrollTop = top * (zoom / before) - y * sheet.clientHeight;
  };
  const within = (sheet, x, y) => {
    const box = sheet.getBoundingClientRect();
    return [(x - box.left) / box.width, (y - box.top) / box.height];
  };
  document.addEventListener("wheel", (event) => {
    const sheet = event.target.closest?.("#evidence .sheet");
    // A pinch on a trackpad comes as a wheel with the control key.
    if (!sheet || !event.ctrlKey) return;
    event.preventDefault();
    enlarge(zoom * Math.exp(-event.deltaY / 240), ...within(sheet, event.clientX, event.clientY));
  }, { passive: false });
  let apart = 0;
  const distance = ([a, b]) => Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
  document.addEventListener("touchmove", (event) => {
    const sheet = event.target.closest?.("#evidence .sheet");
    if (!sheet || event.touches.length !== 2) { apart = 0; return; }
    event.preventDefault();
    const now = distance(event.touches);
    const [a, b] = event.touches;
    if (apart) enlarge((zoom * now) / apart, ...within(sheet, (a.clientX + b.clientX) / 2, (a.clientY + b.clientY) / 2));
    apart = now;
  }, { passive: false });
  document.addEventListener("touchend", () => { apart = 0; });

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

  document.addEventListener("change", (event) => { if (event.target.id === "page-number") turn(event.target.value); });
  let typing = 0;
  document.addEventListener("input", (event) => {
    if (event.target.id !== "in-document") return;
    clearTimeout(typing);
    typing = setTimeout(async () => {
      const at = event.target.selectionStart;
      const text = words();
      if (!(await turn(here().dataset.page)) || !find("#in-document")) return;
      const box = find("#in-document");
      if (document.activeElement === document.body) { box.focus(); box.setSelectionRange(at, at); }
      if (text.trim()) find("#evidence .found button")?.classList.add("first");
    }, 250);
  });
})();
