// Without a network the master still sees today, and nothing is left of it on the device after signing out.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessible, fits, phone, picture, useSite } from './support.mjs';

const site = useSite();

const kept = (page) => page.evaluate(async () => Boolean(await caches.match('/calendar/offline')));

test('today can be read without a network, and is forgotten at sign-out', async (t) => {
  const page = await site.signedIn(t, { ...phone, serviceWorkers: 'allow', refused: [/ERR_INTERNET_DISCONNECTED|Failed to load resource/] });
  await page.goto('/services');
  await page.waitForFunction(async () => Boolean(await caches.match('/calendar/offline')));
  const names = await page.evaluate(async () => {
    const list = new DOMParser().parseFromString(await (await fetch('/calendar/offline')).text(), 'text/html');
    return [...list.querySelectorAll('li b')].map((name) => name.textContent);
  });

  await page.context().setOffline(true);
  await page.goto('/clients');
  await page.getByText('No connection').first().waitFor();
  assert.deepEqual(await page.locator('li b').allTextContents(), names);
  assert.doesNotMatch(await page.locator('main').textContent(), /allerg/i);
  assert.notEqual(await page.locator('main').evaluate((main) => getComputedStyle(main).display), 'block', 'it is drawn with its styles');
  await fits(page);
  await accessible(page);
  await picture(page, 'offline');

  await page.context().setOffline(false);
  await page.getByRole('link', { name: 'Try again' }).tap();
  await page.waitForURL((url) => url.pathname === '/clients');
  await page.locator('h1', { hasText: 'Clients' }).waitFor();

  await page.evaluate(() => document.querySelector('form[action="/logout"]').submit());
  await page.waitForURL((url) => url.pathname === '/login');
  assert.equal(await kept(page), false);
});
