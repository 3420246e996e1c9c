// Starts the pages over invented people and a browser; counts checks as TAP.
import { spawn } from 'node:child_process';
import { chromium } from 'playwright-core';

const args = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];

export const desktop = { width: 1366, height: 768 }, phone = { width: 390, height: 844 };

/** Runs the program, waits for the address it prints first, resolves to { address, stop }. */
export function serve(command, words = []) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, words, { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`${command} ended with ${code}`)));
    child.stdout.on('data', (more) => {
      said += more;
      const found = said.match(/http:\/\/127\.0\.0\.1:\d+/);
      if (found) resolve({ address: found[0], stop: () => new Promise((end) => { child.removeAllListeners('exit'); child.on('exit', end); child.kill('SIGTERM'); }) });
    });
  });
}

export const browse = () => chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args });

let number = 0, failed = 0;
export function ok(good, what, note = '') {
  number++;
  if (!good) failed++;
  console.log(`${good ? 'ok' : 'not ok'} ${number} - ${what}`);
  if (!good && note) console.log(String(note).split('\n').map((line) => '# ' + line).join('\n'));
}
export function done() {
  console.log(`1..${number}`);
  process.exitCode = failed ? 1 : 0;
}
