// Planning: what another rule would have done, a calendar from outside, the nearest free time by a key, the keys of a panel, and a
// caller booked with four taps, which takes a person at most fifteen seconds: the log says how many.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, test } from 'node:test';
import { accessible, fits, laptop, phone, picture, useSite } from './support.mjs';

const day = (shift) => new Date(Date.now() + shift * 86_400_000).toISOString().slice(0, 10);

let outside;
const site = useSite(async () => {
  const busy = day(24).replaceAll('-', '');
  const file = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:test', 'BEGIN:VEVENT', 'UID:a', 'DTSTAMP:20260101T000000Z', 'SUMMARY:Dentist',
    `DTSTART:${busy}T060000Z`, `DTEND:${busy}T200000Z`, 'END:VEVENT', 'END:VCALENDAR', ''].join('\r\n');
  outside = createServer((_, answer) => answer.writeHead(200, { 'content-type': 'text/calendar' }).end(file));
  await new Promise((resolve) => outside.listen(0, '127.0.0.1', resolve));
  return { ALLOW_LOOPBACK_FETCH: 'true' };
});
after(() => outside?.close());

test('a rule is tried on the last ninety days before it holds', async (t) => {
  const page = await site.signedIn(t, laptop);
  await page.goto('/settings/booking/simulation');
  await page.locator('select[name=notice]').selectOption({ index: 8 });
  await page.locator('main form button.ink').click();
  await page.locator('#found table').waitFor();
  await fits(page);
  await accessible(page);
  await picture(page, 'simulation');
  assert.equal(await page.locator('#found tbody tr').count() > 3, true);
});

test('a calendar from outside takes its time away from clients', async (t) => {
  const page = await site.signedIn(t, { ...phone, js: false });
  await page.goto('/settings/calendars/sources/new');
  await page.locator('input[name=name]').fill('My other diary');
  await page.locator('input[name=url]').fill(`http://127.0.0.1:${outside.address().port}/mine.ics`);
  await fits(page);
  await page.locator('main form button.gold').click();
  await page.getByText('My other diary').first().waitFor();
  await fits(page);
  await picture(page, 'calendars-source');
  const { services } = await (await fetch(`${site.url}/api/v1/public${site.practice}`)).json();
  const free = await site.freeTimes(services[0].slug, 24);
  assert.ok(free.every(({ start }) => start.slice(0, 10) !== day(24)), 'nothing is offered on that day');
});

test('one key finds the nearest free time, others move and leave a visit', async (t) => {
  const { start } = await site.book({ name: 'Kim Keys', from: 18 });
  const page = await site.signedIn(t, laptop);
  await page.goto(`/calendar?view=day&date=${start.slice(0, 10)}`);
  await page.locator('#grid .appt', { hasText: 'Kim Keys' }).click();
  await page.locator('#panel h2', { hasText: 'Kim Keys' }).waitFor();
  await page.keyboard.press('m');
  await page.locator('#move').waitFor();
  // Somebody types there: a key is a letter.
  await page.locator('#p-h').focus();
  await page.keyboard.press('Escape');
  await page.locator('#move').waitFor({ state: 'hidden' });
  await page.goto('/calendar');
  await page.keyboard.press('b');
  await page.waitForURL((url) => url.pathname === '/blocks/new');
  await page.goto('/calendar');
  await page.keyboard.press('f');
  await page.waitForURL((url) => url.pathname === '/appointments/new');
  assert.ok(await page.locator('#what').inputValue(), 'the service that was booked last');
  assert.match(await page.locator('input[name=date]').inputValue(), /^\d{4}-\d{2}-\d{2}$/);
  assert.match(await page.locator('#time').inputValue(), /^\d{2}:\d{2}$/);
});

for (const [kind, typed, pick] of [['somebody known', 'Larisa Li', null], ['somebody new', 'Zoe Quick 612 345 611', 'new']]) {
  test(`${kind} who calls is booked with four taps`, async (t) => {
    if (!pick) await site.book({ name: typed, from: 20 });
    const page = await site.signedIn(t, phone);
    await page.goto('/calendar');
    let taps = 0;
    // A thumb that looks for its target, and types three letters a second.
    const tap = async (target) => {
      await target.waitFor();
      await page.waitForTimeout(600);
      taps++;
      await target.tap();
    };
    const from = Date.now();
    await tap(page.getByRole('link', { name: 'New appointment' }).first());
    await page.locator('#q').waitFor();
    await page.locator('#q').pressSequentially(pick ? typed : 'lar', { delay: pick ? 180 : 330 });
    const last = await page.locator('#what').inputValue();
    assert.ok(last, 'the last service is chosen');
    if (pick) {
      await page.locator('#picks input[value=new]:checked').waitFor({ state: 'attached' });
      await page.waitForFunction(() => document.querySelector('#picks input[name=phone]').value === '612 345 611');
      assert.equal(await page.locator('#picks input[name=name]').inputValue(), 'Zoe Quick');
    } else {
      const planned = page.waitForResponse((answer) => answer.request().headers()['hx-target'] === 'plan');
      await tap(page.locator('#picks label', { hasText: typed }).first());
      await planned;
    }
    const slots = page.locator('.slot[name=slot]');
    const next = page.getByRole('button', { name: 'Next free' });
    await slots.or(next).first().waitFor();
    if (!(await slots.count())) await tap(next);
    await tap(slots.first());
    await page.locator('#panel .badge[data-status=confirmed]').waitFor();
    const seconds = (Date.now() - from) / 1000;
    t.diagnostic(`${kind}: ${seconds.toFixed(1)} s, ${taps} taps`);
    assert.ok(taps <= 4, `${taps} taps`);
    assert.ok(await page.locator('#panel').getByText(pick ? 'Zoe Quick' : typed).count());
  });
}
