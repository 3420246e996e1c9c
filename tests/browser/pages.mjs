// What a person does with the pages: types, chooses, opens, changes the month and the language. TAP on standard output.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { browse, desktop, done, ok, phone, serve } from './lib.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const { address, stop } = await serve(process.env.DEMO || 'build/tests/browser/demo');
const browser = await browse();
const paths = ['/', '/?for=2027-01', '/?sort=due', '/search', '/search?q=lai', '/search?q=zzz', '/person/DEMO1', '/person/DEMO1?for=2026-08&known=2026-09-30',
  '/person/DEMO5', '/person/DEMO1/why/assistance.monthly', '/person/DEMO1/why/assistance.monthly?share=yes', '/law', '/law?q=zzz', '/law/assistance.base', '/law/diff',
  '/law/diff?from=2026-11-01&to=2026-11-02', '/check', '/check?kind=dead_paid', '/check?kind=dead_paid&after=37', '/nothing/here', '/person/DEMO1?for=2026-13'];

async function fresh(viewport = desktop, more = {}) {
  const context = await browser.newContext({ viewport, ...more });
  const page = await context.newPage();
  page.troubles = [];
  page.on('pageerror', (e) => page.troubles.push(String(e)));
  page.on('console', (m) => { if (m.type() === 'error' && !/status of (404|400|503)/.test(m.text())) page.troubles.push(m.text()); });
  return page;
}

// ---- every page: for screen readers, on a phone, by weight ----
for (const [kind, viewport, more] of [['desktop', desktop, {}], ['phone', phone, {}], ['dark', desktop, { colorScheme: 'dark' }]]) {
  const page = await fresh(viewport, more);
  for (const path of paths) {
    await page.goto(address + path);
    await page.evaluate(() => document.querySelectorAll('details').forEach((d) => { d.open = true; }));
    await page.evaluate(axe);
    const found = await page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
    ok(found.violations.length === 0, `axe finds nothing on ${path} (${kind})`,
      found.violations.map((v) => `${v.id}: ${v.help}\n  ${v.nodes.slice(0, 3).map((n) => n.html + ' ' + (n.any[0]?.message || '')).join('\n  ')}`).join('\n'));
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    ok(wide <= 0, `${path} does not scroll sideways (${kind})`, `${wide} px too wide`);
  }
  ok(page.troubles.length === 0, `no error in the console (${kind})`, page.troubles.join('\n'));
  await page.context().close();
}
for (const path of ['/', '/person/DEMO1', '/check', '/law']) {
  const page = await fresh();
  const bodies = [];
  page.on('response', (r) => bodies.push(r.body().catch(() => '')));
  await page.goto(address + path, { waitUntil: 'networkidle' });
  await page.evaluate(() => document.fonts.ready);
  const bytes = (await Promise.all(bodies)).reduce((sum, b) => sum + b.length, 0);
  ok(bytes > 5000 && bytes < 100 * 1024, `${path} weighs under 100 KB with everything`, `${bytes} bytes`);
  await page.context().close();
}

// ---- searching with the keyboard ----
{
  const page = await fresh();
  await page.goto(address + '/');
  await page.keyboard.press('/');
  ok(await page.evaluate(() => document.activeElement.id) === 'q', '“/” goes to the search box');
  await page.keyboard.type('lai');
  await page.waitForSelector('#found [role=option]');
  ok(await page.locator('#found [role=option]').count() === 5, 'typing without accents finds five people');
  ok(await page.locator('#found mark').first().textContent() === 'Lài', 'the word met is marked');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  const chosen = page.locator('#found [aria-selected=true]');
  ok(await chosen.count() === 1 && (await chosen.textContent()).includes('Nguyễn Thị Lài'), 'down, down, up chooses the first');
  ok(await page.locator('#q').getAttribute('aria-activedescendant') === await chosen.getAttribute('id'), 'the choice is told to screen readers');
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document));
  ok(found.violations.length === 0, 'axe finds nothing while results are open', found.violations.map((v) => `${v.id} ${v.nodes[0].html}`).join('\n'));
  await page.keyboard.press('Enter');
  await page.waitForURL(address + '/person/DEMO1');
  ok(await page.locator('h1').textContent() === 'Nguyễn Thị Lài', 'enter opens the person');
  await page.locator('#q').fill('lai');
  await page.locator('#q').press('Enter');
  await page.waitForURL(/\/search\?q=lai/);
  ok(await page.locator('tbody tr').count() === 5, 'enter without a choice opens the list');
  await page.locator('#q').fill('khong co ai');
  await page.waitForSelector('#found p');
  ok((await page.locator('#found').textContent()).includes('Không tìm thấy ai'), 'finding nobody says so');
  await page.keyboard.press('Escape');
  ok(await page.locator('#found').isHidden(), 'escape closes the results');
  await page.context().close();
}

// ---- a person, another month, the reasons ----
{
  const page = await fresh();
  await page.goto(address + '/person/DEMO1');
  ok(await page.locator('.band').count() === 0, 'today has no band');
  await page.locator('.fold summary').first().click();
  ok(await page.locator('.sumline').first().isVisible(), '“Vì sao?” unfolds the sum');
  ok(!(await page.content()).includes('046149001234'), 'the citizen number is not in the page');
  ok(!(await page.content()).includes('sổ theo dõi'), 'the origin of a secret fact is not in the page');
  await page.locator('.when summary').click();
  await page.locator('#for').fill('08/2026');
  await page.locator('#known').fill('30/09/2026');
  await page.locator('.when button').click();
  await page.waitForURL(/for=/);
  ok((await page.locator('.band').textContent()).includes('tháng 08/2026, theo những gì đã biết đến 30/09/2026'), 'the band says which time is shown');
  await page.locator('a.cite').first().click();
  await page.waitForURL(/\/law\//).catch(() => {});
  await page.goBack();
  await page.locator('.menu a').nth(2).click();
  ok(page.url().includes('for=2026-08'), 'the time chosen goes along to other pages');
  await page.goBack();
  await page.locator('.band a').click();
  await page.waitForURL(address + '/person/DEMO1');
  ok(await page.locator('.band').count() === 0, 'back to today takes the band away');
  await page.locator('.strip thead a').nth(3).click();
  ok(await page.locator('.band').count() === 1, 'a month of the strip opens that month');
  await page.goto(address + '/person/DEMO1/why/assistance.monthly?share=yes');
  ok(!(await page.locator('main').textContent()).includes('HIV'), 'the form to share leaves secret facts out');
  await page.goto(address + '/person/DEMO5');
  ok(await page.locator('h1').textContent() === 'Nguyễn Văn <b>Đẵng</b> & "Ngỗng"', 'a name with signs of HTML is shown as typed');
  await page.context().close();
}

// ---- language ----
{
  const page = await fresh();
  await page.goto(address + '/person/DEMO1?for=2026-08');
  await page.locator('.lang').click();
  ok(await page.locator('html').getAttribute('lang') === 'en' && page.url().includes('for=2026-08'), 'English keeps the page and the month');
  await page.goto(address + '/');
  ok((await page.locator('h1').textContent()).startsWith('Social assistance'), 'the language is remembered');
  await page.locator('.lang').click();
  ok((await page.locator('h1').textContent()).startsWith('Trợ giúp'), 'and changed back');
  await page.context().close();
}

// ---- lists ----
{
  const page = await fresh();
  await page.goto(address + '/check');
  ok(await page.locator('tbody tr').count() === 50, 'fifty rows a page');
  await page.locator('a[rel=next]').click();
  await page.locator('a[rel=next]').click();
  ok(await page.locator('tbody tr').count() === 37 && await page.locator('a[rel=next]').count() === 0, 'the last page has the rest and no next');
  await page.locator('.kinds a').nth(2).click();
  ok(page.url().includes('kind=dead_paid') && await page.locator('tbody tr').count() === 37, 'a kind is a link one can keep');
  await page.goto(address + '/?sort=due');
  const sums = await page.locator('#communes tbody tr:not(.total) td:nth-child(3)').allTextContents();
  const plain = sums.map((t) => Number(t.replaceAll('.', '')));
  ok(plain.every((v, i) => !i || v <= plain[i - 1]), 'communes are sorted by what is due');
  await page.context().close();
}

// ---- without JavaScript; the server's own refusals ----
{
  const page = await fresh(desktop, { javaScriptEnabled: false });
  await page.goto(address + '/');
  await page.locator('#q').fill('lai');
  await page.locator('#q').press('Enter');
  await page.locator('tbody a').first().click();
  ok(await page.locator('h1').textContent() === 'Nguyễn Thị Lài', 'search and opening work without JavaScript');
  await page.context().close();
  const post = await fetch(address + '/', { method: 'POST', body: 'x' });
  ok(post.status === 405, 'writing is refused');
  const large = await fetch(address + '/person/DEMO77');
  ok(large.status === 503 && (await large.text()).includes('quá lớn'), 'a request that needs too much memory gets a clear page');
  ok((await fetch(address + '/person/DEMO1')).status === 200, 'and the next one is served');
  const home = await fetch(address + '/');
  ok(/default-src 'none'/.test(home.headers.get('content-security-policy')) && home.headers.get('cache-control') === 'no-store', 'strict policy, nothing kept');
  const style = (await home.text()).match(/\/static\/style\.css\?v=\w+/)[0];
  const first = await fetch(address + style), tag = first.headers.get('etag');
  ok(/immutable/.test(first.headers.get('cache-control')), 'style may be kept for ever under its version');
  ok((await fetch(address + style, { headers: { 'If-None-Match': tag } })).status === 304, 'and is not sent again');
  const many = await Promise.all(Array.from({ length: 64 }, (_, i) => fetch(address + paths[i % 19]).then((r) => r.status)));
  ok(many.every((s) => s === 200), 'sixty-four requests at once are all served', many.join(' '));
}

await browser.close();
await stop();
done();
