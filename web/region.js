// A box that the person draws on a page: what is in it goes into the question as a picture, with its document as filter.
(() => {
  const sightline = window.sightline;
  const { find } = sightline;
  let drawing = null;

  const stop = () => { document.body.classList.remove("drawing"); find(".region-box")?.remove(); drawing = null; };
  const place = (event, leaf) => {
    const box = leaf.getBoundingClientRect();
    const within = (value) => Math.min(1, Math.max(0, value));
    return [within((event.clientX - box.left) / box.width), within((event.clientY - box.top) / box.height)];
  };
  const span = (a, b) => [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.abs(a[0] - b[0]), Math.abs(a[1] - b[1])];

  sightline.acts.region = () => {
    if (document.body.classList.contains("drawing")) { stop(); return; }
    stop();
    document.body.classList.add("drawing");
    sightline.toast(sightline.say("region_hint"));
  };

  const cut = (image, [x, y, width, height]) => new Promise((resolve) => {
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(8, Math.round(width * image.naturalWidth));
    canvas.height = Math.max(8, Math.round(height * image.naturalHeight));
    canvas.getContext("2d").drawImage(
      image, x * image.naturalWidth, y * image.naturalHeight, canvas.width, canvas.height, 0, 0, canvas.width, canvas.height,
    );
    canvas.toBlob(resolve, "image/png");
  });
  const intoQuestion = async (image, box) => {
    const data = new DataTransfer();
    data.items.add(new File([await cut(image, box)], "region.png", { type: "image/png" }));
    const input = find("#question input[type=file]");
    input.files = data.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const offer = (box, leaf, made) => {
    const image = leaf.querySelector("img");
    const bar = document.createElement("div");
    bar.className = "region-bar";
    const button = (key, click) => {
      const one = Object.assign(document.createElement("button"), { type: "button", textContent: sightline.say(key) });
      one.addEventListener("click", async () => { await intoQuestion(image, box); click(); stop(); find("#question textarea").focus(); });
      bar.append(one);
      return one;
    };
    const panel = find("#evidence .document");
    button("region_ask", () => {
      const { document: id, name } = find("#evidence [data-act=only]").dataset;
      if (panel && !sightline.state.only.some((one) => one.id === id)) sightline.state.only = [...sightline.state.only, { id, name }];
      find("#mode input")?.click();
      sightline.chips();
    }).focus();
    button("region_find", () => { document.querySelectorAll("#mode input")[1]?.click(); });
    made.append(bar);
  };

  document.addEventListener("pointerdown", (event) => {
    const leaf = event.target.closest?.("#evidence .leaf");
    if (!leaf || !document.body.classList.contains("drawing") || event.target.closest(".region-bar")) return;
    event.preventDefault();
    find(".region-box")?.remove();
    const made = Object.assign(document.createElement("div"), { className: "region-box" });
    leaf.append(made);
    drawing = { leaf, made, from: place(event, leaf), box: [0, 0, 0, 0] };
  });
  document.addEventListener("pointermove", (event) => {
    if (!drawing || drawing.done) return;
    drawing.box = span(drawing.from, place(event, drawing.leaf));
    const [x, y, width, height] = drawing.box.map((value) => `${100 * value}%`);
    Object.assign(drawing.made.style, { left: x, top: y, width, height });
  });
  document.addEventListener("pointerup", () => {
    if (!drawing || drawing.done) return;
    const { box, leaf, made } = drawing;
    drawing.done = true;
    if (box[2] < 0.01 || box[3] < 0.01) { made.remove(); drawing = null; } else offer(box, leaf, made);
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") stop(); });
})();
