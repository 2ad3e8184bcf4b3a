// The calendar on a laptop: moving and stretching a visit by hand, the panel beside it, keys, and what comes in live.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { accessible, followed, laptop, picture, useSite } from './support.mjs';

const site = useSite();
const screen = { ...laptop, height: 1200 };

/** A visit made for one test, on a day of its own: its date and start as the practice's clock shows them. */
async function visit(name, from) {
  const booked = await site.book({ name, from });
  return { ...booked, date: booked.start.slice(0, 10), clock: booked.start.slice(11, 16) };
}

/** A visit that can be moved by some minutes: the time after it is free. */
async function roomy(name, from, by = 30) {
  const service = (await (await fetch(`${site.url}/api/v1/public${site.practice}`)).json()).services[0].slug;
  const times = await site.freeTimes(service, from);
  const free = new Set(times.map(({ start }) => Date.parse(start)));
  const { start } = times.find((time) => free.has(Date.parse(time.start) + by * 60_000));
  const booked = await site.book({ name, service, start });
  return { ...booked, date: start.slice(0, 10), clock: start.slice(11, 16) };
}

const block = (page, name) => page.locator('#grid .appt:not(.is-ghost)', { hasText: name });
const clocks = (page, name) => block(page, name).locator('time').textContent();
const minutes = (clock) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));

/** The owner's page of a day, with the block of a visit in sight. */
async function day(t, { date }, name, options = {}) {
  const page = await site.signedIn(t, { ...screen, ...options });
  const path = `/calendar?view=day&date=${date}`;
  await (options.js === false ? page.goto(path) : followed(page, path));
  await block(page, name).waitFor();
  // A hand that takes a block needs it to stand still: a font that comes late would move it.
  if (options.js !== false) await page.evaluate(async () => { await document.fonts.ready; });
  return page;
}

/** Takes a block at its middle, or at its lower edge, and pulls it down by minutes; the hand stays closed. */
async function pull(page, name, by, { edge = false } = {}) {
  const box = await block(page, name).boundingBox();
  const ppm = await page.locator('#grid').evaluate((grid) => parseFloat(getComputedStyle(grid).getPropertyValue('--ppm')));
  const x = box.x + box.width / 2;
  const y = edge ? box.y + box.height - 3 : box.y + box.height / 2;
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x, y + 10, { steps: 2 });
  await page.mouse.move(x, y + by * ppm, { steps: 5 });
}

const saved = (page) => page.waitForResponse((answer) => answer.request().method() === 'POST' && answer.url().includes('/move'));

test('a visit is moved by hand, and stays there', async (t) => {
  const made = await roomy('Mia Moved', 20);
  const page = await day(t, made, 'Mia Moved');
  await pull(page, 'Mia Moved', 30);
  const [answer] = await Promise.all([saved(page), page.mouse.up()]);
  assert.equal(answer.status(), 200);
  await page.locator('#toasts').getByText(/\S/).first().waitFor();
  await page.reload();
  assert.equal(minutes(await clocks(page, 'Mia Moved')), minutes(made.clock) + 30);
});

/** A finger on the screen, as the browser itself would report it: `down`, `move` and `up`. */
async function finger(page) {
  const line = await page.context().newCDPSession(page);
  const touch = (type) => async (x, y) => line.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x, y }] });
  return { down: touch('touchStart'), move: touch('touchMove'), up: touch('touchEnd') };
}

test('a finger that rests lifts a visit, one that moves on scrolls past it', async (t) => {
  const made = await roomy('Tilda Touch', 42);
  const page = await day(t, made, 'Tilda Touch', { width: 390, height: 844, touch: true });
  const ppm = await page.locator('#grid').evaluate((grid) => parseFloat(getComputedStyle(grid).getPropertyValue('--ppm')));
  const hand = await finger(page);
  const middle = async () => {
    await block(page, 'Tilda Touch').evaluate((element) => element.scrollIntoView({ block: 'center' }));
    const box = await block(page, 'Tilda Touch').boundingBox();
    return [box.x + box.width / 2, box.y + box.height / 2];
  };
  const stroke = async (x, y, by) => { for (let i = 1; i <= 6; i++) await hand.move(x, y + by * i / 6); };

  let [x, y] = await middle();
  await hand.down(x, y);
  await stroke(x, y, 60);
  await pause(600);
  assert.equal(await page.locator('.is-ghost').count(), 0, 'a scrolling finger lifts nothing');
  await hand.up();
  assert.equal(minutes(await clocks(page, 'Tilda Touch')), minutes(made.clock));

  [x, y] = await middle();
  await hand.down(x, y);
  await pause(600);
  await page.locator('.is-ghost').waitFor();
  await stroke(x, y, 30 * ppm);
  const [answer] = await Promise.all([saved(page), hand.up()]);
  assert.equal(answer.status(), 200);
  await page.reload();
  assert.equal(minutes(await clocks(page, 'Tilda Touch')), minutes(made.clock) + 30);
});

test('empty time is drawn over, blocked and freed again', async (t) => {
  const made = await roomy('Bea Blocked', 44, 60);
  const page = await day(t, made, 'Bea Blocked');
  const menu = page.locator('#span-menu');
  /** Draws from the end of the visit on, over so many minutes. */
  const draw = async (length) => {
    const box = await block(page, 'Bea Blocked').boundingBox();
    const ppm = await page.locator('#grid').evaluate((grid) => parseFloat(getComputedStyle(grid).getPropertyValue('--ppm')));
    const [x, y] = [box.x + box.width / 2, box.y + box.height + 4];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x, y + length * ppm - 8, { steps: 6 });
    await page.locator('.is-span').waitFor();
  };
  const before = await page.locator('#grid .appt').count();

  await draw(60);
  await page.keyboard.press('Escape');
  await page.mouse.up();
  assert.equal(await page.locator('.is-span').count(), 0);
  assert.ok(!(await menu.isVisible()));
  assert.match(page.url(), /\/calendar/, 'and nothing was opened');

  await draw(60);
  await page.mouse.up();
  await menu.waitFor();
  const [from, to] = (await menu.locator('.menu-head').textContent()).split('–');
  assert.ok(minutes(to) - minutes(from) >= 45, `${from}–${to}`);
  await picture(page, 'calendar-span');
  await accessible(page);
  // What follows by itself leaves the menu and what it is about.
  await Promise.all([refreshed(page), site.book({ name: 'Nora Noise', from: 48 })]);
  await page.locator('.is-span').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('.is-span').waitFor({ state: 'detached' });

  await draw(60);
  await page.mouse.up();
  await menu.getByRole('link', { name: 'New appointment' }).waitFor();
  await menu.getByRole('link', { name: 'Block time' }).click();
  await page.waitForURL((url) => url.pathname === '/blocks/new');
  assert.equal(await page.locator('input[name=date]').inputValue(), made.date);
  assert.equal(await page.locator('input[name=from]').inputValue(), from);
  assert.equal(await page.locator('input[name=to]').inputValue(), to);
  await page.getByRole('button', { name: 'Block this time' }).click();
  await page.waitForURL((url) => url.pathname === '/calendar');
  assert.equal(await page.locator('#grid .appt').count(), before + 1);
  await page.locator('#toasts').getByRole('button', { name: 'Undo' }).click();
  await page.locator('#toasts', { hasText: 'The time is free again' }).waitFor();
  assert.equal(await page.locator('#grid .appt').count(), before);

  // By the keyboard, and where no script runs.
  await page.keyboard.press('b');
  await page.waitForURL((url) => url.pathname === '/blocks/new');
  assert.equal(await page.locator('input[name=date]').inputValue(), made.date);
  const plain = await day(t, made, 'Bea Blocked', { js: false });
  await plain.getByRole('link', { name: 'Block time' }).first().focus();
  await Promise.all([plain.waitForURL((url) => url.pathname === '/blocks/new'), plain.keyboard.press('Enter')]);
  await plain.locator('input[name=from]').fill('07:00');
  await plain.locator('input[name=to]').fill('07:30');
  await plain.getByRole('button', { name: 'Block this time' }).click();
  assert.match(plain.url(), /\/calendar/);
  await plain.locator('#toasts').getByRole('button', { name: 'Undo' }).click();
  await plain.locator('#toasts', { hasText: 'The time is free again' }).waitFor();
});

test('a visit is stretched by its edge', async (t) => {
  const made = await visit('Stella Stretched', 21);
  const page = await day(t, made, 'Stella Stretched');
  const length = (text) => minutes(text.slice(-5)) - minutes(text);
  const before = length(await clocks(page, 'Stella Stretched'));
  await pull(page, 'Stella Stretched', -30, { edge: true });
  const [answer] = await Promise.all([saved(page), page.mouse.up()]);
  assert.equal(answer.status(), 200);
  await page.reload();
  assert.equal(length(await clocks(page, 'Stella Stretched')), before - 30);
});

test('a move by hand is undone with one press', async (t) => {
  const made = await visit('Una Undo', 23);
  const page = await day(t, made, 'Una Undo');
  await pull(page, 'Una Undo', 30);
  await page.mouse.up();
  await page.waitForFunction(([name, clock]) => {
    const found = [...document.querySelectorAll('#grid .appt:not(.is-ghost)')].find((one) => one.textContent.includes(name));
    return found && !found.querySelector('time').textContent.startsWith(clock);
  }, ['Una Undo', made.clock]);
  await page.locator('#toasts button', { hasText: 'Undo' }).click();
  await block(page, 'Una Undo').locator('time', { hasText: made.clock }).waitFor();
});

test('Escape lets a visit go where it was', async (t) => {
  const made = await visit('Eva Escape', 22);
  const page = await day(t, made, 'Eva Escape');
  const before = await clocks(page, 'Eva Escape');
  await pull(page, 'Eva Escape', 60);
  await page.locator('.is-ghost').waitFor();
  await page.keyboard.press('Escape');
  await page.mouse.up();
  assert.equal(await page.locator('.is-ghost').count(), 0);
  assert.equal(await clocks(page, 'Eva Escape'), before);
  assert.match(page.url(), /\/calendar/, 'and nothing was opened');
});

test('a form moves a visit as well, with and without JavaScript', async (t) => {
  for (const [js, ahead] of [[true, 24], [false, 26]]) {
    const name = js ? 'Fanny Form' : 'Petra Plain';
    const made = await visit(name, ahead);
    const page = await day(t, made, name, { js });
    await block(page, name).click();
    await page.locator('#panel h2').waitFor();
    await page.locator('#panel a[href*="/move/new"]').click();
    const time = page.locator('#panel input[name=time]:not([type=hidden])');
    await time.waitFor();
    await page.locator('#panel button[name=slot]').last().click();
    await page.locator('#panel a[href*="/move/new"]').waitFor();
    await page.goto(`/calendar?view=day&date=${made.date}`);
    assert.notEqual((await clocks(page, name)).slice(0, 5), made.clock, name);
  }
});

test('a panel opens in place, and Back closes it', async (t) => {
  const made = await visit('Paula Panel', 28);
  const page = await day(t, made, 'Paula Panel');
  const calendar = page.url();
  await page.evaluate(() => { window.same = true; });
  await block(page, 'Paula Panel').click();
  await page.locator('#panel h2').waitFor();
  assert.match(page.url(), /\/appointments\/.+view=day/);
  assert.ok(await page.evaluate(() => window.same), 'the page stayed');
  // The panel is ready for keys when its heading has the focus.
  const heading = () => page.waitForFunction(() => document.activeElement.matches('#panel h2'));
  await heading();
  await accessible(page);
  await picture(page, 'calendar-panel');
  await page.goBack();
  await page.locator('#panel').waitFor({ state: 'hidden' });
  assert.equal(page.url(), calendar);

  await block(page, 'Paula Panel').click();
  await heading();
  await page.keyboard.press('Escape');
  await page.locator('#panel').waitFor({ state: 'hidden' });
  assert.equal(page.url(), calendar);
  await page.waitForFunction(() => document.activeElement.matches('#grid .appt'));
});

test('an open panel follows its visit, and what is being typed in it stays', async (t) => {
  const made = await visit('Pia Panel', 26);
  const page = await day(t, made, 'Pia Panel');
  await block(page, 'Pia Panel').click();
  await page.locator('#panel h2').waitFor();
  const panel = page.locator('#panel');
  const path = new URL(page.url()).pathname;
  const other = await site.signedIn(t, screen);
  const moves = async (which) => {
    await other.goto(`${path}/move/new`);
    await other.locator('#panel button[name=slot]')[which]().click();
    await other.locator('#panel a[href*="/move/new"]').waitFor();
    return (await other.locator('#panel .figure').textContent()).trim();
  };
  // What the reader has opened stays open, and the focus where it was.
  await panel.locator('details:has(.timeline) > summary').click();
  const later = await moves('last');
  await panel.locator('.figure', { hasText: later }).waitFor();
  await panel.locator('details[open] .timeline').waitFor();
  assert.ok(await panel.locator('details:has(.timeline) > summary').evaluate((summary) => summary === document.activeElement));
  // Somebody writes: the panel says it, and takes nothing away.
  await panel.locator('details:has([name=note]) > summary').click();
  await panel.locator('[name=note]').fill('Brings her sister');
  await moves('first');
  await panel.locator('.panel-news .alert').waitFor();
  assert.equal(await panel.locator('[name=note]').inputValue(), 'Brings her sister');
  assert.equal((await panel.locator('.figure').textContent()).trim(), later);
  await panel.locator('.panel-news a').click();
  await panel.locator('.panel-news .alert').waitFor({ state: 'detached' });
  assert.notEqual((await panel.locator('.figure').textContent()).trim(), later);
  // Last, for what looks at the page leaves style attributes behind, which the next exchange would carry over.
  await panel.locator('details:has([name=note]) > summary').click();
  await panel.locator('[name=note]').fill('Brings her sister');
  await moves('last');
  await panel.locator('.panel-news .alert').waitFor();
  await accessible(page);
  await picture(page, 'panel-news');
});

test('a panel is a page of its own without JavaScript', async (t) => {
  const made = await visit('Nora Noscript', 30);
  const page = await day(t, made, 'Nora Noscript', { js: false });
  await block(page, 'Nora Noscript').click();
  await page.locator('#panel h2').waitFor();
  assert.match(page.url(), /\/appointments\//);
  await page.locator('#panel [data-close-panel]').click();
  await page.waitForURL((url) => url.pathname === '/calendar');
});

test('keys lead through the calendar, and rest while somebody types', async (t) => {
  const page = await site.signedIn(t, screen);
  await page.goto('/calendar?view=week&date=2026-05-14');
  const shown = () => new URL(page.url()).searchParams.get('date');
  await page.keyboard.press('ArrowRight');
  await page.waitForURL((url) => url.searchParams.get('date') === '2026-05-21');
  await page.keyboard.press('ArrowLeft');
  await page.waitForURL((url) => url.searchParams.get('date') === '2026-05-14');
  await page.keyboard.press('t');
  await page.waitForURL((url) => url.searchParams.get('date') !== '2026-05-14');
  const today = shown();

  await page.keyboard.press('?');
  const help = page.locator('dialog[open]');
  await help.waitFor();
  await accessible(page);
  await page.keyboard.press('Escape');
  await help.waitFor({ state: 'hidden' });

  await page.keyboard.press('/');
  const search = page.locator('dialog[open] input');
  await search.waitFor();
  await search.pressSequentially('nt');
  assert.equal(await search.inputValue(), 'nt');
  assert.equal(shown(), today);
  await page.keyboard.press('Escape');
  await page.locator('dialog[open]').waitFor({ state: 'hidden' });

  await page.keyboard.press('n');
  await page.waitForURL((url) => url.pathname === '/appointments/new');
});

test('a booking appears in an open calendar by itself', async (t) => {
  const service = (await (await fetch(`${site.url}/api/v1/public${site.practice}`)).json()).services[0].slug;
  const [{ start }] = await site.freeTimes(service, 33);
  const page = await site.signedIn(t, screen);
  await followed(page, `/calendar?view=week&date=${start.slice(0, 10)}`);
  await page.evaluate(() => { window.same = true; });
  await site.book({ name: 'Luz Live', service, start });
  await block(page, 'Luz Live').waitFor();
  assert.ok(await page.evaluate(() => window.same), 'without a reload');
});

/** What the calendar asks for by itself when it hears of a change. */
const refreshed = (page) => page.waitForResponse((answer) => answer.request().headers()['hx-target'] === 'grid' && answer.request().method() === 'GET');

test('a calendar that follows takes neither the focus nor the place nor an open menu', async (t) => {
  const made = await visit('Fenja Focus', 36);
  const page = await day(t, made, 'Fenja Focus', { height: 600 });
  const focused = () => page.evaluate(() => document.activeElement.getAttribute('href'));
  // A block has an id; a day of the strip has none.
  for (const [what, from] of [[block(page, 'Fenja Focus'), 37], [page.locator('.day-strip a').nth(2), 38]]) {
    await what.focus();
    await page.evaluate(() => scrollTo(0, 200));
    const [href, top] = [await focused(), await page.evaluate(() => scrollY)];
    await page.evaluate(() => { document.getElementById('grid').old = true; });
    await Promise.all([refreshed(page), site.book({ name: 'Nele Noise', from })]);
    await page.waitForFunction(() => !document.getElementById('grid').old);
    assert.equal(await focused(), href);
    assert.equal(await page.evaluate(() => scrollY), top);
  }
  await page.locator('.topbar .avatar').click();
  const menu = page.locator('#me');
  await menu.waitFor();
  await page.evaluate(() => { document.getElementById('grid').old = true; });
  await Promise.all([refreshed(page), site.book({ name: 'Nele Noise', from: 39 })]);
  await page.waitForFunction(() => !document.getElementById('grid').old);
  assert.ok(await menu.isVisible());
});

test('a visit in the hand stays there while the calendar changes', async (t) => {
  const service = (await (await fetch(`${site.url}/api/v1/public${site.practice}`)).json()).services[0].slug;
  const made = await visit('Hana Hand', 40);
  const page = await day(t, made, 'Hana Hand');
  await pull(page, 'Hana Hand', 30);
  const ghost = page.locator('.is-ghost');
  await ghost.waitFor();
  const free = (await site.freeTimes(service, 40)).filter(({ start }) => start.slice(0, 10) === made.date);
  await Promise.all([refreshed(page), site.book({ name: 'Lotte Later', service, start: free.at(-1).start })]);
  assert.equal(await ghost.count(), 1, 'nothing was exchanged');
  assert.equal(await block(page, 'Lotte Later').count(), 0);
  await page.keyboard.press('Escape');
  await page.mouse.up();
  await block(page, 'Lotte Later').waitFor();
});
