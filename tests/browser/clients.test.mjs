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
  await page.getByText('Nobody found').waitFor();
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
  await page.getByPlaceholder('Only you and your team').fill('Prefers the window');
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
