// Rooms: made, needed by a service, given to a visit, seen in the calendar; all of it without JavaScript too.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessible, fits, laptop, phone, picture, useSite } from './support.mjs';

const site = useSite();

async function add(page, name) {
  await page.goto('/settings/resources/new');
  await page.locator('input[name=name]').fill(name);
  await page.locator('main form button.gold').click();
  await page.getByRole('link', { name }).waitFor();
}

test('a room is made and a service needs it, without JavaScript', async (t) => {
  const page = await site.signedIn(t, { ...phone, js: false });
  await add(page, 'Blue room');
  await page.goto('/services');
  await page.locator('main a[href^="/services/"]:not([href*="new"]):not([href*="order"])').first().click();
  const needs = page.locator('#needs');
  await needs.locator('select').first().selectOption({ label: 'Blue room' });
  await needs.locator('select').nth(1).selectOption({ label: 'Treatment room' });
  await needs.getByRole('button').click();
  assert.match(page.url(), /\/services\/[0-9a-f-]{36}/);
  assert.equal(await page.locator('#needs select').first().evaluate((select) => select.selectedOptions[0].text), 'Blue room');
  assert.equal(await page.locator('#needs select').nth(1).evaluate((select) => select.selectedOptions[0].text), 'Treatment room');
});

test('a visit names its room and is given another one', async (t) => {
  const page = await site.signedIn(t, laptop);
  await add(page, 'Green room');
  await page.goto('/services');
  const { services } = await (await fetch(`${site.url}/api/v1/public${site.practice}`)).json();
  await page.locator('main').getByRole('link', { name: services[0].name }).first().click();
  const needs = page.locator('#needs');
  await needs.locator('select').first().selectOption({ label: 'Green room' });
  await needs.locator('select').nth(1).selectOption({ label: 'Treatment room' });
  await needs.getByRole('button').click();
  await accessible(page);
  const made = await site.book({ name: 'Rita Room', from: 22 });
  const date = made.start.slice(0, 10);
  await page.goto(`/calendar?view=day&date=${date}`);
  await page.locator('#grid .appt', { hasText: 'Rita Room' }).click();
  await page.locator('#panel').getByText('Green room').waitFor();
  await page.locator('#panel a[href*="/resources"]').click();
  await page.locator('#panel select').selectOption({ label: 'Treatment room' });
  await picture(page, 'resources-pick');
  await page.locator('#panel button.gold').click();
  await page.locator('#panel dd', { hasText: 'Treatment room' }).waitFor();
  await accessible(page);
  // The room's own day.
  await page.goto(`/calendar?view=day&date=${date}`);
  await page.locator('button[popovertarget=whose]').click();
  await page.locator('#whose').getByRole('link', { name: 'Treatment room' }).click();
  await page.locator('#grid .appt', { hasText: 'Rita Room' }).waitFor();
  assert.match(await page.locator('.topbar-title p').textContent(), /Treatment room/);
  await fits(page);
  await accessible(page);
  await picture(page, 'resources-day');
  await page.locator('button[popovertarget=whose]').click();
  await page.locator('#whose').getByRole('link', { name: 'Green room' }).click();
  await page.locator('#grid').waitFor();
  assert.equal(await page.locator('#grid .appt', { hasText: 'Rita Room' }).count(), 0);
});
