// Pictures of the pages, to look at: node tests/browser/shots.mjs FOLDER [PROGRAM WORDS…]
import { mkdirSync } from 'node:fs';
import { browse, desktop, phone, serve } from './lib.mjs';

const [folder, command = 'build/tests/browser/demo', ...words] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const pages = {
  overview: '/', search: '/search?q=lai', person: '/person/DEMO1', month: '/person/DEMO1?for=2026-08&known=2026-09-30',
  why: '/person/DEMO1/why/assistance.monthly', law: '/law', provision: '/law/assistance.base', diff: '/law/diff', check: '/check',
  trouble: '/person/DEMO1?for=2026-13', english: '/person/DEMO1?lang=en',
};
const server = await serve(command, words);
const browser = await browse();
for (const [kind, viewport] of Object.entries({ desktop, phone })) {
  for (const [name, path] of Object.entries(pages)) {
    const page = await browser.newPage({ viewport });
    await page.goto(server.address + path);
    await page.evaluate(() => document.fonts.ready);
    if (name === 'person') await page.locator('.fold summary').first().click();
    await page.screenshot({ path: `${folder}/${name}-${kind}.png`, fullPage: kind === 'phone' });
    await page.close();
  }
  const page = await browser.newPage({ viewport });
  await page.goto(server.address + '/');
  await page.locator('#q').pressSequentially('lai');
  await page.waitForSelector('#found [role=option]');
  await page.keyboard.press('ArrowDown');
  await page.screenshot({ path: `${folder}/typing-${kind}.png` });
  await page.close();
}
const dark = await browser.newPage({ viewport: desktop, colorScheme: 'dark' });
await dark.goto(server.address + '/person/DEMO1');
await dark.screenshot({ path: `${folder}/dark-desktop.png` });
await dark.emulateMedia({ media: 'print' });
await dark.goto(server.address + '/person/DEMO1/why/assistance.monthly?share=yes');
await dark.pdf({ path: `${folder}/why.pdf`, format: 'A4' });
await browser.close();
await server.stop();
