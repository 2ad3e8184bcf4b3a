// Photos go in pieces, two files at a time. What the network breaks goes on from where the server says it stands; a file
// that was sent before is recognized by its hash. However many are chosen, a few have a row; all are counted. Words stand in
// the element's data attributes.

import { Refusal, SignedOut, ask, hash, network, redraw } from "./sending.js";

const TOGETHER = 2;
const TRIES = 8;
/** Rows of those that wait, of those that failed, and of those that just arrived. */
const WAITING = 6;
const FAILED = 10;
const DONE = 4;
/** Bytes of a piece at least: on a weak network large ones would never arrive in time. */
const SMALLEST = 32 << 10;

customElements.define("photo-upload", class extends HTMLElement {
  connectedCallback() {
    if (this.items) return;
    this.items = [];
    this.running = 0;
    this.fresh = false;
    this.counts = { done: 0, there: 0 };
    this.list = this.querySelector(".uploads");
    for (const part of ["note", "sum", "rest", "acts", "status"]) this[part] = this.querySelector(`[data-${part}]`);
    this.acts.querySelector("[data-again-all]").addEventListener("click", () => this.again(this.of("failed").filter((item) => !item.isFinal)));
    this.acts.querySelector("[data-drop-all]").addEventListener("click", () => this.drop(...this.of("failed")));
    const input = this.querySelector("input[type=file]");
    // A button in the page's language; a browser's own speaks the browser's.
    for (const plain of this.querySelectorAll("[data-plain]")) plain.remove();
    this.querySelector("[data-pick]").hidden = false;
    input.classList.add("vh");
    input.addEventListener("change", () => {
      this.add([...input.files]);
      input.value = "";
    });
    this.leave = (event) => { if (this.running) event.preventDefault(); };
    addEventListener("beforeunload", this.leave);
  }

  disconnectedCallback() {
    removeEventListener("beforeunload", this.leave);
  }

  /** Files to send; more than may be at once are left out, and it says how many. */
  add(files) {
    const open = this.items.filter((item) => item.state !== "done").length;
    if (open === 0) this.counts = { done: 0, there: 0 };
    const room = Math.max(0, Number(this.dataset.max) - open);
    const left = files.length - Math.min(files.length, room);
    this.tell(left ? this.dataset.many.replace("{n}", left) : "");
    const stage = document.querySelector("[name=stage]:checked")?.value ?? "other";
    for (const file of files.slice(0, room)) this.items.push({ file, stage, state: "waiting", word: this.dataset.waiting });
    this.pump();
    this.show();
  }

  tell(word) {
    this.note.hidden = !word;
    this.note.querySelector("span").textContent = word;
  }

  of(state, hasRow = false) {
    return this.items.filter((item) => item.state === state && (!hasRow || item.row));
  }

  /** Rows for those under way, some of those that failed and some of those that wait; all of them in the sum. */
  show() {
    for (const item of this.of("failed", true).slice(FAILED)) this.undraw(item);
    for (const item of this.of("done", true).slice(0, -DONE)) this.undraw(item);
    for (const item of this.of("running")) this.draw(item);
    for (const item of this.of("failed").slice(0, FAILED)) this.draw(item);
    for (const item of this.of("waiting").slice(0, WAITING)) this.draw(item);
    for (const item of this.of("waiting", true).slice(WAITING)) this.undraw(item);
    this.list.hidden = !this.items.some((item) => item.row);
    this.count();
  }

  /** What became of how many, once there are more than can be seen at a glance; why those were refused that have no row. */
  count() {
    const failed = this.of("failed");
    const numbers = [
      [this.dataset.done, this.counts.done], [this.dataset.there, this.counts.there],
      [this.dataset.waiting, this.of("waiting").length + this.of("running").length], [this.dataset.refused, failed.length],
    ];
    const all = numbers.reduce((sum, [, n]) => sum + n, 0);
    this.sum.hidden = all <= WAITING;
    this.sum.textContent = numbers.filter(([, n]) => n).map(([word, n]) => `${word}: ${n}`).join(" · ");
    const hidden = failed.filter((item) => !item.row);
    const why = Map.groupBy?.(hidden, (item) => item.word) ?? new Map([[this.dataset.refused, hidden]]);
    this.rest.hidden = hidden.length === 0;
    this.rest.replaceChildren(...[...why].filter(([, items]) => items.length).map(([word, items]) => Object.assign(document.createElement("li"), { textContent: `${word} × ${items.length}` })));
    this.acts.hidden = failed.length < 2;
    this.acts.querySelector("[data-again-all]").hidden = failed.every((item) => item.isFinal);
  }

  draw(item) {
    if (item.row) return;
    const row = this.querySelector("template").content.firstElementChild.cloneNode(true);
    item.row = row;
    row.querySelector("b").textContent = item.file.name;
    row.querySelector("progress").setAttribute("aria-label", item.file.name);
    row.querySelector("[data-drop]").setAttribute("aria-label", `${this.dataset.remove}: ${item.file.name}`);
    if (item.file.type.startsWith("image/") && !item.isFinal) {
      item.url = URL.createObjectURL(item.file);
      const thumb = Object.assign(new Image(48, 48), { className: "thumb", alt: "", src: item.url });
      thumb.addEventListener("error", () => thumb.remove());
      row.prepend(thumb);
    }
    row.querySelector("[data-again]").addEventListener("click", () => this.again([item]));
    row.querySelector("[data-drop]").addEventListener("click", () => this.drop(item));
    this.say(item, item.word, item.progress);
    this.list.append(row);
  }

  undraw(item) {
    if (!item.row) return;
    if (item.url) URL.revokeObjectURL(item.url);
    item.row.remove();
    item.row = item.url = null;
  }

  say(item, word, progress = item.progress) {
    Object.assign(item, { word, progress });
    if (!item.row) return;
    item.row.dataset.state = item.state;
    item.row.querySelector("[data-word]").textContent = word;
    item.row.querySelector("[data-again]").hidden = item.state !== "failed" || item.isFinal;
    if (progress !== undefined) item.row.querySelector("progress").value = progress;
  }

  again(items) {
    for (const item of items) {
      item.state = "waiting";
      this.say(item, this.dataset.waiting);
    }
    this.pump();
    this.show();
  }

  drop(...items) {
    for (const item of items) {
      item.state = "dropped";
      this.undraw(item);
    }
    this.items = this.items.filter((item) => item.state !== "dropped");
    this.show();
  }

  pump() {
    while (this.running < TOGETHER) {
      const item = this.items.find((one) => one.state === "waiting");
      if (!item) break;
      item.state = "running";
      this.running += 1;
      this.run(item).finally(() => {
        this.running -= 1;
        this.pump();
        this.show();
        if (this.running === 0) this.settle();
      });
    }
  }

  async run(item) {
    try {
      const file = await this.prepare(item.file);
      item.hash ??= await hash(file);
      for (let tried = 1; item.state === "running"; tried += 1) {
        const before = item.offset ?? 0;
        try {
          return await this.send(item, file);
        } catch (error) {
          if (error instanceof Refusal) throw error;
          // As long as it gets on, it has not been tried in vain.
          if ((item.offset ?? 0) > before) tried = 1;
          else item.piece = Math.max(SMALLEST, (item.piece ?? item.chunk ?? SMALLEST) / 2);
          if (tried >= TRIES && navigator.onLine) throw error;
          this.say(item, navigator.onLine ? error.message || this.dataset.sending : this.dataset.offline);
          await network(Math.min(500 * 2 ** tried, 15_000));
        }
      }
    } catch (error) {
      if (item.state !== "running") return;
      item.state = "failed";
      // Nothing that sending it again would change.
      item.isFinal = error instanceof Refusal && !(error instanceof SignedOut);
      if (item.isFinal) item.row?.querySelector(".thumb")?.remove();
      this.say(item, error instanceof SignedOut ? this.dataset.signedOut : (error instanceof Refusal && error.message) || this.dataset.failed);
      this.status.textContent = `${item.file.name}: ${item.word}`;
    }
  }

  async prepare(file) {
    const isHeif = /hei[cf]/.test(file.type) || /\.hei[cf]$/i.test(file.name);
    const isLarge = file.size > Number(this.dataset.maxBytes);
    if (!isHeif && !isLarge) return file;
    try {
      return await redraw(file);
    } catch {
      throw new Refusal(isHeif ? this.dataset.heic : this.dataset.large);
    }
  }

  async send(item, file) {
    const begin = { name: file.name, size: file.size, hash: item.hash, stage: item.stage, visit: this.dataset.visit || null };
    this.say(item, this.dataset.sending);
    // Without a hash the server cannot know the file again; where it stands is remembered here.
    if (!item.id || item.hash) {
      const begun = await ask("POST", this.dataset.begin, JSON.stringify(begin), "application/json");
      if (begun.state === "there") return this.done(item, this.dataset.there);
      Object.assign(item, { id: begun.id, offset: begun.offset, chunk: begun.chunk });
    }
    const place = `/media/uploads/${item.id}`;
    while (item.offset < file.size && item.state === "running") {
      this.say(item, this.dataset.sending, 95 * item.offset / file.size);
      item.piece ??= item.chunk;
      const piece = file.slice(item.offset, item.offset + item.piece);
      item.offset = (await ask("PUT", `${place}?offset=${item.offset}`, piece, "application/octet-stream")).offset;
      item.piece = Math.min(item.chunk, item.piece * 2);
    }
    if (item.state !== "running") return;
    this.say(item, this.dataset.making, 95);
    const ended = await ask("POST", `${place}/end`);
    this.done(item, ended.state === "there" ? this.dataset.there : this.dataset.done);
  }

  done(item, word) {
    this.counts[word === this.dataset.there ? "there" : "done"] += 1;
    item.state = "done";
    this.fresh = true;
    this.say(item, word, 100);
    setTimeout(() => this.drop(item), 4000);
  }

  /** All that can be sent is: says so, and shows what is new in its place on the page. */
  settle() {
    if (!this.fresh || !this.isConnected) return;
    this.fresh = false;
    const isWhole = this.items.every((item) => item.state === "done");
    this.status.textContent = isWhole ? this.dataset.all : this.sum.textContent;
    const { refresh, select } = this.dataset;
    if (window.htmx && document.querySelector(select)) {
      window.htmx.ajax("get", refresh, { target: select, select, swap: "outerHTML transition:false" });
    }
  }
});
