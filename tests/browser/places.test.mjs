// Places: one is made and worked at, a client books there, the master comes to another one, and a booked visit is held elsewhere.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessible, fits, laptop, phone, picture, useSite } from './support.mjs';

const site = useSite();
const times = (page) => page.locator('button[name=at]');
const isBooked = (page) => page.waitForURL((url) => url.pathname.startsWith(`${site.practice}/booked/`));

async function services() {
  return (await (await fetch(`${site.url}/api/v1/public${site.practice}`)).json()).services;
}

/** Chooses the first time that is shown, and fills in who comes. */
async function who(page, name, number) {
  await times(page).first().tap();
  await page.locator('input[name=name]').fill(name);
  await page.locator('input[name=phone]').fill(number);
}

/** The panel of somebody's visit on a day. */
async function panelOf(t, date, name) {
  const page = await site.signedIn(t, laptop);
  await page.goto(`/calendar?view=day&date=${date}`);
  await page.locator('#grid .appt', { hasText: name }).click();
  await page.locator('#panel h2', { hasText: name }).waitFor();
  return page;
}

test('a place is made, a weekday is worked there, and a client books at it', async (t) => {
  const owner = await site.signedIn(t, { ...phone, js: false });
  await owner.goto('/settings/places/new');
  await owner.locator('input[name=name]').fill('Loft by the sea');
  await owner.locator('textarea[name=address]').fill('Passeig Marítim 4');
  await fits(owner);
  await owner.locator('main form button.gold').click();
  await owner.getByRole('link', { name: 'Loft by the sea' }).first().waitFor();
  await fits(owner);
  await owner.goto('/settings/hours');
  const friday = owner.locator('.hours > li').nth(4).locator('select[name=place]').first();
  await friday.selectOption({ label: 'Loft by the sea' });
  await owner.locator('.dock button').click();
  await owner.goto('/settings/hours');
  assert.equal(await friday.evaluate((select) => select.selectedOptions[0].text), 'Loft by the sea');

  const { slug } = (await services()).find((one) => one.slug === 'shaping');
  const client = await site.page(t, phone);
  await client.goto(`${site.practice}/book?service=${slug}`);
  await client.locator('nav[aria-labelledby=spots] a', { hasText: 'Loft by the sea' }).tap();
  await client.locator('nav[aria-labelledby=spots] [aria-current]', { hasText: 'Loft by the sea' }).waitFor();
  await fits(client);
  await accessible(client);
  await picture(client, 'places-time');
  await who(client, 'Lola Loft', '612 345 601');
  await client.locator('.dock button[form=f]').tap();
  await isBooked(client);
  await client.getByText('Loft by the sea').first().waitFor();
  await client.getByText('Passeig Marítim 4').first().waitFor();
});

test('who is visited is asked where, and is told so', async (t) => {
  const page = await site.page(t, phone);
  const wedding = (await services()).find((one) => one.places.every((place) => place === 'at-your-home'));
  await page.goto(`${site.practice}/book?service=${wedding.slug}`);
  await who(page, 'Vera Visited', '612 345 602');
  await page.locator('.dock button[form=f]').tap();
  await page.locator('.error-summary').waitFor();
  await page.locator('input[name=address]').fill('Carrer del Túria 8, 3ª');
  await fits(page);
  await accessible(page);
  await picture(page, 'places-address');
  await page.locator('.dock button[form=f]').tap();
  await isBooked(page);
  await page.getByText('Carrer del Túria 8').first().waitFor();
});

test('a booked visit is held at another place', async (t) => {
  const { start } = await site.book({ name: 'Petra Placed', service: 'pedicure', from: 16 });
  const page = await panelOf(t, start.slice(0, 10), 'Petra Placed');
  await page.locator('#panel a[href*="/place"]').click();
  const form = page.locator('#place-form');
  await form.waitFor();
  await accessible(page);
  await picture(page, 'places-change');
  await form.getByLabel('Spa of the Hotel Miramar').check();
  await page.locator('#panel .panel-foot button').click();
  // The way from the studio may be too long at this time: then it is said, and may be done all the same.
  const over = form.locator('input[name=book_over]');
  const done = page.locator('#panel dd', { hasText: 'Spa of the Hotel Miramar' });
  await over.or(done).first().waitFor();
  if (await over.count()) {
    await over.check();
    await page.locator('#panel .panel-foot button').click();
  }
  await done.waitFor();
});
