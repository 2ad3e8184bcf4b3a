// Signing on the master's phone and by link: with a finger, with a mouse, with a typed name, without a script.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessible, fits, languages, laptop, phone, themes, useSite, validHtml } from './support.mjs';

const site = useSite();

/** A new client's card, in a browser of the owner. */
async function cardOf(t, name, options) {
  const page = await site.signedIn(t, options);
  await site.book({ name, from: 3 });
  await page.goto(`/clients?q=${encodeURIComponent(name)}`);
  const href = await page.locator('a[href^="/clients/"]', { hasText: name }).first().getAttribute('href');
  await page.goto(href);
  return page;
}

/** Lends the device for the form with this title. */
async function lend(page, title) {
  await page.locator('#consents select').selectOption({ label: title });
  await page.locator('#consents button[value=here]').click();
  await page.waitForURL(/\/l\/consents\//);
}

async function answer(page) {
  const groups = await page.locator('main input[type=radio]').evaluateAll((all) => [...new Set(all.map(({ name }) => name))]);
  for (const name of groups) await page.locator(`input[name="${name}"]`).first().evaluate((input) => input.click());
  for (const field of await page.locator('main input[type=text]:not([name=name])').all()) await field.fill('Henna');
  await page.locator('input[name=agree]').check();
  await page.locator('input[name=name]').fill('Tina Typed');
}

/** By the keyboard, as who has no pointer. */
async function press(page, field) {
  await page.locator(field).first().focus();
  await page.keyboard.press('Space');
}

const sign = (page) => page.locator('.dock button').click();
const drawn = (page) => page.locator('sign-pad input[name=drawn]').inputValue();

/** Where the pad lies once it is in sight. */
async function pad(page) {
  const canvas = page.locator('sign-pad canvas').last();
  await canvas.evaluate((element) => element.scrollIntoView({ block: 'center' }));
  return canvas.boundingBox();
}

async function stroke(page, touch) {
  const { x, y } = await pad(page);
  const points = Array.from({ length: 30 }, (_, n) => ({ x: x + 40 + n * 5, y: y + 70 + 30 * Math.sin(n / 3) }));
  if (!touch) {
    await page.mouse.move(points[0].x, points[0].y);
    await page.mouse.down();
    for (const point of points) await page.mouse.move(point.x, point.y);
    return page.mouse.up();
  }
  const devtools = await page.context().newCDPSession(page);
  const send = (type, touchPoints) => devtools.send('Input.dispatchTouchEvent', { type, touchPoints });
  await send('touchStart', [points[0]]);
  for (const point of points) await send('touchMove', [point]);
  await send('touchEnd', []);
}

/** The word that it is signed; what is to be signed next for the same visit may stand below it. */
const signed = (page) => page.getByText(/^Signed[.,]/).first().waitFor();

/** Gives the device back, and opens what was signed. */
async function handBack(page, card) {
  await page.goto('/hand-back');
  await page.locator('input[type=password]').fill(site.password);
  await page.locator('input[type=password]').press('Enter');
  await page.waitForURL((url) => url.pathname === card || url.pathname.startsWith('/appointments/'));
  await page.goto(card);
  await page.locator('#consents li', { hasText: 'Valid' }).getByRole('link').click();
}

for (const touch of [true, false]) {
  test(`a lent device is signed with ${touch ? 'a finger' : 'a mouse'} and given back`, async (t) => {
    const page = await cardOf(t, touch ? 'Fina Finger' : 'Mona Mouse', touch ? phone : laptop);
    const card = new URL(page.url()).pathname;
    await lend(page, 'Consent to treatment');
    await page.goto('/calendar');
    assert.match(page.url(), /\/login/, 'nothing of the app opens');
    await page.goBack();
    await accessible(page);
    // Nothing filled in: what is missing is told, and what was drawn stays.
    await stroke(page, touch);
    const lines = await drawn(page);
    assert.match(lines, /^M\d+ \d+(L\d+ \d+){5}/);
    await sign(page);
    await page.locator('.error-summary').waitFor();
    await accessible(page);
    assert.equal(await drawn(page), lines);
    await page.locator('[data-clear]').click();
    assert.equal(await drawn(page), '');
    const before = await page.evaluate(() => scrollY);
    await stroke(page, touch);
    if (touch) assert.ok(Math.abs(await page.evaluate(() => scrollY) - before) < 400, 'the pad does not scroll the page');
    await answer(page);
    await sign(page);
    await signed(page);
    await handBack(page, card);
    await page.locator('.paper .signature path').first().waitFor();
    await accessible(page);
    await fits(page);
  });
}

test('a typed name signs, without a script', async (t) => {
  const page = await cardOf(t, 'Tina Typed', { ...phone, js: false });
  const card = new URL(page.url()).pathname;
  await lend(page, 'Consent to treatment');
  assert.equal(await page.locator('sign-pad').isVisible(), false);
  for (const name of await page.locator('main input[type=radio]').evaluateAll((all) => [...new Set(all.map((one) => one.name))])) {
    await press(page, `input[name="${name}"]`);
  }
  await press(page, 'input[name=agree]');
  await page.locator('input[name=name]').fill('Tina T. Typed');
  await sign(page);
  await signed(page);
  await fits(page);
  await handBack(page, card);
  await page.locator('.paper').getByText('Tina T. Typed').waitFor();
});

test('forms and what was signed are whole in every language, theme and width', async (t) => {
  for (const theme of themes) {
    for (const width of [320, 1440]) {
      const page = await site.signedIn(t, { width, theme });
      for (const lang of languages) {
        await page.goto(`/settings/forms?lang=${lang}`);
        await fits(page);
        if (lang === 'en') await accessible(page);
        const form = await page.locator('main a[href^="/settings/forms/"]').first().getAttribute('href');
        await page.goto(form);
        await fits(page);
        await accessible(page);
        if (theme === 'light' && width === 320) await validHtml(page, form);
      }
    }
  }
});

test('the editor keeps the keyboard where the work is, without a script too', async (t) => {
  for (const js of [true, false]) {
    const page = await site.signedIn(t, { js, refused: [/422/] });
    await page.goto('/settings/forms');
    await page.locator('button[name=from][value=medical]').click();
    await page.locator('#fields').waitFor();
    const count = () => page.locator('#fields fieldset').count();
    const before = await count();
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.waitForURL(/at=label/);
    assert.equal(await count(), before + 1);
    const focused = () => page.evaluate(() => document.activeElement.id || document.activeElement.getAttribute('aria-label'));
    assert.equal(await focused(), `label-${before}`, 'the new question is to be written');
    await page.keyboard.type('Anything else?');
    await page.getByRole('button', { name: `Move question ${before + 1} up` }).click();
    await page.waitForURL(/at=up/);
    assert.equal(await focused(), `Move question ${before} up`, 'one can go on pressing');
    assert.equal(await page.locator(`#label-${before - 1}`).inputValue(), 'Anything else?');
    await page.getByRole('button', { name: `Remove question ${before + 1}` }).click();
    await page.waitForURL(/at=label/);
    assert.equal(await focused(), `label-${before - 1}`);
    assert.equal(await count(), before);
    // What lacks is told beside its field; the summary says which question it is.
    await page.locator('#label-0').fill('');
    await page.locator('#body').fill('');
    for (const code of ['es', 'ru']) {
      await page.locator(`button[value="text:${code}"]`).click();
      await page.waitForURL(new RegExp(`text=${code}`));
      await page.locator('#body').fill('');
    }
    await page.locator('button[value="text:en"]').click();
    await page.waitForURL(/text=en/);
    await page.getByRole('button', { name: 'Publish' }).click();
    const summary = page.locator('.error-summary');
    await summary.waitFor();
    assert.ok(await summary.evaluate((box) => box === document.activeElement));
    assert.match(await summary.textContent(), /Write what question 1 asks/);
    assert.match(await page.locator('#label-0').getAttribute('aria-describedby'), /label-0-e/);
    if (js) await accessible(page);
  }
});
