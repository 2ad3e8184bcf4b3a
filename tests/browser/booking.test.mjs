// How a client books on a phone: in three taps and two fields, with and without JavaScript, and what happens when the
// time is lost, the form is wrong, the button is pressed twice or the network goes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessible, fits, phone, picture, useSite, validHtml } from './support.mjs';

const site = useSite();
const person = { name: 'Olga Vidal', phone: '612 345 678' };

/** Counts what a person has to do. */
class Hand {
  taps = 0;
  fields = 0;
  constructor(page) { this.page = page; }
  async tap(locator) {
    this.taps++;
    await locator.tap();
  }
  async fill(label, text) {
    this.fields++;
    await this.page.locator(`input[name=${label}]`).fill(text);
  }
}

const services = (page) => page.locator('main a.choice');
const times = (page) => page.locator('button[name=at]');
const book = (page) => page.locator('.dock button[form=f]');
const isBooked = (page) => page.waitForURL((url) => url.pathname.startsWith(`${site.practice}/booked/`));

/** A page with the last step open: who comes. `turn` keeps tests off each other's times. */
async function atDetails(page, turn) {
  const answer = await (await fetch(`${site.url}/api/v1/public${site.practice}`)).json();
  const service = answer.services[0].slug;
  const slots = await site.freeTimes(service, 3 + turn);
  const { start } = slots[0];
  const at = start.slice(0, 16);
  await page.goto(`${site.practice}/book?service=${service}&at=${at}`);
  await page.locator('input[name=phone]').waitFor();
  return { service, start };
}

/** How many visits stand under a name, by the owner's agenda of the day. */
async function visitsOf(t, name, start) {
  const owner = await site.signedIn(t, { js: false });
  await owner.goto(`/calendar?view=agenda&date=${start.slice(0, 10)}`);
  return owner.locator('#grid').getByText(name, { exact: true }).count();
}

for (const js of [true, false]) {
  const how = js ? 'with' : 'without';

  test(`three taps and two fields book a visit ${how} JavaScript`, async (t) => {
    const page = await site.page(t, { ...phone, js });
    const hand = new Hand(page);
    await page.goto(`${site.practice}/book`);
    await hand.tap(services(page).nth(1));
    await hand.tap(times(page).first());
    await hand.fill('name', person.name);
    await hand.fill('phone', person.phone);
    await hand.tap(book(page));
    await isBooked(page);
    assert.deepEqual([hand.taps, hand.fields], [3, 2]);
    await fits(page);
    await picture(page, `booking-done-${how}-js`);

    const heading = await page.locator('h1').textContent();
    assert.equal((await page.reload()).status(), 200, 'the confirmation can be opened again');
    assert.equal(await page.locator('h1').textContent(), heading);
    await page.getByRole('link', { name: /calendar/i }).first().waitFor();
  });

  test(`a link to a service saves a tap ${how} JavaScript`, async (t) => {
    const page = await site.page(t, { ...phone, js });
    const { service } = await atDetails(page, 0);
    const hand = new Hand(page);
    await page.goto(`${site.practice}/book?service=${service}`);
    await hand.tap(times(page).first());
    await hand.fill('name', person.name);
    await hand.fill('phone', person.phone);
    await hand.tap(book(page));
    await isBooked(page);
    assert.deepEqual([hand.taps, hand.fields], [2, 2]);
  });
}

test('the first screen of times shows the next free ones, big enough for a thumb', async (t) => {
  const page = await site.page(t, phone);
  await page.goto(`${site.practice}/book`);
  await services(page).first().tap();
  await times(page).first().waitFor();
  const boxes = await times(page).evaluateAll((all) => all.map((one) => one.getBoundingClientRect()).map(({ height, bottom }) => ({ height, bottom })));
  // A practice that is nearly full offers fewer.
  const wanted = Math.min(3, boxes.length);
  assert.ok(boxes.filter(({ bottom }) => bottom <= phone.height).length >= wanted, 'three times without scrolling');
  assert.ok(boxes.every(({ height }) => height >= 44), 'times are 44 px high');
});

for (const [lang, words] of Object.entries({ es: /Reserva/, ru: /Запис/ })) {
  test(`the whole flow speaks ${lang}`, async (t) => {
    const page = await site.page(t, { ...phone, lang });
    for (const [step, next] of [['service', services], ['time', times], ['details', null]]) {
      if (step === 'service') await page.goto(`${site.practice}/book`);
      assert.equal(await page.locator('html').getAttribute('lang'), lang);
      await fits(page);
      await picture(page, `booking-${step}-${lang}`);
      if (next) await next(page).first().tap();
      if (step === 'time') await page.locator('input[name=phone]').waitFor();
    }
    assert.match(await book(page).textContent(), words);
    await page.locator('input[name=name]').fill('Ольга Видаль');
    await page.locator('input[name=phone]').fill('+34 612 345 679');
    await book(page).tap();
    await isBooked(page);
    await fits(page);
    await accessible(page);
    await picture(page, `booking-done-${lang}`);
  });
}

test('a time that was lost keeps what was typed and offers three near ones', async (t) => {
  const page = await site.page(t, phone);
  const { service, start } = await atDetails(page, 4);
  await page.locator('input[name=name]').fill('Lost Larisa');
  await page.locator('input[name=phone]').fill('612 345 670');
  await site.book({ name: 'Faster Fay', service, start });
  const [answer] = await Promise.all([page.waitForResponse((got) => got.request().method() === 'POST'), book(page).tap()]);
  assert.equal(answer.status(), 409);
  await page.locator('button[name=other]').first().waitFor();
  assert.equal(await page.locator('button[name=other]').count(), 3);
  assert.equal(await page.locator('input[name=name]').inputValue(), 'Lost Larisa');
  assert.equal(await page.locator('input[name=phone]').inputValue(), '612 345 670');
  assert.equal(await page.locator('.error-summary').count(), 0, 'nobody made a mistake');
  await fits(page);
  await accessible(page);
  await picture(page, 'booking-lost');
  await page.locator('button[name=other]').first().tap();
  await isBooked(page);
});

test('a wrong form says so first, and keeps what was typed', async (t) => {
  const page = await site.page(t, phone);
  await atDetails(page, 5);
  await page.locator('input[name=phone]').fill('12');
  await page.locator('input[name=email]').fill('olga(at)example.com');
  await book(page).tap();
  await page.locator('.error-summary').waitFor();
  await page.waitForFunction(() => document.activeElement.matches('.error-summary'));
  assert.match(await page.title(), /^Error: /);
  assert.equal(await page.locator('input[name=email]').inputValue(), 'olga(at)example.com');
  assert.equal(await page.locator('input[name=phone]').inputValue(), '12');
  for (const name of ['name', 'phone', 'email']) {
    assert.equal(await page.locator(`input[name=${name}]`).getAttribute('aria-invalid'), 'true', name);
  }
  await accessible(page);
  await picture(page, 'booking-wrong');
  await page.locator('.error-summary a').first().tap();
  assert.equal(await page.evaluate(() => document.activeElement.tagName), 'INPUT', 'a line of the summary leads to its field');
});

test('Back leads through the steps, and after booking offers nothing twice', async (t) => {
  const page = await site.page(t, phone);
  await page.goto(`${site.practice}/book`);
  await services(page).nth(1).tap();
  await times(page).last().tap();
  await page.locator('input[name=phone]').waitFor();
  await page.goBack();
  await times(page).first().waitFor();
  await page.goBack();
  await services(page).first().waitFor();
  await page.goForward();
  await page.goForward();
  await page.locator('input[name=name]').fill('Beatriz Back');
  await page.locator('input[name=phone]').fill('612 345 671');
  const taken = await page.locator('input[name=at]').inputValue();
  await book(page).tap();
  await isBooked(page);
  await page.goBack();
  await isBooked(page);
  await page.goto(`${site.practice}/book`);
  await services(page).nth(1).tap();
  await times(page).first().waitFor();
  assert.equal(await page.locator(`button[name=at][value="${taken}"]`).count(), 0);
});

test('pressing twice books once', async (t) => {
  const page = await site.page(t, phone);
  const { start } = await atDetails(page, 6);
  await page.locator('input[name=name]').fill('Dora Double');
  await page.locator('input[name=phone]').fill('612 345 672');
  await book(page).dblclick({ noWaitAfter: true });
  await page.locator('main dl', { hasText: /Reference/ }).waitFor();
  assert.equal(await visitsOf(t, 'Dora Double', start), 1);
});

test('a booking sent without network waits for it, and is made once', async (t) => {
  const page = await site.page(t, phone);
  const { start } = await atDetails(page, 7);
  await page.locator('input[name=name]').fill('Otilia Offline');
  await page.locator('input[name=phone]').fill('612 345 673');
  await page.context().setOffline(true);
  await book(page).tap();
  const bar = page.locator('#net');
  await bar.waitFor();
  assert.match(await bar.textContent(), /Not saved/);
  await picture(page, 'booking-offline');
  await accessible(page);
  await page.context().setOffline(false);
  await bar.getByRole('button').tap();
  await isBooked(page);
  assert.equal(await visitsOf(t, 'Otilia Offline', start), 1);
});

test('a booking whose answer was lost on the way is made once', async (t) => {
  const page = await site.page(t, phone);
  const { start } = await atDetails(page, 8);
  await page.locator('input[name=name]').fill('Marta Midway');
  await page.locator('input[name=phone]').fill('612 345 674');
  const body = await page.evaluate(() => new URLSearchParams(new FormData(document.getElementById('f'))).toString());
  const send = () => page.request.post(`${site.practice}/book`, {
    data: body, headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' }, maxRedirects: 0,
  });
  const lost = await send(); // the server has it, the person saw nothing
  assert.equal(lost.status(), 303);
  await book(page).tap();
  await isBooked(page);
  assert.equal(new URL(page.url()).pathname, lost.headers().location);
  assert.equal(await visitsOf(t, 'Marta Midway', start), 1);
});

test('the steps are valid HTML', async (t) => {
  const page = await site.page(t, phone);
  await atDetails(page, 9);
  const details = new URL(page.url());
  await validHtml(page, details.pathname + details.search);
});
