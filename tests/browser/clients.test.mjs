// Clients: found while one types, in either script and mistyped; the card with all that stands on it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessible, fits, phone, themes, useSite, validHtml } from './support.mjs';

const site = useSite();

test('a client is found while one types', async (t) => {
  const page = await site.signedIn(t);
  await page.goto('/clients');
  const rows = page.locator('#client-rows tbody');
  const field = page.getByRole('searchbox', { name: 'Search clients' });
  for (const [typed, name] of [['olga kuzn', 'Ольга Кузнецова'], ['ферр', 'Ferrer'], ['kuznetsva', 'Ольга Кузнецова']]) {
    await field.fill('');
    await field.pressSequentially(typed, { delay: 30 });
    await rows.getByText(name).first().waitFor();
    assert.match(page.url(), /q=/);
  }
  await accessible(page);
  // A reload shows what was found.
  await page.reload();
  await rows.getByText('Ольга Кузнецова').first().waitFor();
  await field.fill('zzzzz');
  await page.getByRole('heading', { name: 'Nobody found' }).waitFor();
});

test('the search works without JavaScript', async (t) => {
  const page = await site.signedIn(t, { js: false });
  await page.goto('/clients');
  await page.getByRole('searchbox', { name: 'Search clients' }).fill('olga kuzn');
  await page.getByRole('search').getByRole('button', { name: 'Search' }).click();
  await page.getByText('Ольга Кузнецова').first().waitFor();
});

test('the card holds everything, on a phone and a laptop', async (t) => {
  const page = await site.signedIn(t, { width: phone.width });
  await page.goto('/clients?q=olga+kuznetsova');
  await page.getByRole('link', { name: 'Ольга Кузнецова' }).first().click();
  await page.getByText('PPD').first().waitFor();
  const path = new URL(page.url()).pathname;
  await page.getByLabel('New note', { exact: true }).fill('Prefers the window');
  await page.getByRole('button', { name: 'Add note' }).click();
  await page.getByText('Prefers the window').waitFor();
  await validHtml(page, path);
  for (const theme of themes) {
    await page.emulateMedia({ colorScheme: theme });
    for (const width of [320, 390, 1440]) {
      await page.setViewportSize({ width, height: 900 });
      await fits(page);
    }
    await accessible(page);
  }
  for (const place of ['edit', 'subjects/new', 'family/new', 'block', 'merge', 'medical-notes/new']) {
    await page.goto(`${path}/${place}`);
    await page.setViewportSize({ width: 320, height: 640 });
    await fits(page);
    await accessible(page);
    await validHtml(page, `${path}/${place}`);
  }
});

test('the history of a card is read on and narrowed, without JavaScript too', async (t) => {
  const page = await site.signedIn(t);
  await page.goto('/clients?q=olga+kuznetsova');
  await page.getByRole('link', { name: 'Ольга Кузнецова' }).first().click();
  const history = page.locator('#history');
  const lines = history.locator('#history-list > li');
  await lines.first().waitFor();
  const path = new URL(page.url()).pathname;
  assert.equal(await lines.count(), 8);
  const older = history.getByRole('link', { name: 'Show older' });
  await older.focus();
  await page.keyboard.press('Enter');
  await lines.nth(15).waitFor();
  // The keyboard stays where it was, and each line stands once.
  assert.equal(await page.evaluate(() => document.activeElement.id), 'history-older');
  const all = await lines.evaluateAll((items) => items.map((item) => item.textContent));
  assert.equal(new Set(all).size, all.length);
  await history.getByRole('link', { name: 'Visits' }).click();
  await history.locator('[aria-current]', { hasText: 'Visits' }).waitFor();
  assert.equal(await history.locator('a[href^="/consents/"]').count(), 0);
  assert.match(page.url(), /history=visits/);
  await accessible(page);
  await history.getByRole('link', { name: 'Visits' }).click();
  await history.locator('[aria-current]').waitFor({ state: 'detached' });
  assert.doesNotMatch(page.url(), /history=/);
  const plain = await site.signedIn(t, { js: false, width: phone.width });
  await plain.goto(path);
  await plain.locator('#history').getByRole('link', { name: 'Show older' }).click();
  await plain.locator('#history').getByRole('link', { name: 'To the newest' }).waitFor();
  await fits(plain);
  await validHtml(plain, plain.url());
});

test('a list is imported from a file, without JavaScript too', async (t) => {
  for (const js of [true, false]) {
    const page = await site.signedIn(t, { js, width: phone.width });
    await page.goto('/clients/imports/new');
    const people = [1, 2, 3].map((n) => `Zoe Import${js ? 'a' : 'b'} ${n};61234${js ? 4 : 5}60${n};14.05.199${n}`);
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByText('Choose a file').first().waitFor();
    await page.getByLabel('File', { exact: true }).setInputFiles({
      name: 'list.csv', mimeType: 'text/csv', buffer: Buffer.from(`Name;Mobile;Birthday\n${people.join('\n')}\nNo Phone;12;\n`) });
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByText('Check what each column is').waitFor();
    assert.equal(await page.getByLabel('Mobile').inputValue(), 'phone');
    if (js) {
      await accessible(page);
      await validHtml(page, new URL(page.url()).pathname);
      for (const width of [320, 390, 1440]) { await page.setViewportSize({ width, height: 900 }); await fits(page); }
    }
    await page.getByRole('button', { name: 'Check the rows' }).click();
    await page.getByText('3 new clients').waitFor({ timeout: 20_000 });
    await page.getByText('1 row with a mistake').waitFor();
    if (js) { await accessible(page); await fits(page); await validHtml(page, new URL(page.url()).pathname); }
    await page.getByRole('button', { name: 'Leave these rows out and import 3 clients' }).click();
    await page.getByText('3 clients added').waitFor({ timeout: 20_000 });
    await page.goBack();
    await page.goto(`/clients?q=zoe+import${js ? 'a' : 'b'}`);
    assert.equal(await page.getByText('Zoe Import').count() >= 3, true);
  }
});

test('tags of several are changed and undone, a message asks with its number', async (t) => {
  const page = await site.signedIn(t, { width: phone.width });
  await page.goto('/clients/bulk?q=kuznetsova');
  await page.getByRole('textbox', { name: 'Tags' }).fill('Browser test');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText(/Tags of \d+ clients? changed/).waitFor();
  await accessible(page);
  await fits(page);
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('Undone').first().waitFor();
  await page.goto('/clients/mailings/new');
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByText('Fill this in').first().waitFor();
  await page.getByLabel('Subject').fill('Summer for {name}');
  await page.getByLabel('Message').fill('Dear {name},\n\ncome and see us.');
  await accessible(page);
  await fits(page);
  await validHtml(page, '/clients/mailings/new');
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByText(/Send this to \d+ clients?\?/).waitFor();
  await page.getByText('Summer for Anna').waitFor();
  await accessible(page);
  await page.getByRole('button', { name: 'Back to the text' }).click();
  assert.equal(await page.getByLabel('Subject').inputValue(), 'Summer for {name}');
});

test('the earlier of two joins leads to the later one', async (t) => {
  const page = await site.signedIn(t, { ...phone });
  const cards = [];
  for (const name of ['Uma Undo', 'Vera Undo', 'Wanda Undo']) {
    await page.goto('/clients/new');
    await page.locator('#name').fill(name);
    await page.locator('main form').getByRole('button', { name: /save|add/i }).first().click();
    await page.waitForURL(/\/clients\/[0-9a-f-]{36}$/);
    cards.push(new URL(page.url()).pathname);
  }
  const [uma, ...others] = cards;
  for (const other of others) {
    await page.goto(`${uma}/merge/${other.split('/').pop()}`);
    await page.getByRole('button', { name: 'Join the cards' }).click();
    await page.waitForURL(`**${uma}`);
  }
  await page.getByRole('link', { name: 'Undo the join with Vera Undo' }).click();
  await page.getByText('the card of Wanda Undo was joined into the card of Uma Undo').waitFor();
  await accessible(page);
  await fits(page);
  await validHtml(page, new URL(page.url()).pathname);
  await page.getByRole('link', { name: 'To the join with Wanda Undo' }).click();
  await page.getByText('Two cards again').waitFor();
  await accessible(page);
  await page.getByRole('button', { name: 'Undo a join' }).click();
  await page.getByRole('heading', { name: 'Wanda Undo', level: 1 }).waitFor();
});
