'use strict';

const form = document.querySelector('form');
const { words: wordsField, status: statusField, theme } = form.elements;
const output = form.querySelector('output');
const findable = [...document.querySelectorAll('[data-find]')];
const hostNames = [...document.querySelectorAll('#content tr[id][data-hosts]')].map((row) => row.dataset.hosts);
/** The text of each element, in lower case. Filled when it is first looked at; a page never changes. */
const texts = new Map();

for (const element of document.querySelectorAll('[data-script]')) element.hidden = false;

function textOf(element) {
  let text = texts.get(element);
  if (text === undefined) {
    text =
      `${element.closest('[data-group]')?.querySelector('h3')?.textContent ?? ''}\n${element.textContent}`.toLowerCase();
    texts.set(element, text);
  }
  return text;
}

function hasHost(element, test) {
  const { hosts } = element.dataset;
  return (hosts === '*' ? hostNames : hosts.split(' ')).some(test);
}

function matches(element, word) {
  if (word.startsWith('host:')) return hasHost(element, (host) => host.toLowerCase() === word.slice(5));
  return hasHost(element, (host) => host.toLowerCase().includes(word)) || textOf(element).includes(word);
}

function filter() {
  const words = wordsField.value.toLowerCase().split(/\s+/).filter(Boolean);
  const status = statusField.value;
  let shown = 0;
  for (const element of findable) {
    const { statuses } = element.dataset;
    const hasStatus = status === '' || !element.matches('.task') || statuses.split(' ').includes(status);
    element.hidden = !(hasStatus && words.every((word) => matches(element, word)));
    if (!element.hidden && element.matches('.task')) shown += 1;
  }
  for (const group of document.querySelectorAll('[data-group]'))
    group.hidden = group.querySelector('[data-find]:not([hidden])') === null;
  const isFiltered = words.length > 0 || status !== '';
  output.textContent = isFiltered ? `${shown} ${shown === 1 ? 'task' : 'tasks'}` : '';
}

let pending;
function filterSoon() {
  clearTimeout(pending);
  pending = setTimeout(filter, 150);
}

form.addEventListener('submit', (event) => event.preventDefault());
form.addEventListener('input', filterSoon);

theme.addEventListener('click', () => {
  const root = document.documentElement;
  const isDark = root.dataset.theme
    ? root.dataset.theme === 'dark'
    : matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = isDark ? 'light' : 'dark';
});

document.addEventListener('click', ({ target }) => {
  const { open, only } = target.dataset;
  if (open !== undefined)
    for (const task of document.querySelectorAll('.task:not([hidden])')) task.open = open === 'true';
  if (only === undefined) return;
  wordsField.value = `host:${only}`;
  filter();
  wordsField.focus();
});

/** What a link leads to is shown, whatever folds it up or filters it out. */
function reveal() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  if (target.closest('[hidden]')) {
    form.reset();
    filter();
  }
  for (let element = target; element; element = element.parentElement)
    if (element.localName === 'details') element.open = true;
  target.scrollIntoView();
}

addEventListener('hashchange', reveal);
reveal();
