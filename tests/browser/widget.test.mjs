// The booking pages on somebody else's site: as high as they are, without cookies, with and without scripts there, and
// nowhere that the practice did not allow.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { accessible, fits, phone, picture, useSite } from './support.mjs';

const site = useSite();
// Of another site than 127.0.0.1, so that the frame has no cookies; one of two is allowed.
const refused = [/request to http:\/\/localhost/, /frame-ancestors|refused to (display|frame)|Framing/i];
const shops = [];
let body = '';

function shop() {
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(request.url === '/favicon.ico' ? '' : `<!doctype html><html lang="en"><title>Studio</title><h1>Our studio</h1>${body}<p>Below</p>`);
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

const address = (server) => `http://localhost:${server.address().port}`;

before(async () => { shops.push(await shop(), await shop()); });
after(() => shops.forEach((server) => { server.closeAllConnections(); server.close(); }));

const frameOf = (page) => page.frameLocator('iframe');

/** Waits until the frame is as high as its content, so that nothing scrolls twice. */
async function adapts(page) {
  await page.waitForFunction(() => {
    const frame = document.querySelector('iframe');
    return frame && frame.style.height !== '640px';
  });
  const frame = page.frames().find((one) => one !== page.mainFrame());
  await frame.waitForFunction(() => document.documentElement.scrollHeight <= window.innerHeight + 1);
}

test('the owner allows a site, looks at it and takes the code along', async (t) => {
  const page = await site.signedIn(t);
  await page.goto('/settings/widget');
  await page.locator('textarea[name=sites]').fill('no site');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.locator('.error-summary').waitFor();
  assert.equal(await page.locator('textarea[name=sites]').inputValue(), 'no site');
  await page.locator('textarea[name=sites]').fill(address(shops[0]));
  await page.getByRole('button', { name: 'Save' }).click();
  await page.waitForURL('**/settings/widget');
  await frameOf(page).locator('a.choice').first().waitFor();
  await accessible(page);
  await fits(page);
  await picture(page, 'settings-widget');
  body = await page.locator('#snippet').inputValue();
  assert.match(body, /data-aureli/);
  await page.locator('#links a[href$="/card"]').first().click();
  await page.getByText('Scan to choose a time').waitFor();
  await accessible(page);
  await picture(page, 'card');
});

for (const size of [phone, { width: 1280, height: 800 }]) {
  test(`a visit is booked within another site at ${size.width} px`, async (t) => {
    const page = await site.page(t, { ...size, refused });
    await page.goto(address(shops[0]));
    const frame = frameOf(page);
    await frame.locator('a.choice').nth(1).click();
    await frame.locator('button[name=at]').first().waitFor();
    await adapts(page);
    await picture(page, `widget-times-${size.width}`);
    const time = frame.locator('button[name=at]').first();
    const chosen = await time.textContent();
    await time.click();
    await frame.locator('#kept [data-count]', { hasText: /\d\d:\d\d/ }).waitFor();
    await adapts(page);
    // Back within the frame: the time is still one's own.
    await page.evaluate(() => history.back());
    await frame.locator('button[name=at]', { hasText: chosen }).first().click();
    await frame.locator('#kept').waitFor();
    await frame.locator('input[name=name]').fill('Olga Vidal');
    await frame.locator('input[name=phone]').fill(`690 77 ${size.width}`.padEnd(11, '0'));
    await picture(page, `widget-details-${size.width}`);
    await frame.locator('.dock button[form=f]').click();
    await frame.getByText('See you').or(frame.getByText('Asked for')).first().waitFor();
    await adapts(page);
    await picture(page, `widget-done-${size.width}`);
    assert.equal(new URL(page.url()).origin, address(shops[0]), 'the site stays');
    assert.deepEqual((await page.context().cookies(site.url)).map(({ name }) => name), [], 'no cookie came');
  });
}

test('without scripts the link and the plain frame lead to the same pages', async (t) => {
  const page = await site.page(t, { js: false, refused });
  await page.goto(address(shops[0]));
  await page.getByRole('link', { name: 'Book online' }).click();
  await page.waitForURL((url) => url.pathname === `${site.practice}/book`);
  const plain = await site.page(t, { js: false, refused });
  const kept = body;
  body = `<iframe src="${site.url}/embed${site.practice}" title="Booking" width="100%" height="760"></iframe>`;
  try {
    await plain.goto(address(shops[0]));
    const frame = frameOf(plain);
    await frame.locator('a.choice').nth(1).click();
    await frame.locator('button[name=at]').first().click();
    await frame.locator('#kept', { hasText: 'kept for you until' }).waitFor();
    await frame.locator('#kept button').click();
    await frame.locator('#kept').waitFor();
    assert.equal(await frame.locator('#kept button').count(), 0, 'extended once');
  } finally {
    body = kept;
  }
});

test('a site that is not allowed shows nothing, and no other page is ever shown', async (t) => {
  const page = await site.page(t, { refused });
  await page.goto(address(shops[1]));
  await page.locator('iframe').waitFor();
  await page.waitForTimeout(1500);
  assert.equal(await frameOf(page).locator('a.choice').count(), 0);
  const kept = body;
  body = `<iframe src="${site.url}${site.practice}/book"></iframe>`;
  try {
    await page.goto(address(shops[0]));
    await page.waitForTimeout(1500);
    assert.equal(await frameOf(page).locator('a.choice').count(), 0);
  } finally {
    body = kept;
  }
});

test('the time is kept with a visible end, longer at a press, and given back', async (t) => {
  const page = await site.page(t, { ...phone });
  await page.goto(`${site.practice}/book`);
  await page.locator('main a.choice').nth(1).tap();
  await page.locator('button[name=at]').nth(2).tap();
  await page.locator('#kept [data-count]', { hasText: /09:\d\d/ }).waitFor();
  await accessible(page);
  await fits(page);
  await page.locator('input[name=name]').fill('Vera');
  await page.locator('#kept button').tap();
  await page.locator('#kept [data-count]', { hasText: /19:\d\d/ }).waitFor();
  assert.equal(await page.locator('input[name=name]').inputValue(), 'Vera', 'what was typed stays');
  await picture(page, 'booking-kept');
  const other = await site.page(t, { ...phone });
  await other.goto(page.url().replace(/&hold=[^&]*/, ''));
  await other.getByText('just been taken').waitFor();
  await page.locator('button[form=back]').tap();
  await page.locator('button[name=at]').first().waitFor();
  await other.reload();
  await other.locator('input[name=name]').waitFor();
});
