// What sending a file takes: the network's ways of failing told apart, a picture drawn anew, a file's hash.

const PATIENCE = 40_000;
const LONGEST = 6000;
const { practice } = document.body.dataset; // see practice.js
const sleep = (ms) => new Promise((done) => { setTimeout(done, ms); });

/** Until the network is back, or for a while. */
export const network = (ms) => navigator.onLine ? sleep(ms) : Promise.race([
  new Promise((done) => { addEventListener("online", done, { once: true }); }), sleep(30_000)]);

/** A word of the server that trying again does not change. */
export class Refusal extends Error {}

/** Nobody is signed in any more. */
export class SignedOut extends Refusal {}

export async function ask(method, url, body, type) {
  const answer = await fetch(url, {
    method, body, redirect: "manual", signal: AbortSignal.timeout(PATIENCE),
    headers: { accept: "application/json", ...(type && { "content-type": type }), ...(practice && { "x-practice": practice }) },
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
export async function redraw(file) {
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
export async function hash(file) {
  if (!globalThis.crypto?.subtle) return "";
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
