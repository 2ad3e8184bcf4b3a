// The pages anyone can open, in each language and theme, on the narrowest phone and on a laptop.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessible, fits, languages, laptop, picture, themes, useSite, validHtml } from './support.mjs';

const site = useSite();

test('the program says that it is well', async () => {
  const answer = await fetch(`${site.url}/healthz`);
  assert.equal(answer.status, 200);
});

// The paths are functions because the practice is known only once the demo is served.
const pages = {
  'the sign-in page': () => '/login',
  'the sign-up page': () => '/signup',
  'the practice page': () => site.practice,
  'the booking page': () => `${site.practice}/book`,
  'the page for a wrong address': () => '/no-such-practice',
};

for (const [name, path] of Object.entries(pages)) {
  for (const lang of languages) {
    test(`${name} fits a narrow phone in ${lang}`, async (t) => {
      const page = await site.page(t, { width: 320, lang });
      await page.goto(path());
      await fits(page);
      await picture(page, `${name.replaceAll(' ', '-')}-phone-${lang}`);
    });
  }

  for (const theme of themes) {
    test(`${name} is accessible in the ${theme} theme`, async (t) => {
      const page = await site.page(t, { ...laptop, theme });
      await page.goto(path());
      await accessible(page);
      await page.setViewportSize({ width: 360, height: 740 });
      await accessible(page);
    });
  }

  test(`${name} is valid HTML`, async (t) => {
    await validHtml(await site.page(t), path());
  });

  test(`${name} has its heading without JavaScript`, async (t) => {
    const page = await site.page(t, { width: 360, js: false });
    await page.goto(path());
    await assert.doesNotReject(page.locator('h1').first().waitFor());
    assert.equal(await page.locator('h1').count(), 1);
  });
}

test('a wrong address is answered with 404', async (t) => {
  const page = await site.page(t);
  assert.equal((await page.goto('/no-such-practice')).status(), 404);
});

test('the owner signs in with what the demo printed', async (t) => {
  const page = await site.signedIn(t, laptop);
  await page.locator('h1').first().waitFor();
});
