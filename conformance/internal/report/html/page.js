const filters = document.getElementById('filters');
const toast = document.getElementById('toast');

// copyButton makes a button that copies a link to this page with that address.
function copyButton(address) {
  return button({ class: 'plain copy' }, () => copyLink(`#${encoded(address())}`), 'Copy link');
}

async function copyLink(hash) {
  const link = location.href.replace(/#.*$/, '') + hash;
  try {
    await navigator.clipboard.writeText(link);
    say('Link copied.');
  } catch {
    say(link); // to be copied by hand, where the browser forbids it
  }
}

let silence = 0;

// say shows words for a moment.
function say(words) {
  toast.textContent = words;
  toast.hidden = false;
  clearTimeout(silence);
  silence = setTimeout(() => { toast.hidden = true; }, 4000);
}

// targetOf returns the section that the address names, and the place of the
// scenario in it, if it names one.
function targetOf(wanted) {
  const place = wanted.target.startsWith('scenario=') ? wanted.target.slice('scenario='.length) : '';
  const scenario = place ? scenarios.findIndex((s) => s.place === place) : -1;
  const id = scenario < 0 ? wanted.target : (scenarios[scenario].requirements || [])[0];
  return { requirement: requirements.find((r) => r.id === id), scenario };
}

// show brings the page to what its address says.
function show() {
  const wanted = readAddress();
  const { requirement, scenario } = targetOf(wanted);
  setFilters(wanted);
  const shown = applyFilters(wanted, requirement);
  document.getElementById('found').textContent = `${shown} of ${plural(requirements.length, 'requirement')}`;
  document.getElementById('nothing').hidden = shown > 0;
  document.getElementById('clear').hidden = !filterNames.some((name) => wanted[name].length > 0);
  if (requirement) reveal(requirement, scenario);
}

// reveal unfolds a requirement, or one of its scenarios, and goes there.
function reveal(requirement, scenario) {
  requirement.open = true;
  unfold(requirement);
  const inside = requirement.querySelector(`[data-scenario="${scenario}"]`);
  if (inside) openScenario(inside);
  const there = inside || requirement;
  there.scrollIntoView();
  there.querySelector('summary').focus({ preventScroll: true });
}

function setFilters(wanted) {
  for (const toggle of filters.querySelectorAll('[data-verdict]')) {
    toggle.setAttribute('aria-pressed', wanted.verdict.includes(toggle.dataset.verdict));
  }
  for (const name of ['profile', 'level', 'text']) {
    if (filters.elements[name].value.trim() !== wanted[name]) filters.elements[name].value = wanted[name];
  }
}

// filter takes the filters over into the address. What was gone to is left: the
// list is looked at as a whole again.
function filter() {
  const verdict = [...filters.querySelectorAll('[aria-pressed="true"]')].map((toggle) => toggle.dataset.verdict);
  const [profile, level, text] = ['profile', 'level', 'text'].map((name) => filters.elements[name].value.trim());
  remember({ target: '', verdict, profile, level, text });
  show();
}

// remember keeps wanted in the address, without a step in the browser's history.
function remember(wanted) {
  history.replaceState(null, '', addressOf(wanted));
}

// goTo follows a link to a requirement, and keeps the filters.
function goTo(id) {
  location.hash = addressOf({ ...readAddress(), target: id });
}

filters.hidden = false;
filters.addEventListener('submit', (e) => e.preventDefault());
filters.addEventListener('input', (e) => { if (e.target.name) filter(); });
filters.addEventListener('click', (e) => {
  const toggle = e.target.closest('[data-verdict]');
  if (!toggle) return;
  toggle.setAttribute('aria-pressed', toggle.getAttribute('aria-pressed') !== 'true');
  filter();
});
document.getElementById('clear').addEventListener('click', () => {
  remember({ target: '', verdict: [], profile: '', level: '', text: '' });
  show();
});
document.getElementById('copy-view').addEventListener('click', () => copyLink(location.hash));

// The address is for what is looked at, and not for where the focus is.
document.querySelector('.skip').addEventListener('click', (e) => {
  e.preventDefault();
  document.getElementById('requirements').focus();
});

document.querySelector('.grid').addEventListener('click', (e) => {
  const cell = e.target.closest('.cell');
  if (!cell || e.ctrlKey || e.metaKey || e.shiftKey) return;
  e.preventDefault();
  const id = cell.getAttribute('href').slice(1);
  if (readAddress().target === id) show();
  else goTo(id);
});

const sections = document.getElementById('sections');
sections.addEventListener('toggle', (e) => {
  if (e.target.open && e.target.classList.contains('requirement')) unfold(e.target);
}, true);

// What somebody unfolds is kept in the address, so that it is there again when
// the page is loaded anew.
sections.addEventListener('click', (e) => {
  const summary = e.target.closest('summary');
  const opened = summary && summary.parentElement;
  if (!opened || opened.open) return;
  const { scenario } = opened.dataset;
  if (scenario) remember({ ...readAddress(), target: `scenario=${scenarios[scenario].place}` });
  else if (opened.id) remember({ ...readAddress(), target: opened.id });
});

window.addEventListener('hashchange', show);
sections.querySelectorAll('.requirement[open]').forEach(unfold);
show();
