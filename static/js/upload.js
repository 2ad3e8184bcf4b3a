// Photos go in pieces, two files at a time. What the network breaks goes on from where the server says it stands; a file
// that was sent before is recognized by its hash. Words stand in the element's data attributes.

const TOGETHER = 2;
const TRIES = 8;
const PATIENCE = 40_000;
const LONGEST = 6000;
/** Bytes of a piece at least: on a weak network large ones would never arrive in time. */
const SMALLEST = 32 << 10;

const sleep = (ms) => new Promise((done) => { setTimeout(done, ms); });

/** Until the network is back, or for a while. */
const network = (ms) => navigator.onLine ? sleep(ms) : Promise.race([
  new Promise((done) => { addEventListener("online", done, { once: true }); }), sleep(30_000)]);

/** A word of the server that trying again does not change. */
class Refusal extends Error {}

/** Nobody is signed in any more. */
class SignedOut extends Refusal {}

async function ask(method, url, body, type) {
  const answer = await fetch(url, {
    method, body, redirect: "manual", signal: AbortSignal.timeout(PATIENCE),
    headers: { accept: "application/json", ...(type && { "content-type": type }) },
  });
  if (answer.type === "opaqueredirect" || answer.status === 401) throw new SignedOut();
  const said = await answer.json().catch(() => null);
  if (answer.ok && said) return said;
  const word = said?.error?.message ?? "";
  if (answer.status < 500 && answer.status !== 429 && answer.status !== 408) throw new Refusal(word);
  if (answer.status === 507) throw new Refusal(word);
  throw new Error(word);
}

/** Draws a picture anew as a JPEG: one that only this browser can read, or one that is too large. */
async function redraw(file) {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const blob = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", 0.9); });
  if (!blob) throw new Error("not drawn");
  return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
}

/** SHA-256; empty where the page is not served securely. */
async function hash(file) {
  if (!globalThis.crypto?.subtle) return "";
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

customElements.define("photo-upload", class extends HTMLElement {
  connectedCallback() {
    if (this.items) return;
    this.items = [];
    this.running = 0;
    this.fresh = false;
    this.list = this.querySelector(".uploads");
    this.note = this.querySelector("[data-note]");
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

  /** Files to send; more than may be at once are left out, and it says so. */
  add(files) {
    const open = this.items.filter((item) => item.state !== "done").length;
    const room = Math.max(0, Number(this.dataset.max) - open);
    this.tell(files.length > room ? this.dataset.many : "");
    const stage = document.querySelector("[name=stage]:checked")?.value ?? "other";
    for (const file of files.slice(0, room)) this.items.push(this.draw({ file, stage, state: "waiting" }));
    this.list.hidden = this.items.length === 0;
    this.pump();
  }

  tell(word) {
    this.note.hidden = !word;
    this.note.querySelector("span").textContent = word;
  }

  draw(item) {
    const row = this.querySelector("template").content.firstElementChild.cloneNode(true);
    item.row = row;
    row.querySelector("b").textContent = item.file.name;
    row.querySelector("progress").setAttribute("aria-label", item.file.name);
    row.querySelector("[data-drop]").setAttribute("aria-label", `${this.dataset.remove}: ${item.file.name}`);
    item.url = URL.createObjectURL(item.file);
    if (item.file.type.startsWith("image/")) {
      const thumb = Object.assign(new Image(48, 48), { className: "thumb", alt: "", src: item.url });
      thumb.addEventListener("error", () => thumb.remove());
      row.prepend(thumb);
    }
    row.querySelector("[data-again]").addEventListener("click", () => {
      item.state = "waiting";
      this.say(item, this.dataset.waiting);
      this.pump();
    });
    row.querySelector("[data-drop]").addEventListener("click", () => this.drop(item));
    this.say(item, this.dataset.waiting);
    this.list.append(row);
    return item;
  }

  say(item, word, progress) {
    item.row.dataset.state = item.state;
    item.row.querySelector("[data-word]").textContent = word;
    item.row.querySelector("[data-again]").hidden = item.state !== "failed" || item.isFinal;
    if (progress !== undefined) item.row.querySelector("progress").value = progress;
  }

  drop(item) {
    item.state = "dropped";
    this.items = this.items.filter((other) => other !== item);
    URL.revokeObjectURL(item.url);
    item.row.remove();
    this.list.hidden = this.items.length === 0;
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
        if (this.running === 0) this.rest();
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
      if (item.isFinal) item.row.querySelector(".thumb")?.remove();
      this.say(item, error instanceof SignedOut ? this.dataset.signedOut : (error instanceof Refusal && error.message) || this.dataset.failed);
      this.querySelector("[data-status]").textContent = `${item.file.name}: ${item.row.querySelector("[data-word]").textContent}`;
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
    item.state = "done";
    this.fresh = true;
    this.say(item, word, 100);
  }

  /** All that can be sent is: shows what is new in its place on the page. */
  rest() {
    if (!this.fresh || !this.isConnected) return;
    this.fresh = false;
    if (this.items.every((item) => item.state === "done")) this.querySelector("[data-status]").textContent = this.dataset.all;
    for (const item of this.items.filter((one) => one.state === "done")) setTimeout(() => this.drop(item), 4000);
    const { refresh, select } = this.dataset;
    if (window.htmx && document.querySelector(select)) {
      window.htmx.ajax("get", refresh, { target: select, select, swap: "outerHTML transition:false" });
    }
  }
});
