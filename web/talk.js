// The conversation: turns as they grow, and the box that asks. A turn is drawn again only when something came of it.
(() => {
  const sightline = window.sightline;
  const { find } = sightline;
  let lastTurn = 0;
  let first = true;
  // Whether this tab has asked something whose answer has not come.
  let expected = false;

  const place = () => {
    const at = find("#talk .place");
    if (!at.querySelector(".turns")) {
      at.innerHTML = '<div id="before"></div><div class="turns"></div><p class="hidden" role="status" id="heard"></p>';
    }
    return at;
  };

  sightline.on.welcome = (html) => { place(); find("#before").innerHTML = html; };

  const draw = (old, turn) => {
    const holder = document.createElement("template");
    holder.innerHTML = turn.html;
    const made = holder.content.firstElementChild;
    const active = old?.contains(document.activeElement) ? document.activeElement : null;
    const open = old?.querySelector(".current");
    if (old) {
      const alike = (from) => from && [...made.querySelectorAll(`[data-act="${from.dataset.act}"]`)]
        .find((one) => one.className.split(" ")[0] === from.className.split(" ")[0]
          && one.dataset.index === from.dataset.index && one.dataset.vote === from.dataset.vote);
      alike(open)?.classList.add("current");
      const strip = old.querySelector(".strip");
      old.replaceWith(made);
      if (strip) { const now = made.querySelector(".strip"); if (now) now.scrollLeft = strip.scrollLeft; }
      if (active) (alike(active) || find("#question textarea")).focus();
    }
    return made;
  };

  sightline.on.turns = (order, fresh) => {
    const turns = place().querySelector(".turns");
    const wanted = new Set(order.map(String));
    for (const old of [...turns.children]) if (!wanted.has(old.dataset.number)) old.remove();
    for (const number of order) {
      const turn = fresh[number];
      if (!turn) continue;
      const old = turns.querySelector(`[data-number="${number}"]`);
      const made = draw(old, turn);
      if (!old) {
        const after = [...turns.children].find((one) => Number(one.dataset.number) > number);
        turns.insertBefore(made, after || null);
      }
      if (expected && made.classList.contains("done") && number === order[order.length - 1]) {
        expected = false;
        find("#heard").textContent = sightline.say("answer_ready");
        sightline.openFirst?.(made);
      }
    }
    if (order.length) find("#before").innerHTML = "";
    const latest = order.length ? order[order.length - 1] : 0;
    const article = latest && turns.querySelector(`[data-number="${latest}"]`);
    if (article && latest > lastTurn) {
      article.scrollIntoView({ block: "start", behavior: first || !lastTurn ? "auto" : "smooth" });
      document.body.classList.remove("with-documents");
    }
    lastTurn = latest;
    first = false;
  };

  sightline.on.moved = (collection) => {
    lastTurn = 0;
    first = true;
    place().querySelector(".turns").replaceChildren();
    sightline.closePanel?.();
    sightline.chips();
    if (collection) sightline.drawCollections?.();
  };

  // A question is taken from the box the moment the key is pressed, and the box is emptied then: Gradio looks into it some
  // time later, when quick hands have typed the next one. A question with a picture goes Gradio's own way.
  const write = (text) => {
    const box = find("#question textarea");
    box.value = text;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    return box;
  };
  const expect = () => {
    expected = true;
    find("#heard").textContent = "";
    setTimeout(sightline.poke, 60);
  };
  sightline.asked = (values) => {
    const text = values[1]?.text || "";
    const { value } = find("#question textarea");
    // What was typed since the key was pressed is no part of the question.
    if (value.startsWith(text)) write(value.slice(text.length));
    expect();
    return [sightline.where(), ...values.slice(1)];
  };
  sightline.askNow = (text) => {
    window.sightlineAsk({ text });
    expect();
  };
  const hasPicture = () => Boolean(find("#question .thumbnail-item, #question .thumbnail-small, #question img"));
  const take = (event) => {
    if (hasPicture()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const text = find("#question textarea").value;
    write("");
    sightline.askNow(text);
  };
  document.addEventListener("keydown", (event) => {
    // A key that chooses a character of an input method is not for us.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    if (event.target.matches?.("#question textarea")) take(event);
  }, true);
  document.addEventListener("click", (event) => { if (event.target.closest?.("#question .submit-button")) take(event); }, true);
  sightline.compose = (text) => { const box = write(text); box.focus(); box.setSelectionRange(text.length, text.length); };

  // Active filters stand as chips above the question.
  const checked = (id) => [...document.querySelectorAll(`#${id} input[type=checkbox]:checked`)]
    .map((input) => ({ name: input.closest("label").textContent.trim(), off: () => input.click() }));
  sightline.chips = () => {
    const box = find("#filter-chips");
    if (!box) return;
    const only = sightline.state.only.map((one) => ({
      name: one.name,
      off: () => { sightline.state.only = sightline.state.only.filter((other) => other.id !== one.id); sightline.chips(); },
    }));
    const pages = find("#pages input, #pages textarea");
    const written = pages?.value.trim() ? [{
      name: sightline.say("pages_chip", { pages: pages.value.trim() }),
      off: () => { pages.value = ""; pages.dispatchEvent(new Event("input", { bubbles: true })); sightline.chips(); },
    }] : [];
    box.replaceChildren(...[...only, ...checked("kinds"), ...checked("types"), ...written].map(({ name, off }) => {
      const chip = document.createElement("button");
      chip.type = "button";
      chip.className = "filter-chip";
      chip.setAttribute("aria-label", sightline.say("remove_filter", { name }));
      chip.append(Object.assign(document.createElement("span"), { textContent: name }), "×");
      chip.addEventListener("click", off);
      return chip;
    }));
  };
  document.addEventListener("input", (event) => { if (event.target.closest("#options")) setTimeout(sightline.chips, 30); });
  document.addEventListener("change", (event) => { if (event.target.closest("#options")) setTimeout(sightline.chips, 30); });
  document.addEventListener("click", (event) => { if (event.target.closest("#options")) setTimeout(sightline.chips, 60); });
})();
