// Paying a deposit on a page of another origin, and coming back: with and without JavaScript. The other origin is a
// stand-in of Stripe on a port of its own, under another name of this machine.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, test } from 'node:test';
import { accessible, fits, phone, picture, useSite, validHtml } from './support.mjs';

const sessions = new Map();
const bank = createServer((request, answer) => {
  let body = '';
  request.on('data', (piece) => (body += piece)).on('end', () => {
    const url = new URL(request.url, 'http://localhost');
    const json = (value) => answer.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    const page = (text) => answer.writeHead(200, { 'content-type': 'text/html' })
      .end(`<!doctype html><html lang="en"><head><title>Bank</title><link rel="icon" href="data:,"></head><body>${text}</body></html>`);
    const id = url.pathname.split('/').pop();
    const session = sessions.get(id);
    if (url.pathname === '/v1/account') return json({ id: 'acct_1', object: 'account', charges_enabled: true });
    if (request.method === 'POST' && url.pathname === '/v1/checkout/sessions') {
      const form = new URLSearchParams(body);
      const made = {
        id: `cs_test_${sessions.size + 1}`, object: 'checkout.session', status: 'open', payment_status: 'unpaid',
        amount_total: Number(form.get('line_items[0][price_data][unit_amount]')), livemode: false,
        currency: form.get('line_items[0][price_data][currency]'), payment_intent: null,
        client_reference_id: form.get('client_reference_id'), success_url: form.get('success_url'),
      };
      made.url = `http://localhost:${bank.address().port}/pay/${made.id}`;
      sessions.set(made.id, made);
      return json(made);
    }
    if (url.pathname.startsWith('/v1/checkout/sessions/')) return json(session);
    if (request.method === 'POST') {
      Object.assign(session, { status: 'complete', payment_status: 'paid', url: null, payment_intent: {
        id: 'pi_1', status: 'succeeded', latest_charge: { amount_refunded: 0, disputed: false } } });
      return answer.writeHead(303, { location: session.success_url }).end();
    }
    return page(`<h1>Bank</h1><p>${session.amount_total} ${session.currency}</p><form method="post"><button>Pay</button></form>`);
  });
});
after(() => bank.close());

const site = useSite(async () => {
  await new Promise((resolve) => bank.listen(0, 'localhost', resolve));
  return { STRIPE_URL: `http://localhost:${bank.address().port}/v1` };
});
const refused = [/^request to http:\/\/localhost:\d+\//];

test('the owner connects a provider and asks for a deposit', async (t) => {
  const page = await site.signedIn(t);
  await page.goto('/settings/payments');
  await accessible(page);
  await page.goto('/settings/payments/ways/stripe');
  // Whoever has just signed in is not asked for the password again.
  await page.locator('input[name=secret]').fill('sk_test_4242');
  await page.locator('input[name=signing]').fill('whsec_4242');
  await page.locator('button', { hasText: 'Save' }).click();
  await page.waitForURL('**/settings/payments');
  await page.goto('/settings/payments/ways/stripe');
  assert.ok(await page.getByText('4242').count(), 'the last four are shown');
  assert.equal(await page.locator('input[name=secret]').inputValue(), '', 'and nothing more');
  await accessible(page);
  await page.goto('/services');
  await page.locator('main a[href^="/services/"]:not([href$=new])').first().click();
  await page.evaluate(() => document.querySelectorAll('details').forEach((one) => (one.open = true)));
  await page.locator('select[name=deposit_kind]').selectOption('fixed');
  await page.locator('input[name=deposit]').fill('15');
  await page.locator('main form button.gold').first().click();
  await page.waitForLoadState();
});

for (const js of [true, false]) {
  test(`a deposit is paid at the bank ${js ? 'with' : 'without'} JavaScript`, async (t) => {
    const page = await site.page(t, { ...phone, js, refused });
    const { services } = await (await fetch(`${site.url}/api/v1/public${site.practice}`)).json();
    const service = services.find((one) => one.deposit > 0);
    assert.ok(service, 'a service asks for a deposit');
    const slots = await site.freeTimes(service.slug, js ? 3 : 5);
    await page.goto(`${site.practice}/book?service=${service.slug}&at=${slots[0].start.slice(0, 16)}`);
    assert.ok(await page.getByText('€15').count(), 'the deposit is told before');
    await page.locator('input[name=name]').fill('Olga Vidal');
    await page.locator('input[name=phone]').fill(js ? '612 345 678' : '612 345 679');
    await page.locator('.dock button[form=f]').tap();
    await page.waitForURL((url) => url.pathname.startsWith('/pay/visit/'));
    await fits(page);
    if (js) {
      await page.locator('[data-count]', { hasText: /\d\d:\d\d/ }).waitFor();
      await accessible(page);
    }
    await validHtml(page, new URL(page.url()).pathname);
    await picture(page, `pay-visit-${js}`);
    await page.locator('button[name=way][value=stripe]').tap();
    await page.waitForURL((url) => url.pathname.startsWith('/pay/status/'));
    await fits(page);
    if (js) await accessible(page);
    await picture(page, `pay-go-${js}`);
    await page.locator('a.gold').tap();
    await page.waitForURL(/localhost/);
    assert.notEqual(new URL(page.url()).origin, site.url, 'another origin');
    await page.locator('button').tap();
    await page.waitForURL((url) => url.pathname.startsWith('/pay/status/'));
    if (!js) await page.locator('form button', { hasText: 'I have paid' }).tap();
    await page.locator('h1', { hasText: 'Paid, thank you' }).waitFor();
    await picture(page, `pay-paid-${js}`);
    if (js) await accessible(page);
    await page.locator('a', { hasText: 'To the visit' }).tap();
    await page.waitForURL((url) => url.pathname.startsWith(`${site.practice}/booked/`));
    assert.ok(await page.getByText('Confirmed').count());
  });
}

test('the owner sees what came and gives a part of it back', async (t) => {
  const page = await site.signedIn(t, { ...phone });
  await page.goto('/payments');
  await fits(page);
  await accessible(page);
  await picture(page, 'payments');
  await page.locator('main a[href^="/payments/"]').first().click();
  await fits(page);
  await accessible(page);
  await picture(page, 'payment');
  await page.locator('a[href$="/refunds/new"]').click();
  await fits(page);
  await accessible(page);
  await picture(page, 'refund');
});
