// Invoices: a visit becomes one, is sent and read by its client, without script too; and the paper on A4.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mkdir, writeFile } from 'node:fs/promises';
import { pagesOf } from './pdf.mjs';
import { laptop, useSite } from './support.mjs';

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
