// Photos on a client's card: sent over a network that breaks, without a script too, compared by pointer, keys and buttons.
import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { test } from 'node:test';
import { chromium } from 'playwright-core';
import { accessible, fits, laptop, phone, picture, themes, useSite, validHtml } from './support.mjs';

const site = useSite();

// Each books from a later day on: a busy practice has few free times.
let booked = 0;

/** A new client's photos page, in a browser of the owner. */
async function photosOf(t, name, options) {
  const page = await site.signedIn(t, options);
  await site.book({ name, from: 3 + 2 * booked++ });
  await page.goto(`/clients?q=${encodeURIComponent(name)}`);
  const href = await page.locator('a[href^="/clients/"]', { hasText: name }).first().getAttribute('href');
  await page.goto(`${href}/photos`);
  return page;
}

/** JPEGs of noise, each large enough for several pieces, drawn by the browser. */
async function jpegs(count) {
  const context = await site.browser.newContext();
  const page = await context.newPage();
  const drawn = await page.evaluate(async (n) => {
    const files = [];
    for (let i = 0; i < n; i += 1) {
      const canvas = Object.assign(document.createElement('canvas'), { width: 1000, height: 750 });
      const g = canvas.getContext('2d');
      const data = g.createImageData(1000, 750);
      for (let at = 0; at < data.data.length; at += 65536) crypto.getRandomValues(data.data.subarray(at, at + 65536));
      for (let at = 3; at < data.data.length; at += 4) data.data[at] = 255;
      g.putImageData(data, 0, 0);
      files.push(canvas.toDataURL('image/jpeg', 0.9).split(',')[1]);
    }
    return files;
  }, count);
  await context.close();
  return drawn.map((text, i) => ({ name: `photo-${i + 1}.jpg`, mimeType: 'image/jpeg', buffer: Buffer.from(text, 'base64') }));
}

const choose = (page, files) => page.locator('#photo-files').setInputFiles(files);
const rows = (page, state) => page.locator(`.uploads > li[data-state=${state}]`);
const shown = (page) => page.locator('#gallery .photos > li');

test('photos arrive once over a network that breaks', async (t) => {
  const page = await photosOf(t, 'Nora Network', { ...phone });
  const files = await jpegs(2);
  assert.ok(files[0].buffer.length > 530_000, `${files[0].buffer.length} bytes are one piece`);
  let pieces = 0;
  await page.route('**/media/uploads/*?offset=*', async (route) => {
    pieces += 1;
    // Some never arrive; of some only the answer is lost.
    if (pieces % 4 === 2) return route.abort('connectionreset');
    if (pieces % 4 === 3) { await route.fetch(); return route.abort('connectionreset'); }
    return route.continue();
  });
  await choose(page, files);
  await rows(page, 'running').first().waitFor();
  await page.context().setOffline(true);
  await page.waitForTimeout(400);
  await page.context().setOffline(false);
  await shown(page).nth(1).waitFor({ timeout: 60_000 });
  assert.equal(await shown(page).count(), 2);
  assert.ok(pieces > 4, `${pieces} pieces`);
  // The same files again are known at once.
  pieces = 0;
  await choose(page, files);
  await page.locator('.uploads').getByText('Already on the card').first().waitFor();
  assert.equal(pieces, 0);
  await page.reload();
  assert.equal(await shown(page).count(), 2);
});

test('a pair is compared by keys, buttons and pointer', async (t) => {
  const page = await photosOf(t, 'Petra Pair', { ...laptop, height: 1400 });
  const [before, after] = await jpegs(2);
  for (const [stage, file] of [['before', before], ['after', after]]) {
    await page.locator('.seg label', { has: page.locator(`[value=${stage}]`) }).click();
    const count = await shown(page).count();
    await choose(page, file);
    await shown(page).nth(count).waitFor({ timeout: 30_000 });
  }
  const pair = page.locator('before-after').first();
  const cut = () => pair.evaluate((element) => element.style.getPropertyValue('--cut'));
  const range = pair.locator('input[type=range]');
  assert.equal(await cut(), '50%');
  await range.focus();
  await page.keyboard.press('ArrowRight');
  assert.equal(await cut(), '55%');
  await page.keyboard.press('Home');
  assert.equal(await cut(), '0%');
  await pair.getByRole('button', { name: 'Before' }).click();
  assert.equal(await cut(), '100%');
  await pair.getByRole('button', { name: 'Half' }).click();
  const box = await range.boundingBox();
  await range.click({ position: { x: box.width * 0.25, y: box.height / 2 } });
  assert.ok(parseFloat(await cut()) < 40, await cut());
  for (const theme of themes) {
    await page.emulateMedia({ colorScheme: theme });
    await accessible(page);
  }
  await validHtml(page, page.url());
  await picture(page, 'photos-laptop');
  await page.setViewportSize({ width: 320, height: 700 });
  await fits(page);
  await accessible(page);
  await page.locator('#gallery .photos a').first().click();
  await page.locator('.photo-full img').waitFor();
  await accessible(page);
  await fits(page);
  await validHtml(page, page.url());
});

test('two ticked photos are compared, shared and withdrawn', async (t) => {
  const page = await photosOf(t, 'Sonia Shared', { refused: [/410/] });
  await choose(page, await jpegs(2));
  await shown(page).nth(1).waitFor({ timeout: 30_000 });
  for (const box of await page.locator('#gallery .photos input').all()) await box.check();
  await page.getByRole('button', { name: 'Compare' }).click();
  await page.locator('before-after').waitFor();
  await accessible(page);
  await page.goBack();
  for (const box of await page.locator('#gallery .photos input').all()) await box.check();
  await page.getByRole('button', { name: 'Share' }).click();
  const link = await page.locator('#link').inputValue();
  await accessible(page);
  const guest = await site.page(t, { ...phone, refused: [/./] });
  await guest.goto(link);
  await guest.locator('img').first().waitFor();
  assert.equal(await guest.locator('main figure img').count(), 2);
  await accessible(guest);
  await fits(guest);
  await page.getByRole('link', { name: 'Back to the photos' }).click();
  await page.getByRole('button', { name: 'Withdraw' }).click();
  await page.getByText('shows nothing any more').first().waitFor();
  await guest.reload();
  await guest.getByText('This link has ended').first().waitFor();
});

test('what cannot be taken is told, and many wait in a queue', async (t) => {
  const page = await photosOf(t, 'Quentin Queue');
  await choose(page, [
    { name: 'phone.heic', mimeType: 'image/heic', buffer: Buffer.concat([Buffer.from('\0\0\0\x18ftypheic'), Buffer.alloc(200)]) },
    { name: 'page.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('<!doctype html><p>no photo') },
  ]);
  await rows(page, 'failed').nth(1).waitFor();
  await page.getByText('This browser cannot read HEIC').first().waitFor();
  await page.getByText('This is a page or a drawing').first().waitFor();
  await accessible(page);
  // Two hundred at once: some photos, most of them none. A few rows stand for all, and every file is accounted for.
  const small = Array.from({ length: 197 }, (_, i) => ({ name: `${i}.jpg`, mimeType: 'image/jpeg', buffer: Buffer.from(`no photo ${i}`) }));
  await choose(page, [...await jpegs(3), ...small]);
  let most = 0;
  const sum = page.locator('[data-sum]');
  for (let done = false; !done;) {
    most = Math.max(most, await page.locator('.uploads > li').count());
    assert.ok(await rows(page, 'running').count() <= 2);
    done = !/Waiting/.test(await sum.textContent());
    await page.waitForTimeout(100);
  }
  assert.ok(most <= 22, `${most} rows`);
  // With the two from before.
  assert.equal(await sum.textContent(), 'Added: 3 · Not taken: 199');
  assert.equal(await rows(page, 'failed').count(), 10);
  const why = await page.locator('[data-rest] > li').allTextContents();
  assert.equal(why.reduce((n, line) => n + Number(line.match(/× (\d+)$/)[1]), 0), 189, why.join('; '));
  assert.ok(await page.locator('main').evaluate((main) => main.scrollHeight) < 4000);
  await accessible(page);
  await fits(page);
  // Who is taken off the list makes room for the next one; all of them at once too.
  await rows(page, 'failed').first().locator('[data-drop]').click();
  assert.equal(await rows(page, 'failed').count(), 10);
  assert.match(await sum.textContent(), /Not taken: 198$/);
  await page.getByRole('button', { name: 'Take all that failed off the list' }).click();
  await page.locator('.uploads').waitFor({ state: 'hidden' });
  // More than may be at once: it says how many are left out.
  const many = Array.from({ length: 1003 }, (_, i) => ({ name: `${i}.jpg`, mimeType: 'image/jpeg', buffer: Buffer.from(`none ${i}`) }));
  await choose(page, many);
  await page.getByText('Left out: 3.').waitFor();
});

test('what only the browser can read is drawn anew there, and what is too large too', async (t) => {
  const page = await photosOf(t, 'Hilda Heic');
  // Stands in for a browser that reads HEIC.
  await page.evaluate(() => {
    const read = window.createImageBitmap;
    window.createImageBitmap = (file, ...more) => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 400, height: 300 });
      canvas.getContext('2d').fillRect(0, 0, 400, 300);
      return read(file.name.endsWith('.HEIC') ? canvas : file, ...more);
    };
  });
  const heic = Buffer.concat([Buffer.from('\0\0\0\x18ftypheic'), Buffer.alloc(200)]);
  const [noise] = await jpegs(1);
  const large = Buffer.concat([noise.buffer, Buffer.alloc(16 << 20)]);
  await choose(page, [
    { name: 'IMG_1.HEIC', mimeType: 'image/heic', buffer: heic },
    { name: 'large.jpg', mimeType: 'image/jpeg', buffer: large },
  ]);
  await shown(page).nth(1).waitFor({ timeout: 30_000 });
  const photos = await page.locator('#gallery .photos a').evaluateAll((links) => links.map((link) => link.href));
  const sizes = [];
  for (const photo of photos) {
    await page.goto(photo);
    sizes.push(await page.locator('.dl dd.num').textContent());
  }
  assert.deepEqual(sizes.sort(), ['1000 × 750', '400 × 300']);
});

test('a server that is busy is waited for, and says so', async (t) => {
  const page = await photosOf(t, 'Bea Busy', { refused: [/503/] });
  let ends = 0;
  await page.route('**/media/uploads/*/end', async (route) => {
    ends += 1;
    // As it answers while other photos are prepared for longer than a request may take.
    if (ends > 2) return route.continue();
    const word = 'Many photos are being prepared. It goes on in a moment.';
    return route.fulfill({ status: 503, json: { error: { code: 'UNAVAILABLE', message: word } } });
  });
  await choose(page, await jpegs(1));
  await rows(page, 'running').getByText('It goes on in a moment').waitFor();
  await shown(page).first().waitFor({ timeout: 30_000 });
  assert.equal(ends, 3);
  assert.equal(await shown(page).count(), 1);
});

test('who is signed out is told, and the photo goes on afterwards', async (t) => {
  const page = await photosOf(t, 'Olga Out', { refused: [/401|303|EventSource/] });
  const cookies = await page.context().cookies();
  await page.context().clearCookies();
  await choose(page, await jpegs(1));
  await rows(page, 'failed').first().waitFor();
  await page.getByText('Your sign-in has ended').first().waitFor();
  await page.context().addCookies(cookies);
  await page.getByRole('button', { name: 'Try again' }).click();
  await shown(page).first().waitFor({ timeout: 30_000 });
});

test('without a script a form adds photos, and pairs stand side by side', async (t) => {
  const page = await photosOf(t, 'Paula Plain', { js: false, ...phone });
  const [file] = await jpegs(1);
  await choose(page, file);
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByText('1 file added').first().waitFor();
  assert.equal(await shown(page).count(), 1);
});

test('the camera shows the last photo as a guide', async (t) => {
  const page = await photosOf(t, 'Carla Camera');
  const [file] = await jpegs(1);
  await choose(page, file);
  await shown(page).first().waitFor({ timeout: 30_000 });
  const address = page.url();
  // Without a camera: a word, and files instead.
  await page.goto(`${address}/camera`);
  await page.getByText('The camera cannot be used here').waitFor();
  await accessible(page);
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
  });
  t.after(() => browser.close());
  const state = await page.context().storageState();
  const context = await browser.newContext({ ...phone, viewport: phone, baseURL: site.url, storageState: state, permissions: ['camera'], locale: 'en-GB', serviceWorkers: 'block' });
  const camera = await context.newPage();
  await camera.goto(`${address}/camera`);
  await camera.locator('photo-camera .ghost').waitFor();
  await camera.locator('#ghost').focus();
  await camera.keyboard.press('End');
  assert.equal(await camera.locator('.ghost').evaluate((ghost) => ghost.style.opacity), '0.8');
  await accessible(camera);
  await camera.waitForFunction(() => document.querySelector('photo-camera video').videoWidth > 0);
  await camera.getByRole('button', { name: 'Take photo' }).click();
  await camera.locator('.uploads > li[data-state=done]').waitFor();
  await camera.goto(address);
  assert.equal(await shown(camera).count(), 2);
});
