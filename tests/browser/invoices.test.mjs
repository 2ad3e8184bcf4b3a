// Invoices: a visit becomes one, is sent and read by its client, without script too; and the paper on A4.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mkdir, writeFile } from 'node:fs/promises';
import { pagesOf } from './pdf.mjs';
import { accessible, fits, laptop, phone, picture, useSite } from './support.mjs';

const site = useSite();

/** A draft with so many lines of 1.00 each; its path. */
async function draft(page, lines) {
  const made = await page.request.post('/invoices/new', { form: { client: '' }, headers: { origin: site.url } });
  const path = new URL(made.url()).pathname.replace(/\/edit$/, '');
  const fields = new URLSearchParams({ version: '1', locale: 'en', tax_mode: 'none', buyer_name: 'Alina Vetrova' });
  for (let n = 1; n <= lines; n++) {
    fields.append('kind', 'text');
    fields.append('description', `Begin${n}: a line that is long enough to be broken into two on a sheet of paper of this width, because it goes on and on, end${n}.`);
    fields.append('quantity', '1');
    fields.append('price', '1.00');
    for (const empty of ['off', 'tax', 'service', 'product']) fields.append(empty, '');
  }
  const saved = await page.request.post(`${path}/edit`, {
    data: fields.toString(), headers: { origin: site.url, 'content-type': 'application/x-www-form-urlencoded' },
  });
  assert.equal(saved.status(), 200, await saved.text());
  return path;
}

for (const lines of [1, 30, 80]) {
  test(`an invoice of ${lines} lines on A4`, { timeout: 120_000 }, async (t) => {
    const page = await site.signedIn(t, laptop);
    const path = await draft(page, lines);
    await page.goto(path);
    await page.getByRole('button', { name: 'Issue the invoice' }).click();
    await page.waitForLoadState();
    await page.goto(`${path}/print`);
    const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
    await mkdir('../../target/screens', { recursive: true });
    await writeFile(`../../target/screens/invoice-${lines}.pdf`, pdf);
    const pages = pagesOf(pdf);
    assert.ok(lines > 30 ? pages.length > 2 : lines > 1 ? pages.length > 1 : pages.length === 1, `${pages.length} pages`);
    for (let n = 1; n <= lines; n++) {
      const on = pages.filter((text) => text.includes(`Begin${n}:`));
      assert.equal(on.length, 1, `line ${n} stands on one page`);
      assert.ok(on[0].includes(`end${n}.`), `line ${n} is not split`);
    }
    for (const [i, text] of pages.entries()) {
      if (text.includes('Begin')) assert.ok(text.includes('Description'), `page ${i + 1} has the head of the table`);
      assert.ok(!text.includes('Calendar'), 'no navigation on paper');
    }
    const total = `€${lines}.00`;
    const last = pages.at(-1);
    assert.ok(last.includes('Total') && last.includes(total) && last.includes('Topay'), `the total stands at the end: ${last}`);
  });
}

for (const js of [true, false]) {
  test(`a visit becomes an invoice that its client reads, ${js ? 'with' : 'without'} script`, { timeout: 120_000 }, async (t) => {
    const page = await site.signedIn(t, { ...phone, js });
    const name = `Irene ${js ? 'Script' : 'Plain'}`;
    await site.book({ name, email: `irene${js}@example.com`, phone: js ? '+34612000001' : '+34612000002' });
    await page.goto('/clients?q=Irene');
    await page.locator('main').getByRole('link', { name }).first().click();
    await page.waitForURL(/\/clients\/[0-9a-f-]{36}/);
    await page.locator('main a[href^="/appointments/"]:not([href*="/new"])').first().click();
    await page.waitForURL(/\/appointments\/[0-9a-f-]{36}/);
    // By the keyboard: without script the panel is not scrolled from under its foot for a press.
    await page.getByRole('button', { name: 'Make the invoice' }).press('Enter');
    await page.waitForURL(/\/invoices\/[0-9a-f-]{36}$/);
    await fits(page);
    if (js) await accessible(page);
    await picture(page, `invoice-draft-phone-${js}`);
    await page.getByRole('link', { name: 'Edit' }).click();
    await page.waitForURL(/\/edit$/);
    await page.getByLabel('Discount on the whole').fill('10 %');
    await page.getByRole('button', { name: 'Add up' }).click();
    await page.locator('#totals').getByText('Discount').waitFor();
    await fits(page);
    if (js) await accessible(page);
    await page.getByRole('button', { name: 'Save', exact: true }).last().click();
    await page.waitForURL(/\/invoices\/[0-9a-f-]{36}$/);
    await page.getByRole('button', { name: /Send to Irene/ }).click();
    await page.getByRole('heading', { name: /Invoice \d{4}-\d{4}/ }).first().waitFor();
    await page.getByRole('button', { name: 'Make a link' }).click();
    const link = await page.locator('#url').inputValue();
    const client = await site.page(t, { ...phone, js, lang: 'es' });
    await client.goto(new URL(link).pathname);
    await client.locator('.sheet-a4 .qr').waitFor();
    await fits(client);
    if (js) await accessible(client);
    await picture(client, `invoice-pay-phone-${js}`);
  });
}

test('a product is sold on an invoice, and the day is closed', { timeout: 120_000 }, async (t) => {
  const page = await site.signedIn(t, phone);
  await page.goto('/products/new');
  await page.getByLabel('Name').fill('Argan oil');
  await page.getByLabel('Price').fill('12.50');
  await page.getByLabel('How many there are').fill('3');
  await fits(page);
  await accessible(page);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.waitForURL(/\/products$/);
  const path = await draft(page, 1);
  await page.goto(`${path}/edit`);
  const option = await page.locator('#pick option', { hasText: 'Argan oil' }).getAttribute('value');
  await page.locator('#pick').selectOption(option);
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  assert.equal(await page.getByLabel('Price').last().inputValue(), '12.50');
  await page.getByRole('button', { name: 'Save', exact: true }).last().click();
  await page.waitForURL(/\/invoices\/[0-9a-f-]{36}$/);
  await page.getByRole('button', { name: 'Issue the invoice' }).click();
  await page.getByRole('heading', { name: /Invoice \d{4}-\d{4}/ }).first().waitFor();
  await page.goto(`${path}/payments/new`);
  await page.locator('form[action$="/payments/new"] button').last().click();
  await page.waitForURL(/\/invoices\/[0-9a-f-]{36}$/);
  await page.goto('/products');
  await page.getByRole('link', { name: /Argan oil/ }).getByText('2 in stock').waitFor();
  await page.goto('/cash');
  await fits(page);
  await accessible(page);
  await picture(page, 'cash-phone');
  await page.getByRole('link', { name: 'Close the day' }).click();
  await page.getByLabel('Counted').fill('1');
  await page.getByRole('button', { name: 'Write it down' }).click();
  await page.getByText('less than must be there').waitFor();
  await accessible(page);
  await page.getByLabel('Note').fill('Change for the café');
  await page.getByRole('button', { name: 'Write it down' }).click();
  await page.getByText('Change for the café').waitFor();
  await accessible(page);
});
