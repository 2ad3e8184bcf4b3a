// What the browser tests share: a demo practice served by the real program, Debian's Chromium,
// and the checks that every page must pass. A page that logs an error, breaks its own content
// policy or asks another host for anything fails its test when it is closed.
import { spawn } from 'node:child_process';
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { HtmlValidate } from 'html-validate';
import { chromium } from 'playwright-core';

const root = fileURLToPath(new URL('../..', import.meta.url));
const program = process.env.AURELI_BIN ?? join(root, 'target/debug/aureli');
const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const languages = ['en', 'es', 'ru'];
export const themes = ['light', 'dark'];
export const phone = { width: 360, height: 740 };
export const laptop = { width: 1280, height: 800 };

/**
 * Serves a demo practice to the tests of one file; everything is gone afterwards. `settings` gives variables of the
 * program's environment, for stand-ins that must run before it does.
 */
export function useSite(settings = async () => ({})) {
  const site = new Site(settings);
  before(() => site.start(), { timeout: 180_000 });
  after(() => site.stop(), { timeout: 30_000 });
  return site;
}

class Site {
  /** Base address without a final slash. */
  url;
  /** What the program printed for the person who starts the demo. */
  email;
  password;
  /** Path of the public booking page's practice, such as `/bella`. */
  practice;
  /** Everything the program wrote, for the failing test's reader. */
  output = '';

  constructor(settings) {
    this.settings = settings;
  }

  async start() {
    this.folder = await mkdtemp(join(tmpdir(), 'aureli-browser-'));
    const port = await freePort();
    this.url = `http://127.0.0.1:${port}`;
    this.process = spawn(program, ['demo', '--serve'], {
      cwd: this.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        DATABASE_URL: `sqlite://${this.folder}/aureli.db`,
        DATA_DIR: this.folder,
        LISTEN: `127.0.0.1:${port}`,
        PUBLIC_URL: this.url,
        RATE_LIMITS: 'off',
        ...await this.settings(),
      },
    });
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => (this.output += text));
    }
    this.ended = new Promise((resolve) => {
      this.process.once('error', (error) => resolve(error.message));
      this.process.once('exit', (code, signal) => resolve(code ?? signal));
    });
    await this.#untilHealthy();
    this.#readGreeting();
    this.browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      // No sandbox, for root and containers; no background requests to the outside.
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
        '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    });
  }

  /** Stops the program as a host would, and expects it to leave in good order. */
  async stop() {
    await this.browser?.close();
    if (this.process?.exitCode === null && this.process.pid) {
      this.process.kill('SIGTERM');
      const outcome = await Promise.race([this.ended, pause(10_000, 'still running', { ref: false })]);
      this.process.kill('SIGKILL');
      assert.equal(outcome, 0, `the program did not stop in good order\n${this.output.slice(-2000)}`);
    }
    if (this.folder) await rm(this.folder, { recursive: true, force: true });
  }

  /**
   * A page of a new visitor, closed and judged at the end of test `t`.
   *
   * `refused` lists patterns of problems that the test means to cause.
   */
  async page(t, { width = laptop.width, height = width < 640 ? phone.height : laptop.height,
    js = true, theme = 'light', lang = 'en', touch = width < 640, refused = [], ...more } = {}) {
    const context = await this.browser.newContext({
      baseURL: this.url, viewport: { width, height }, javaScriptEnabled: js, colorScheme: theme,
      locale: { en: 'en-GB', es: 'es-ES', ru: 'ru-RU' }[lang], hasTouch: touch,
      reducedMotion: 'reduce', serviceWorkers: 'block', ...more,
    });
    context.setDefaultTimeout(20_000);
    const problems = watch(context, this.url);
    t.after(async () => {
      await context.close();
      const unmeant = problems.filter((problem) => !refused.some((pattern) => pattern.test(problem)));
      assert.deepEqual(unmeant, [], 'the page caused problems');
    });
    return context.newPage();
  }

  /** A page of the practice's owner, signed in through the form. */
  async signedIn(t, options) {
    const page = await this.page(t, options);
    await page.goto('/login');
    await page.locator('input[type=email]').fill(this.email);
    await page.locator('input[type=password]').fill(this.password);
    await Promise.all([page.waitForURL((url) => url.pathname !== '/login'),
      page.locator('input[type=password]').press('Enter')]);
    return page;
  }

  /**
   * Books through the public JSON, as another person would, and returns the answer.
   *
   * Takes the first free time from `from` days ahead on unless `start` is given.
   */
  async book({ name, phone = someNumber(), email = '', service = null, start = null, from = 1 }) {
    const api = `${this.url}/api/v1/public${this.practice}`;
    service ??= (await (await fetch(api)).json()).services[0].slug;
    start ??= (await this.freeTimes(service, from))[0].start;
    const answer = await fetch(`${api}/bookings`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
      body: JSON.stringify({ service, start, client: { name, phone, email }, note: '', variant: null, addons: [] }),
    });
    assert.equal(answer.status, 201, await answer.clone().text());
    return answer.json();
  }

  /** Free times of a service from `from` days ahead on: `start` and `end` as RFC 3339 in the practice's zone. */
  async freeTimes(service, from = 1) {
    const day = new Date(Date.now() + from * 86_400_000).toISOString().slice(0, 10);
    const answer = await fetch(`${this.url}/api/v1/public${this.practice}/slots?service=${service}&from=${day}&days=14`);
    return (await answer.json()).days.flatMap(({ slots }) => slots);
  }

  async #untilHealthy() {
    let over;
    this.ended.then((outcome) => (over = outcome));
    for (const end = Date.now() + 150_000; Date.now() < end; await pause(50)) {
      if (over !== undefined) throw new Error(`the program ended (${over})\n${this.output}`);
      const answer = await fetch(`${this.url}/healthz`).catch(() => null);
      if (answer?.ok) return;
    }
    throw new Error(`no answer from /healthz\n${this.output}`);
  }

  #readGreeting() {
    this.email = this.output.match(/[\w.+-]+@[\w-]+(\.[\w-]+)+/)?.[0];
    this.password = this.output.match(/password:?\s+(\S+)/i)?.[1];
    const paths = this.output.matchAll(new RegExp(`${this.url}(/[a-z0-9-]+)(?=[/\\s]|$)`, 'g'));
    this.practice = [...paths].map((found) => found[1]).find((path) => path !== '/login');
    assert.ok(this.email && this.password && this.practice,
      `the demo should print e-mail, password and booking page, but printed\n${this.output}`);
  }
}

/** Opens a page and waits until its line of live events is open: what happens from now on reaches it. */
export async function followed(page, path) {
  const line = page.waitForResponse((answer) => new URL(answer.url()).pathname === '/events');
  await page.goto(path);
  await line;
}

/** Collects what a visitor's pages complain of. Refusals (4xx) of pages are for the test to judge. */
function watch(context, origin) {
  const problems = [];
  context.on('weberror', (error) => problems.push(`script error: ${error.error().message}`));
  context.on('console', (message) => {
    const text = message.text();
    // The line of live events breaks off whenever its page is left, which htmx logs as an event.
    const left = text === '[object Event]' || text.startsWith('Failed to load resource');
    // No worker is wanted here but in the test of it.
    const blocked = text.startsWith('Service Worker registration blocked');
    if (['error', 'warning'].includes(message.type()) && !left && !blocked) {
      problems.push(`console of ${message.page()?.url()}: ${text}`);
    }
  });
  context.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !/^(data|blob|about):/.test(url)) problems.push(`request to ${url}`);
  });
  context.on('response', (answer) => {
    const asset = ['stylesheet', 'script', 'image', 'font', 'eventsource'].includes(answer.request().resourceType());
    if (answer.status() >= (asset ? 400 : 500)) problems.push(`${answer.status()} from ${answer.url()}`);
  });
  return problems;
}

/** The page at rest is free of what axe can find, best practices and target sizes included. Needs JavaScript. */
export async function accessible(page) {
  const first = await axeFindings(page);
  if (first.length === 0) return;
  // A finding counts when it lasts: one that a resize or a swap was just about to undo does not.
  await pause(500);
  assert.deepEqual(await axeFindings(page), [], `axe on ${page.url()}`);
}

async function axeFindings(page) {
  await page.evaluate(axeSource);
  await page.evaluate(() => new Promise((rest) => requestAnimationFrame(() => requestAnimationFrame(rest))));
  const checked = page.evaluate(async () => {
    const { violations } = await globalThis.axe.run(document, { rules: { 'target-size': { enabled: true } } });
    return violations.flatMap(({ id, help, nodes }) =>
      nodes.map((node) => `${id}: ${help}: ${node.target.join(' ')}: ${node.html.slice(0, 160)}`));
  });
  const late = pause(20_000, null, { ref: false }).then(() => assert.fail('axe did not end; was the page opened with js: false?'));
  return Promise.race([checked, late]);
}

/** Nothing is cut off or makes the page scroll sideways. */
export async function fits(page) {
  const found = await page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.scrollingElement.scrollWidth <= width) return [];
    const wide = [...document.body.querySelectorAll('*')].filter((element) => {
      const { left, right } = element.getBoundingClientRect();
      return Math.max(right, getComputedStyle(element).overflowX === 'visible' ? left + element.scrollWidth : 0) > width + 0.5;
    });
    // The innermost ones are the cause.
    return ['the page scrolls sideways', ...wide.filter((element) => !wide.some((other) => other !== element && element.contains(other)))
      .slice(0, 5).map((element) => element.outerHTML.slice(0, 160))];
  });
  assert.deepEqual(found, [], `width of ${page.url()} at ${page.viewportSize().width} px`);
}

// Rules of taste are off; those of correctness and accessibility stay.
const taste = ['attribute-boolean-style', 'attribute-empty-style', 'doctype-style', 'form-dup-name', 'long-title',
  'no-implicit-button-type', 'no-implicit-input-type', 'no-redundant-role', 'no-trailing-whitespace',
  'prefer-native-element', 'tel-non-breaking', 'void-style', 'wcag/h32'];
const html = new HtmlValidate({
  extends: ['html-validate:recommended'],
  rules: Object.fromEntries(taste.map((rule) => [rule, 'off'])),
});

/** The HTML that the server sends for `path` (or sent before) is well formed and keeps the rules of the standard. */
export async function validHtml(page, path, sent = null) {
  const text = sent ?? await (await page.request.get(path, { maxRedirects: 5 })).text();
  const { results } = await html.validateString(text);
  const found = results.flatMap((result) => result.messages)
    .map(({ line, column, ruleId, message }) => `${line}:${column} ${ruleId}: ${message}`);
  assert.deepEqual(found, [], `HTML of ${path}`);
}

/** Keeps a picture in `target/screens/`, for people who ask for them: `SCREENS=1`. */
export async function picture(page, name) {
  if (!process.env.SCREENS) return;
  const folder = join(root, 'target/screens');
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

let numbers = 0;
/** A mobile number that nobody had yet: who books with a known one is taken for the same client. */
function someNumber() {
  return `+34 690 ${String(++numbers).padStart(6, '0')}`;
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
