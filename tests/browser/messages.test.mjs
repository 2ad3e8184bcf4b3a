// Messages before they go: read, worded anew, stopped and let go; the practice's own texts with how they read.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessible, fits, laptop, phone, picture, themes, useSite } from './support.mjs';

const site = useSite();

test('a reminder is found, worded anew, stopped and let go, without JavaScript', async (t) => {
  await site.book({ name: 'Rita Reminder', email: 'rita@example.com', from: 5 });
  const page = await site.signedIn(t, { ...phone, width: 320, js: false });
  await page.goto('/messages');
  await fits(page);
  await page.locator('.item', { hasText: 'Rita Reminder' }).first().click();
  await page.getByText('rita@example.com').waitFor();
  await fits(page);
  await page.locator('a[href$="/edit"]').click();
  await page.locator('#subject').fill('Until tomorrow');
  await page.locator('#text').fill('Dear Rita\n\nBring your glasses.');
  await fits(page);
  await page.locator('button.gold').click();
  await page.getByText('Bring your glasses.').waitFor();
  await page.locator('form[action$="/stop"] button').click();
  await page.locator('form[action$="/release"] button.gold').click();
  await page.locator('form[action$="/stop"] button').waitFor();
  await fits(page);
});

for (const theme of themes) {
  test(`what goes out is accessible in the ${theme} theme`, async (t) => {
    await site.book({ name: `Thea ${theme}`, email: `${theme}@example.com`, from: 6 });
    const page = await site.signedIn(t, { ...laptop, theme });
    await page.goto('/messages');
    await accessible(page);
    await picture(page, `messages-${theme}`);
    await page.locator('.item', { hasText: `Thea ${theme}` }).first().click();
    await page.locator('a[href$="/edit"]').waitFor();
    await accessible(page);
    await picture(page, `message-${theme}`);
    await page.goto('/settings/templates');
    await accessible(page);
    await page.goto('/settings/templates/reminder/en');
    await accessible(page);
    await picture(page, `template-${theme}`);
  });
}

test('a text shows how it reads while it is typed', async (t) => {
  const page = await site.signedIn(t, phone);
  await page.goto('/settings/templates/booked/en');
  await page.locator('#text').fill('Hello {frist_name}');
  await page.locator('#sample', { hasText: 'Did you mean {first_name}?' }).waitFor();
  await page.locator('#text').fill('Hello {first_name}, see you at {time}');
  await page.locator('#sample', { hasText: /Hello \p{L}+, see you at \d/u }).waitFor();
  assert.equal(await page.locator('#sample').count(), 1);
  await fits(page);
  await page.locator('#template button.gold').click();
  await page.getByText('Restore the usual words').waitFor();
});
