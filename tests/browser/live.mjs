// The pages over a register: node tests/browser/live.mjs PROGRAM WORDS…  (a command that serves a province on any port)
// Walks from the overview to communes, people, reasons and provisions as a visitor would; every page it meets is checked. TAP.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { browse, desktop, done, ok, phone, serve } from './lib.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const { address, stop } = await serve(process.argv[2], process.argv.slice(3));
const browser = await browse();
const page = await browser.newPage({ viewport: desktop });
const troubles = [];
page.on('pageerror', (e) => troubles.push(String(e)));

async function check(what) {
  await page.evaluate(() => document.querySelectorAll('details').forEach((d) => { d.open = true; }));
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document));
  ok(found.violations.length === 0, `axe finds nothing: ${what}`, found.violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.html).join('\n  ')}`).join('\n'));
  await page.setViewportSize(phone);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  ok(wide <= 0, `no sideways scrolling on a phone: ${what}`, `${wide} px`);
  await page.setViewportSize(desktop);
  ok((await page.content()).length < 100 * 1024, `under 100 KB: ${what}`);
}
async function open(path, what) {
  const answer = await page.goto(address + path);
  ok(answer.status() === 200, `${what} opens`, `${path}: ${answer.status()}`);
  await check(what);
}

await open('/', 'the overview');
const sums = await page.locator('#communes tbody td:nth-child(3)').allTextContents();
const plain = sums.map((t) => Number(t.replaceAll('.', '')));
ok(plain.length > 1 && plain[0] === plain.slice(1).reduce((a, b) => a + b, 0), 'the communes add up to the total', plain.join(' '));

await page.locator('#q').pressSequentially('nguyen thi');
await page.waitForSelector('#found [role=option]');
ok(await page.locator('#found [role=option]').count() === 10, 'typing a common name gives ten results');
await page.keyboard.press('ArrowDown');
await page.keyboard.press('Enter');
await page.waitForURL(/\/person\/[0-9A-Z]{17}/);
await check('a person found by name');

await open('/check', 'the caseload check');
const people = [...new Set(await page.locator('tbody th a').evaluateAll((all) => all.map((x) => x.getAttribute('href'))))].slice(0, 4);
ok(people.length > 0, 'the check names people');
for (const path of people) {
  await open(path, `the file ${path}`);
  const sum = await page.locator('.sumline').first().textContent({ timeout: 1000 }).catch(() => '');
  if (sum) ok(/(^|=\s)[\d.]+\sđ$/.test(sum.trim()), 'the sum ends in a figure', sum);
  await open(`${path}?for=2026-08&known=2026-09-30&lang=en`, `${path} in August as known in September, in English`);
  ok(await page.locator('.band').count() === 1, 'with the band');
  const why = await page.locator('.why a[href*="/why/"]').first().getAttribute('href');
  await open(why, 'the whole explanation');
  await open(`${why}${why.includes('?') ? '&' : '?'}share=yes&lang=vi`, 'the form to share');
}
for (const number of ['1', '17', '00000000000000000'])
  ok((await page.goto(`${address}/person/${number}`)).status() === 404, `nobody is found by a row's number or a wrong id: ${number}`);
await open('/law', 'the law');
for (const path of (await page.locator('#provisions tbody th a').evaluateAll((all) => all.map((x) => x.getAttribute('href')))).slice(0, 60).filter((_, i) => i % 12 === 0))
  await open(path, `the provision ${path}`);
await open('/law/diff?from=2026-10-04&to=2026-10-05', 'what Decree 335/2026 changes');
ok(await page.locator('#changes tbody tr').count() > 3, 'it changes several provisions');
ok(troubles.length === 0, 'no error in a page', troubles.join('\n'));
await browser.close();
await stop();
done();
