// Visits by hand: booked with the phone at the ear, moved and cancelled with and without JavaScript, the next step in one
// press, and the way back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessible, followed, laptop, phone, useSite } from './support.mjs';

const site = useSite();
const day = (shift) => new Date(Date.now() + shift * 86_400_000).toISOString().slice(0, 10);

test('on a phone a caller is booked with a few taps', async (t) => {
  const page = await site.signedIn(t, phone);
  await page.goto('/calendar');
  await page.getByRole('link', { name: 'New appointment' }).first().tap();
  await page.locator('#q').fill('sarah');
  const found = page.locator('#picks label', { hasText: 'Sarah' }).first();
  await found.waitFor();
  const planned = page.waitForResponse((answer) => answer.request().headers()['hx-target'] === 'plan');
  await found.tap();
  await planned;
  const slots = page.locator('.slot[name=slot]');
  const next = page.getByRole('button', { name: 'Next free' });
  await slots.or(next).first().waitFor();
  if (!(await slots.count())) await next.tap();
  await slots.first().tap();
  await page.locator('#panel .badge[data-status=confirmed]').waitFor();
  assert.match(page.url(), /\/appointments\/[0-9a-f-]{36}/);
});

test('a visit is booked, moved and cancelled without JavaScript', async (t) => {
  const page = await site.signedIn(t, { ...phone, js: false });
  await page.goto(`/appointments/new?date=${day(500)}`);
  await page.locator('#q').fill('nobody of this name');
  await page.getByRole('button', { name: 'Search' }).click();
  assert.equal(await page.locator('#name').inputValue(), 'nobody of this name');
  await page.locator('#time').fill('11:00');
  await page.getByRole('button', { name: 'Book', exact: true }).click();
  await page.getByText('Visit booked', { exact: true }).waitFor();
  // Its day is far ahead: nothing that belongs to the day itself is offered.
  assert.equal(await page.locator('#panel form[action*="/completion"], #panel form[action*="/arrival"]').count(), 0);
  await page.getByRole('link', { name: 'Move' }).click();
  await page.locator('#time').fill('12:30');
  await page.getByRole('button', { name: 'Move to the typed time' }).click();
  await page.getByText('Visit moved').waitFor();
  assert.match(await page.locator('#panel .figure').textContent(), /12:30/);
  await page.goto(`${new URL(page.url()).pathname}/cancellation/new`);
  await page.getByRole('button', { name: 'Cancel the visit' }).click();
  await page.locator('#panel .badge[data-status=cancelled]').waitFor();
});

test('Back leads out of a moved visit, not into the form again', async (t) => {
  const made = await site.book({ name: 'Bea Back', from: 45 });
  const page = await site.signedIn(t, laptop);
  await page.goto(`/calendar?view=day&date=${made.start.slice(0, 10)}`);
  const calendar = page.url();
  await page.locator('#grid .appt', { hasText: 'Bea Back' }).click();
  await page.locator('#panel a[href*="/move/new"]').click();
  await page.locator('#panel button[name=slot]').last().click();
  await page.locator('#panel a[href*="/move/new"]').waitFor();
  await page.waitForURL((url) => /^\/appointments\/[^/]+$/.test(url.pathname));
  await page.goBack();
  await page.locator('#panel a[href*="/move/new"]').waitFor();
  await page.goBack();
  await page.locator('#panel').waitFor({ state: 'hidden' });
  assert.equal(page.url(), calendar);
});

test('a second page hears of what the first one does, and two presses do it once', async (t) => {
  const page = await site.signedIn(t, laptop);
  await page.goto('/appointments/walk-in');
  await page.locator('button[name=what]').last().click();
  const over = page.locator('button', { hasText: 'Start' });
  await page.locator('#panel .badge').or(over).first().waitFor();
  if (await over.isVisible()) {
    // Somebody is in the chair in the demo: both at once, then.
    await page.locator('input[name=book_over]').check();
    await over.click();
  }
  await page.locator('#panel .badge[data-status=in-progress]').waitFor();
  const id = new URL(page.url()).pathname.split('/').pop();
  const watching = await site.signedIn(t, laptop);
  await followed(watching, '/calendar?view=day');
  await watching.locator(`#a${id}[data-status=in-progress]`).waitFor();
  await page.locator('#complete button').dblclick();
  await page.locator('#panel .badge[data-status=completed]').waitFor();
  assert.equal(await page.locator('#panel [role=alert]').count(), 0);
  await watching.locator(`#a${id}[data-status=completed]`).waitFor();
});

test('the palette finds a client and leads there', async (t) => {
  const page = await site.signedIn(t, laptop);
  await page.goto('/calendar');
  await page.keyboard.press('Control+k');
  await page.locator('#cmdk input').fill('sarah');
  await page.locator('#cmdk-found [role=option][aria-selected=true]').waitFor();
  await accessible(page);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/clients\/[0-9a-f-]{36}/);
});

test('on a phone every place is two taps away', async (t) => {
  const page = await site.signedIn(t, { ...phone, width: 320 });
  await page.goto('/calendar?view=day');
  await page.getByRole('button', { name: 'More', exact: true }).tap();
  const menu = page.locator('#more-places');
  await menu.waitFor();
  await accessible(page);
  await menu.getByRole('link', { name: 'Settings' }).tap();
  await page.waitForURL((url) => url.pathname.startsWith('/settings'));
});
