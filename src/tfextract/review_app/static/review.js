// Keys, and the page beside its facts. Without this file every button and form works by itself.
"use strict";

(() => {
  const at = (selector, within = document) => within.querySelector(selector);
  const list = at("#facts");
  const told = at("#told");
  const done = []; // Facts that were decided here, the last one last.
  let current = null;
  let drawing = null;

  const items = () => (list ? [...list.children] : []);
  const boxOf = (id) => document.getElementById(`box-${id}`);
  const isOpen = (item) => item.dataset.state === "undecided" && item.dataset.edit;

  function tell(words, wrong = false) {
    told.textContent = words;
    told.classList.toggle("wrong", wrong);
    clearTimeout(tell.timer);
    tell.timer = setTimeout(() => { told.textContent = ""; }, wrong ? 12000 : 5000);
  }

  function choose(item, { scroll = true, name = true } = {}) {
    if (!item) return;
    if (current) {
      document.getElementById(`fact-${current}`)?.classList.remove("current");
      document.getElementById(`fact-${current}`)?.removeAttribute("aria-current");
      boxOf(current)?.classList.remove("current");
    }
    current = item.dataset.fact;
    item.classList.add("current");
    item.setAttribute("aria-current", "true");
    item.tabIndex = -1; // So that Tab goes on from here, and a screen reader says it.
    if (!document.activeElement?.closest(".editing, .find")) item.focus({ preventScroll: true });
    const box = boxOf(current);
    if (box) {
      box.classList.add("current");
      box.parentNode.insertBefore(box, at("#drawn")); // Above the frames it lies among.
    }
    if (name) history.replaceState(null, "", `#fact-${current}`);
    if (scroll) {
      item.scrollIntoView({ block: "nearest" });
      box?.scrollIntoView({ block: "center", inline: "nearest" });
      if (matchMedia("(max-width: 60rem)").matches) item.scrollIntoView({ block: "nearest" });
    }
  }

  function step(by) {
    const all = items();
    const now = all.findIndex((item) => item.dataset.fact === current);
    choose(all[Math.min(Math.max(now + by, 0), all.length - 1)]);
  }

  function onward(from) {
    const all = items();
    const now = all.indexOf(from);
    const next = [...all.slice(now + 1), ...all.slice(0, now)].find(isOpen);
    if (next) { choose(next); return; }
    choose(from);
    const more = at("#more");
    const page = at("#following");
    tell(more ? "Decided as far as they are listed: press n for more facts of this page."
      : page ? `All facts of this page are decided: press n for page ${page.dataset.page}.`
        : "All facts of this document are decided: publish them, or go back to the documents.");
  }

  async function send(form, name, value, action = form.action) {
    const fields = new URLSearchParams(new FormData(form));
    if (name) fields.set(name, value);
    const answer = await fetch(action, { method: "POST", body: fields, headers: { "x-part": "1" } });
    return { good: answer.ok, status: answer.status, text: await answer.text(), html: (answer.headers.get("content-type") || "").includes("html") };
  }

  function take(text) {
    const made = document.createElement("template");
    made.innerHTML = text;
    const item = at("li", made.content);
    const now = at("#now", made.content);
    const old = document.getElementById(item.id);
    const left = at("#left");
    const before = isOpen(old) ? 1 : 0;
    old.replaceWith(item);
    const box = boxOf(item.dataset.fact);
    if (box) box.setAttribute("class", `box ${item.classList[1]} ${item.dataset.state}`);
    const open = Number(left.dataset.left) - before + (isOpen(item) ? 1 : 0);
    left.dataset.left = open;
    left.textContent = "";
    if (open) left.append(Object.assign(document.createElement("b"), { textContent: open }), " to review");
    else left.textContent = "All reviewed";
    const waits = at("#waits");
    waits.textContent = now.dataset.waits;
    waits.hidden = now.dataset.waits === "0";
    return { item, mark: now.dataset.mark, word: now.dataset.word };
  }

  // One after the other: who types fast means the fact that comes up next.
  let queue = Promise.resolve();
  const inTurn = (act) => { queue = queue.then(act).catch((error) => tell(String(error), true)); };

  async function decide(act, id) {
    let answer;
    try { answer = await send(at("#verdict"), act, id); } catch { tell("The application does not answer: was it stopped?", true); return; }
    if (!answer.good) { tell(answer.text, true); return; }
    const { item, mark, word } = take(answer.text);
    if (act === "undo") {
      done.splice(done.lastIndexOf(id), done.includes(id) ? 1 : 0);
      choose(item);
      tell(`The verdict on ${mark} is taken back.`);
    } else {
      done.push(id);
      tell(`${mark} ${word}. u takes it back.`);
      onward(item);
    }
  }

  async function openForm(item) {
    if (!item?.dataset.edit || item.dataset.state === "rejected") return;
    if (at(".editing", item)) { at(".editing input, .editing select, .editing textarea", item).focus(); return; }
    const answer = await fetch(item.dataset.edit, { headers: { "x-part": "1" } });
    const text = await answer.text();
    if (!answer.ok) { tell(text, true); return; }
    item.insertAdjacentHTML("beforeend", text);
    const field = at(".editing :is(input:not([type=hidden]), select, textarea)", item);
    field.focus();
    field.select?.();
    at(".editing", item).scrollIntoView({ block: "nearest" });
  }

  function closeForm(item) {
    at(".editing", item)?.remove();
    item.focus?.();
  }

  async function save(form, button) {
    const item = form.closest("li");
    let answer;
    try { answer = await send(form, button?.name, button?.value, button?.getAttribute("formaction") || undefined); } catch { tell("The application does not answer: was it stopped?", true); return; }
    if (answer.status === 422) {
      form.outerHTML = answer.text;
      at(".editing [role=alert]", item)?.scrollIntoView({ block: "nearest" });
      return;
    }
    if (!answer.good) { tell(answer.text, true); return; }
    const { item: made, mark, word } = take(answer.text);
    done.push(made.dataset.fact);
    tell(`${mark} ${word}. u takes it back.`);
    onward(made);
  }

  // A box around what was missed.
  const svg = at("#boxes");
  const point = (event) => new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());

  function draw(on) {
    if (!svg) return;
    at(".sheet").classList.toggle("drawing", on);
    if (on) tell("Draw a box around the words of the fact. Esc stops.");
    else { drawing = null; at("#drawn").setAttribute("width", 0); }
  }

  svg?.addEventListener("pointerdown", (event) => {
    if (!at(".sheet").classList.contains("drawing")) return;
    event.preventDefault();
    drawing = point(event);
    svg.setPointerCapture(event.pointerId);
  });
  svg?.addEventListener("pointermove", (event) => {
    if (!drawing) return;
    const now = point(event);
    const drawn = at("#drawn");
    drawn.setAttribute("x", Math.min(drawing.x, now.x));
    drawn.setAttribute("y", Math.min(drawing.y, now.y));
    drawn.setAttribute("width", Math.abs(now.x - drawing.x));
    drawn.setAttribute("height", Math.abs(now.y - drawing.y));
  });
  svg?.addEventListener("pointerup", (event) => {
    if (!drawing) return;
    const now = point(event);
    const from = drawing;
    drawing = null;
    if (Math.abs(now.x - from.x) < 4 || Math.abs(now.y - from.y) < 4) return;
    const box = { x0: from.x, top: from.y, x1: now.x, bottom: now.y };
    const said = new URLSearchParams(Object.entries(box).map(([name, side]) => [name, side.toFixed(1)]));
    location.assign(`${svg.dataset.add}?${said}`);
  });

  const sizes = ["", "larger", "largest"];
  function resize(by) {
    const paper = at(".paper");
    if (!paper) return;
    const now = Math.max(sizes.indexOf(paper.classList[1] ?? ""), 0);
    const next = by ? Math.min(Math.max(now + by, 0), 2) : (now + 1) % 3;
    paper.className = `paper ${sizes[next]}`.trim();
    try { sessionStorage.setItem("size", sizes[next]); } catch { /* It is kept for this page alone. */ }
    if (current) boxOf(current)?.scrollIntoView({ block: "center", inline: "center" });
  }
  const zoom = at("#zoom");
  if (zoom) {
    zoom.hidden = false;
    zoom.addEventListener("click", () => resize(0));
    const kept = sessionStorage.getItem("size");
    if (kept && sizes.includes(kept)) at(".paper").className = `paper ${kept}`;
  }

  const selected = () => {
    const chosen = getSelection();
    const text = at("#text");
    return text && chosen.rangeCount && text.contains(chosen.anchorNode) ? chosen.toString().trim() : "";
  };
  const addSelected = () => {
    const words = selected();
    if (words) location.assign(`${svg.dataset.add}?${new URLSearchParams({ text: words.slice(0, 1500) })}`);
    else tell("Select words in the text of the page first.");
  };
  document.addEventListener("selectionchange", () => { const button = at("#take"); if (button) button.disabled = !selected(); });
  at("#take")?.addEventListener("click", addSelected);
  at("#draw")?.addEventListener("click", (event) => { event.preventDefault(); draw(true); });

  svg?.addEventListener("click", (event) => {
    const box = event.target.closest("a.box");
    if (!box) return;
    event.preventDefault();
    choose(document.getElementById(`fact-${box.id.slice(4)}`));
  });
  list?.addEventListener("click", (event) => {
    const item = event.target.closest("li.fact");
    if (!item) return;
    if (event.target.closest("a.edit")) { event.preventDefault(); choose(item, { scroll: false }); openForm(item); return; }
    if (event.target.closest(".cancel")) { event.preventDefault(); closeForm(item); return; }
    if (event.target.closest("a.mark")) event.preventDefault();
    if (!event.target.closest("button, form")) choose(item);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.id === "verdict" && event.submitter && list?.contains(event.submitter)) {
      event.preventDefault();
      const { name, value } = event.submitter;
      inTurn(() => decide(name, value));
    } else if (form.matches("#facts .editing")) {
      event.preventDefault();
      const button = event.submitter;
      inTurn(() => save(form, button));
    }
  });
  document.documentElement.classList.add("scripted");
  at(".tools .filters")?.addEventListener("change", (event) => event.currentTarget.submit());

  const follow = (id) => at(id)?.click();
  const here = () => current && document.getElementById(`fact-${current}`);
  function decideHere(act) {
    const item = here();
    if (!item?.dataset.edit) return undefined;
    return isOpen(item) ? decide(act, current) : tell("This fact is decided: take the verdict back first (u, or its button).");
  }
  const keys = {
    j: () => step(1),
    k: () => step(-1),
    a: () => decideHere("accept"),
    r: () => decideHere("reject"),
    e: () => openForm(here()),
    u: () => {
      const id = done.at(-1) ?? (here()?.dataset.undo !== undefined ? current : null);
      if (id) return decide("undo", id);
      return tell("There is no verdict to take back.");
    },
    n: () => (at("#more") && !items().some(isOpen) ? follow("#more") : follow("#following")),
    "]": () => follow("#later"),
    "[": () => follow("#earlier"),
    d: () => draw(true),
    s: addSelected,
    "+": () => resize(1),
    "=": () => resize(1),
    "-": () => resize(-1),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.closest("input:not([type=checkbox], [type=radio]), select, textarea");
    if (event.key === "Escape") {
      draw(false);
      const form = event.target.closest(".editing");
      if (form && list) closeForm(form.closest("li"));
      else if (typing) typing.blur();
      return;
    }
    if (typing) return;
    if (event.key === "/") { event.preventDefault(); at("#q").focus(); at("#q").select(); return; }
    if (event.key === "?") { location.assign("/help"); return; }
    if (list || svg) {
      const act = keys[event.key];
      if (act) { event.preventDefault(); inTurn(act); }
    }
  });

  if (list) {
    const named = location.hash.startsWith("#fact-") && document.getElementById(location.hash.slice(1));
    const first = named || items().find(isOpen) || items()[0];
    // A page whose address names a fact before it is loaded is scrolled to it when it is.
    choose(first, { name: false });
  }
  // The picture that will be asked for next is made ahead.
  const asker = at("[data-next]");
  if (asker) {
    const ahead = () => { new Image().src = asker.dataset.next; };
    if (asker.complete === false) asker.addEventListener("load", ahead, { once: true }); else ahead();
  }
})();
