// Taking data along, erasing, and the client's own page, as the master and as the client see them.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { accessible, fits, languages, laptop, phone, themes, useSite, validHtml } from './support.mjs';

const site = useSite();

/** A new client's card, in a browser of the owner. */
async function cardOf(t, name, options, email = '') {
  const page = await site.signedIn(t, options);
  await site.book({ name, email, from: 3 });
  await page.goto(`/clients?q=${encodeURIComponent(name)}`);
  const href = await page.locator('a[href^="/clients/"]', { hasText: name }).first().getAttribute('href');
  await page.goto(href);
  return page;
}

/** Saves what the button sends; the bytes. */
async function save(page, button) {
  const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
  return readFile(await download.path());
}

const isZip = (bytes) => bytes.subarray(0, 2).toString() === 'PK' && bytes.includes('PK\x05\x06');

test('a client is exported and erased, after the visit ahead is cancelled', async (t) => {
  const page = await cardOf(t, 'Ernesto Erasable', phone);
  const card = new URL(page.url()).pathname;
  await page.getByRole('link', { name: 'Export or erase the data' }).click();
  await page.waitForURL(`**${card}/privacy`);
  await fits(page);
  await accessible(page);
  await validHtml(page, `${card}/privacy`);
  assert.ok(isZip(await save(page, page.getByRole('button', { name: 'Download ZIP' }))));
  await page.getByText('1 visit lies ahead').waitFor();
  assert.equal(await page.locator('input[name=confirm]').count(), 0);
  await page.goto(card);
  await page.locator('main a[href^="/appointments/0"]').first().click();
  await page.waitForURL(/appointments\/0/);
  const visit = new URL(page.url()).pathname;
  const cancelled = await page.request.post(`${visit}/cancellation`,
    { form: { by: 'master' }, headers: { 'sec-fetch-site': 'same-origin' }, maxRedirects: 0 });
  assert.equal(cancelled.status(), 303);
  await page.goto(`${card}/privacy`);
  await page.locator('input[name=confirm]').waitFor();
  await page.getByRole('button', { name: 'Erase for good' }).click();
  await page.locator('.error-summary').waitFor();
  await accessible(page);
  await page.locator('input[name=confirm]').check();
  await page.getByRole('button', { name: 'Erase for good' }).click();
  await page.waitForURL('**/clients');
  const gone = await page.goto(card);
  assert.equal(gone.status(), 410);
  assert.doesNotMatch(await page.content(), /Ernesto/);
  await accessible(page);
  await page.goto('/clients?q=Ernesto');
  assert.equal(await page.locator('a', { hasText: 'Ernesto' }).count(), 0);
});

test('the rules and the export of everything are whole in every language, theme and width', async (t) => {
  for (const theme of themes) {
    const page = await site.signedIn(t, { ...laptop, theme });
    assert.ok(theme !== 'light' || isZip(await saveAll(page)));
    for (const lang of languages) {
      await page.goto(`/settings/privacy?lang=${lang}`);
      await accessible(page);
      for (const width of [320, 1440]) {
        await page.setViewportSize({ width, height: 800 });
        await fits(page);
      }
    }
  }
});

async function saveAll(page) {
  await page.goto('/settings/privacy');
  return save(page, page.getByRole('button', { name: 'Download everything' }));
}

test('a client asks for the link and uses the own page', async (t) => {
  const owner = await cardOf(t, 'Paula Page', laptop, 'paula.page@example.com');
  const page = await site.page(t, { ...phone });
  await page.goto(`${site.practice}/me`);
  await accessible(page);
  await page.getByRole('button', { name: 'Send me a link' }).click();
  await page.locator('.error-summary').waitFor();
  await page.locator('input[type=email]').fill('Paula.Page@example.com');
  await page.getByRole('button', { name: 'Send me a link' }).click();
  await page.getByText('Look into your mail').waitFor();
  let path = null;
  for (let tries = 0; tries < 40 && !path; tries += 1) {
    await owner.waitForTimeout(250);
    await owner.goto('/dev/mail');
    const mail = owner.locator('a[href^="/dev/mail/"]', { hasText: 'Your page' }).first();
    if (await mail.count() === 0) continue;
    await mail.click();
    path = (await owner.content()).match(/\/me\/[\w-]+/)?.[0] ?? null;
  }
  assert.ok(path, 'the mail came');
  for (const lang of languages) {
    for (const width of [320, 1280]) {
      await page.setViewportSize({ width, height: 740 });
      await page.goto(`${path}?lang=${lang}`);
      await fits(page);
      await accessible(page);
    }
  }
  await page.goto(`${path}?lang=en`);
  await validHtml(page, path);
  await page.locator('input[name=marketing]').check();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved').first().waitFor();
  assert.ok(await page.locator('input[name=marketing]').isChecked());
  assert.ok(isZip(await save(page, page.getByRole('button', { name: 'Download my data' }))));
  await page.getByRole('button', { name: 'Move or cancel' }).first().click();
  await page.waitForURL(/\/l\//);
  const answer = await page.goto('/me/nobody-knows-this-one');
  assert.equal(answer.status(), 404);
  await accessible(page);
});
