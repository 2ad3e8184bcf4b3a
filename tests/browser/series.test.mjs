// Series: a visit that repeats is asked for, decided and booked, moved and cancelled; without JavaScript too.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessible, fits, laptop, phone, picture, useSite } from './support.mjs';

const site = useSite();

/** Decides every visit that waits: another time where there is one, else it is left out. */
async function decide(page) {
  for (const select of await page.locator('select[name=resolve]').all()) {
    const values = await select.locator('option').evaluateAll((options) => options.map((option) => option.value));
    await select.selectOption(values.find((value) => value.endsWith('Z')) ?? values.find((value) => value.endsWith('=skip')));
  }
}

test('a new visit repeats every week, without JavaScript', async (t) => {
  const page = await site.signedIn(t, { ...phone, js: false });
  await page.goto('/appointments/new?client=new&name=Serena%20Series');
  await page.locator('#repeat-fold summary').click();
  await page.locator('input[name=repeat][value=weekly]').check();
  await page.locator('input[name=count]').fill('4');
  await page.locator('#plan .slots button.slot, #plan input[name=time]').first().waitFor();
  await page.locator('input[name=time]').fill('12:00');
  await page.locator('#plan button.gold').click();
  await page.locator('#new-series li').nth(3).waitFor();
  await fits(page);
  await decide(page);
  await page.locator('#new-series button.gold').click();
  await page.locator('#panel dd', { hasText: ' of ' }).waitFor();
  await page.locator('#series-fold summary').click();
  assert.ok(await page.locator('#series-fold li a').count() > 0);
});

test('a visit is repeated from its panel, then the following are moved and cancelled', async (t) => {
  const page = await site.signedIn(t, { ...laptop, height: 1000 });
  const made = await site.book({ name: 'Petra Panel', from: 24 });
  const date = made.start.slice(0, 10);
  await page.goto(`/calendar?view=day&date=${date}`);
  await page.locator('#grid .appt', { hasText: 'Petra Panel' }).click();
  await page.locator('#panel button[popovertarget=more]').click();
  await page.locator('#more a[href*="/series/new"]').click();
  await page.locator('#series input[name=count]').fill('3');
  await accessible(page);
  await picture(page, 'series-begin');
  await page.locator('#panel button.gold').click();
  await page.locator('#panel ol.series li').nth(1).waitFor();
  await accessible(page);
  await picture(page, 'series-list');
  await decide(page);
  await page.locator('#panel button.gold').click();
  await page.locator('#panel dd', { hasText: '1 of 3' }).waitFor();
  await accessible(page);
  // An hour later, this and the following.
  await page.locator('#panel a[href*="/move/new"]').click();
  await page.locator('#move input[name=scope][value=all], #move input[name=scope][value=following]').first().check();
  const time = page.locator('#move input[name=time]');
  const [hour, minute] = (await time.inputValue()).split(':');
  await time.fill(`${String((Number(hour) + 1) % 24).padStart(2, '0')}:${minute}`);
  await page.locator('#panel button.gold').click();
  await page.locator('#panel ol.series li').nth(2).waitFor();
  await accessible(page);
  await picture(page, 'series-move');
  await decide(page);
  await page.locator('#panel button.gold').click();
  await page.locator('#panel dd', { hasText: '1 of 3' }).waitFor();
  await page.locator('#panel button[popovertarget=more]').click();
  await page.locator('#more a[href*="/cancellation/new"]').click();
  await page.locator('#cancel input[name=scope]').last().check();
  await accessible(page);
  await picture(page, 'series-cancel');
  await page.locator('#panel button.danger').click();
  await page.locator('#panel .panel-head .badge', { hasText: /Cancelled/ }).waitFor();
});
