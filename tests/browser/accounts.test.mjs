// The main story, on real screens: a master signs up and sets the practice up on a phone; a client books from the link,
// confirms, moves and cancels through the mail; the visit stands in the calendar and is completed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { laptop, phone, picture, useSite } from './support.mjs';

const site = useSite();

/** The newest mail to somebody whose subject fits; opens it in the built-in mailbox. The worker needs a moment. */
async function openMail(page, to, subject) {
  for (const end = Date.now() + 15_000; Date.now() < end; await pause(200)) {
    await page.goto('/dev/mail');
    const mail = page.locator('main li a', { hasText: to }).filter({ hasText: subject }).first();
    if (await mail.count()) {
      await mail.click();
      await page.locator('main h1', { hasText: subject }).waitFor();
      return;
    }
  }
  assert.fail(`no mail to ${to} about ${subject}`);
}

/** Presses a button that sends a form, and waits for the page that comes back. */
async function send(page, button) {
  await button.waitFor();
  await page.waitForLoadState();
  await Promise.all([page.waitForEvent('load'), button.tap()]);
}

/** What is left to answer of a form that a person has to look at. */
const fields = (page) => page.locator('main form input:not([type=hidden]):visible, main form select:visible, main form textarea:visible').count();

test('from signing up to a completed visit', { timeout: 120_000 }, async (t) => {
  const master = { name: 'Nadia Rey', email: 'nadia@example.com', password: 'three green kettles' };
  const client = { name: 'Clara Client', phone: '+34 612 000 111', email: 'clara@example.org' };

  // She signs up on her phone.
  const page = await site.page(t, { ...phone, timezoneId: 'Europe/Madrid' });
  await page.goto('/signup');
  assert.equal(await fields(page), 3, 'name, e-mail and password');
  await page.locator('input[name=name]').fill(master.name);
  await page.locator('input[name=email]').fill(master.email);
  await page.locator('input[name=password]').fill(master.password);
  await page.locator('main form button:not([type=button])').last().tap();
  await page.waitForURL((url) => url.pathname === '/setup');

  // At most five questions lead to a link that works.
  let questions = 0;
  let toFill = 0;
  const link = page.locator('main input[readonly]').first();
  while (!(await link.isVisible())) {
    assert.ok(++questions <= 5, 'no more than five questions');
    const step = page.locator('li[aria-current=step] form');
    const radios = step.locator('input[type=radio]');
    if (await radios.count() && !(await step.locator('input[type=radio]:checked').count())) await radios.first().check();
    await picture(page, `setup-${questions}`);
    // What has no proposal yet must be typed or chosen; the rest is read and left as it is.
    toFill += await step.evaluate((form) => [...form.querySelectorAll('input:not([type=hidden], [type=radio], [type=checkbox]), select, textarea')]
      .filter((field) => field.checkVisibility() && !field.value && !field.closest('.field')?.querySelector('.optional')).length);
    const asked = await page.locator('li[aria-current=step] h2').textContent();
    await step.locator('button:not([name=skip])').first().tap();
    await page.waitForFunction((before) => document.querySelector('li[aria-current=step] h2')?.textContent !== before, asked);
  }
  assert.ok(toFill <= 6, `${toFill} fields to fill in`);
  await picture(page, 'setup-done');
  const practice = new URL(await link.inputValue()).pathname;

  // The address of the e-mail is proved by its link.
  await openMail(page, master.email, /./);
  await page.locator('main a[href*="/verify"]').first().tap();
  await send(page, page.locator('main form button').first());

  // A client books.
  const theirs = await site.page(t, { ...phone, timezoneId: 'Europe/Madrid' });
  await theirs.goto(practice);
  await theirs.locator('main a.choice').first().tap();
  await theirs.locator('button[name=at]').first().tap();
  for (const [name, value] of Object.entries(client)) await theirs.locator(`input[name=${name}]`).fill(value);
  await theirs.locator('.dock button').tap();
  await theirs.waitForURL((url) => url.pathname.startsWith(`${practice}/booked/`));

  // Says that she will come; opening the link alone changes nothing.
  await theirs.locator('main a[href*="/l/"]').tap();
  const coming = theirs.locator('form[action$="/confirm"] button');
  await coming.waitFor();
  await theirs.reload();
  await picture(theirs, 'story-link');
  await send(theirs, coming);
  assert.equal(await coming.count(), 0);

  // The visit stands in the calendar, and both have a mail.
  await page.goto('/calendar?view=agenda');
  await page.locator('#grid a', { hasText: client.name }).waitFor();
  await openMail(page, master.email, client.name);
  await openMail(theirs, client.email, /^Booked/);

  // The mail's first link moves the visit, and she hears of it.
  await theirs.locator('main a[href*="/l/"]').first().tap();
  await send(theirs, theirs.locator('form[action$="/move"] button[name=at]').last());
  await picture(theirs, 'story-moved');
  await openMail(theirs, client.email, /^Moved/);

  // Another client books, and cancels by the second link.
  const second = await site.page(t, { ...phone, timezoneId: 'Europe/Madrid' });
  await second.goto(practice);
  await second.locator('main a.choice').first().tap();
  await second.locator('button[name=at]').last().tap();
  await second.locator('input[name=name]').fill('Carla Cancel');
  await second.locator('input[name=phone]').fill('+34 612 000 112');
  await second.locator('input[name=email]').fill('carla@example.org');
  await second.locator('.dock button').tap();
  await second.waitForURL((url) => url.pathname.startsWith(`${practice}/booked/`));
  await openMail(second, 'carla@example.org', /^Booked/);
  await second.locator('main a[href*="/l/"]').nth(1).tap();
  await send(second, second.locator('form[action$="/cancel"] button'));
  await openMail(second, 'carla@example.org', /^Cancelled/);

  // The master receives Clara, and completes the visit, on the laptop.
  const desk = await site.page(t, laptop);
  await desk.goto('/login');
  await desk.locator('input[type=email]').fill(master.email);
  await desk.locator('input[type=password]').fill(master.password);
  await desk.locator('input[type=password]').press('Enter');
  await desk.waitForURL((url) => url.pathname !== '/login');
  await desk.goto('/calendar?view=agenda');
  await desk.locator('#grid a', { hasText: client.name }).click();
  await desk.locator('#panel h2', { hasText: client.name }).waitFor();
  // Clara's day has not come; who has just come in is served and completed.
  assert.equal(await desk.locator('#panel form[action*="/arrival"]').count(), 0);
  await desk.goto('/appointments/walk-in');
  await desk.locator('#what button').first().click();
  await desk.locator('#panel .panel-head', { hasText: 'In progress' }).waitFor();
  await desk.locator('#panel form[action*="/completion"] button').click();
  await desk.locator('#panel .panel-head', { hasText: 'Completed' }).waitFor();
  await picture(desk, 'story-completed');
});

test('a wrong password says so, keeps the address and puts the focus on the summary', async (t) => {
  const page = await site.page(t, phone);
  await page.goto('/login');
  await page.locator('input[type=email]').fill(site.email);
  await page.locator('input[type=password]').fill('not the password');
  await page.locator('input[type=password]').press('Enter');
  await page.waitForFunction(() => document.activeElement?.matches('.error-summary'));
  assert.equal(await page.locator('input[type=email]').inputValue(), site.email);
  assert.match(await page.title(), /^Error: /);
});
