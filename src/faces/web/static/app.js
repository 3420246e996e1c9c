// Comfort only: every page works without this. "/" goes to the search box; results come as one types.
(() => {
  'use strict';
  const box = document.getElementById('q');
  const list = document.getElementById('found');
  if (!box || !list) return;
  let chosen = -1, asked = 0, timer = 0, last = '';

  const options = () => list.querySelectorAll('[role=option]');

  const close = () => {
    list.hidden = true;
    chosen = -1;
    box.setAttribute('aria-expanded', 'false');
    box.removeAttribute('aria-activedescendant');
  };

  const choose = (to) => {
    const all = options();
    if (!all.length) return;
    chosen = (to + all.length) % all.length;
    all.forEach((o, i) => o.setAttribute('aria-selected', String(i === chosen)));
    all[chosen].scrollIntoView({ block: 'nearest' });
    box.setAttribute('aria-activedescendant', all[chosen].id);
  };

  const look = async () => {
    const text = box.value.trim();
    if (text === last && !list.hidden) return;
    last = text;
    if (text.length < 2) return close();
    const mine = ++asked;
    const where = new URLSearchParams(location.search);
    const ask = new URLSearchParams({ q: text, part: '1' });
    for (const name of ['for', 'known']) if (where.get(name)) ask.set(name, where.get(name));
    try {
      const answer = await fetch('/search?' + ask, { headers: { Accept: 'text/html' } });
      const html = await answer.text();
      // An answer that was overtaken by a later one is dropped.
      if (mine !== asked || !answer.ok || document.activeElement !== box) return;
      list.innerHTML = html;
      list.hidden = false;
      chosen = -1;
      box.setAttribute('aria-expanded', String(options().length > 0));
      box.removeAttribute('aria-activedescendant');
    } catch { close(); }
  };

  box.setAttribute('role', 'combobox');
  box.setAttribute('aria-autocomplete', 'list');
  box.setAttribute('aria-controls', 'found');
  box.setAttribute('aria-expanded', 'false');
  box.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(look, 120); });
  box.addEventListener('keydown', (e) => {
    if (e.isComposing) return;
    if (e.key === 'ArrowDown') { list.hidden ? (last = '', look()) : choose(chosen + 1); e.preventDefault(); }
    else if (e.key === 'ArrowUp' && !list.hidden) { choose(chosen - 1); e.preventDefault(); }
    else if (e.key === 'Escape') close();
    else if (e.key === 'Enter' && chosen >= 0 && !list.hidden) {
      e.preventDefault();
      location.href = options()[chosen].href;
    }
  });
  document.addEventListener('pointerdown', (e) => { if (!e.target.closest('.find')) close(); });
  document.addEventListener('keydown', (e) => {
    const typing = e.target.closest('input, textarea, select, [contenteditable]');
    if (e.key === '/' && !typing && !e.ctrlKey && !e.metaKey && !e.altKey) { box.focus(); box.select(); e.preventDefault(); }
  });
  // What is folded is printed too.
  addEventListener('beforeprint', () => document.querySelectorAll('details:not(.when)').forEach((d) => { d.open = true; }));
})();
