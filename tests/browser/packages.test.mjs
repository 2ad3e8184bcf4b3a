// A gift certificate is bought on the practice's page through the sandbox, printed, and pays for a booking; and what the
// master sees of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mkdir, writeFile } from 'node:fs/promises';
import { pagesOf } from './pdf.mjs';
import { accessible, fits, laptop, phone, picture, useSite, validHtml } from './support.mjs';

const site = useSite();

for (const js of [true, false]) {
  test(`a certificate is bought and used ${js ? 'with' : 'without'} JavaScript`, async (t) => {
    const page = await site.page(t, { ...phone, js });
    await page.goto(site.practice);
    await page.locator(`a[href$="${site.practice}/packages"]`).tap();
    await page.waitForURL('**/packages');
    await fits(page);
    if (js) await accessible(page);
    await picture(page, `packages-shop-${js}`);
    await page.locator('main a.item', { hasText: 'Gift certificate' }).tap();
    await page.waitForURL('**/packages/*');
    await fits(page);
    if (js) await accessible(page);
    await validHtml(page, new URL(page.url()).pathname);
    // Nothing is typed yet: the words stand by the fields, and what was chosen stays.
    await page.locator('main form button.gold').tap();
    await page.locator('[role=alert], .alert[data-tone=danger], .error').first().waitFor();
    await page.locator('input[name=name]').fill('Olga Vidal');
    await page.locator('input[name=email]').fill(`olga-${js}@example.com`);
    await page.locator('summary').tap();
    await page.locator('input[name=recipient_name]').fill('Mum');
    await page.locator('textarea[name=message]').fill('With love');
    await picture(page, `packages-order-${js}`);
    await page.locator('main form button.gold').tap();
    await page.waitForURL((url) => url.pathname.startsWith('/pay/'));
    await page.locator('button[name=way][value=sandbox]').tap();
    await page.waitForURL((url) => url.pathname.startsWith('/pay/test/'));
    await page.locator('button[name=act][value=pay]').tap();
    await page.waitForURL((url) => url.pathname.startsWith('/pay/status/'));
    for (let n = 0; n < 20 && !(await page.locator('a[href^="/certificates/"]').count()); n += 1) {
      await page.waitForTimeout(500);
      await page.reload();
    }
    await page.locator('a[href^="/certificates/"]').tap();
    await page.waitForURL('**/certificates/*');
    await fits(page);
    if (js) await accessible(page);
    await validHtml(page, '/certificates');
    await picture(page, `packages-certificate-${js}`);
    const certificate = page.url();
    assert.ok(await page.getByText('For Mum').count());
    assert.ok(await page.getByText('€50.00 of €50.00 left').count());
    const code = (await page.locator('.gift-code .num').innerText()).trim();
    assert.match(code, /^[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}$/);
    await page.locator('button', { hasText: 'Book with it' }).tap();
    await page.waitForURL(`**${site.practice}/book`);
    const { services } = await (await fetch(`${site.url}/api/v1/public${site.practice}`)).json();
    const service = services.find((one) => one.price > 0 && one.price < 5000);
    const slots = await site.freeTimes(service.slug, js ? 3 : 5);
    await page.goto(`${site.practice}/book?service=${service.slug}&at=${slots[0].start.slice(0, 16)}`);
    assert.equal(await page.locator('input[name=code]').inputValue(), code);
    await picture(page, `packages-booking-${js}`);
    await page.locator('input[name=name]').fill('Mum Vidal');
    await page.locator('input[name=phone]').fill(js ? '612 345 671' : '612 345 672');
    await page.locator('.dock button[form=f]').tap();
    await page.waitForURL((url) => url.pathname.startsWith(`${site.practice}/booked/`));
    await page.goto(certificate);
    const left = (5000 - service.price) / 100;
    assert.ok(await page.getByText(`€${left.toFixed(2)} of €50.00 left`).count(), 'the rest is left');
  });
}

test('the master sees what was sold and what is left', async (t) => {
  const page = await site.signedIn(t, { ...phone });
  await page.goto('/packages');
  await fits(page);
  await accessible(page);
  await picture(page, 'packages');
  await page.locator('main table a', { hasText: 'Five visits' }).first().click();
  await page.waitForURL('**/packages/*');
  await fits(page);
  await accessible(page);
  await picture(page, 'package');
  await page.locator('a[href$="/print"]').first().click();
  await page.waitForURL('**/print');
  await fits(page);
  await accessible(page);
  await picture(page, 'package-print');
});

test('a certificate is one A5 sheet on paper, with its code and a code to scan', async (t) => {
  const page = await site.signedIn(t, laptop);
  await page.goto('/packages');
  await page.locator('main table a', { hasText: 'Gift certificate' }).first().click();
  await page.waitForURL(/\/packages\/[0-9a-f-]{36}$/);
  const own = new URL(page.url()).pathname;
  const holder = new URL(await page.locator('a[href*="/certificates/"], input[value*="/certificates/"]').first()
    .evaluate((one) => one.href || one.value)).pathname;
  for (const [name, path] of [['master', `${own}/print`], ['holder', holder]]) {
    await page.goto(path);
    const code = (await page.locator('.gift-code .num').innerText()).trim();
    const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
    await mkdir('../../target/screens', { recursive: true });
    await writeFile(`../../target/screens/certificate-${name}.pdf`, pdf);
    const pages = pagesOf(pdf);
    assert.equal(pages.length, 1, `${name}: one page, not ${pages.length}`);
    const [, width, height] = /\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]/.exec(pdf.toString('latin1'));
    assert.ok(Math.abs(width - 595) < 2 && Math.abs(height - 420) < 2, `${name}: A5 across, not ${width} × ${height}`);
    assert.ok(pages[0].includes(code), `${name}: the code stands on it: ${pages[0]}`);
    assert.ok(!/Calendar|Print|Balance|Bookwithit/.test(pages[0]), `${name}: nothing else is on paper`);
    await page.emulateMedia({ media: 'print' });
    const qr = await page.locator('.gift-qr').boundingBox();
    const cells = Number((await page.locator('.gift-qr').getAttribute('viewBox')).split(' ')[2]);
    // Half a millimetre a cell is what a phone reads from an arm's length.
    assert.ok(qr.width / cells >= 0.5 * 96 / 25.4, `${name}: cells of ${(qr.width / cells * 25.4 / 96).toFixed(2)} mm`);
    assert.ok(Math.abs(qr.width - qr.height) < 1, `${name}: square`);
    await page.emulateMedia({ media: null });
  }
});
