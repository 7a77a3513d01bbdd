// The address of the page keeps what is looked at: #HAND-4, #scenario=PLACE, and
// filters, joined by &.
const filterNames = ['verdict', 'profile', 'level', 'text'];

// readAddress returns {target, verdict, profile, level, text} of the address.
function readAddress() {
  const wanted = { target: '', verdict: [], profile: '', level: '', text: '' };
  for (const part of location.hash.slice(1).split('&').filter(Boolean)) {
    const at = part.indexOf('=');
    const name = part.slice(0, at);
    const value = decoded(part.slice(at + 1));
    if (at < 0 || name === 'scenario') wanted.target = at < 0 ? value : `scenario=${value}`;
    else if (name === 'verdict') wanted.verdict = value.split(',').filter(Boolean);
    else if (filterNames.includes(name)) wanted[name] = value;
  }
  return wanted;
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

// addressOf is the other way round. Slashes and colons stay, to be read.
function addressOf(wanted) {
  const parts = wanted.target ? [encoded(wanted.target)] : [];
  for (const name of filterNames) {
    const value = `${wanted[name]}`;
    if (value) parts.push(`${name}=${encoded(value)}`);
  }
  return `#${parts.join('&')}`;
}

function encoded(text) {
  return encodeURIComponent(text).replace(/%(2F|3A|3D|2C)/g, (_, code) => String.fromCharCode(parseInt(code, 16)));
}

const requirements = [...document.querySelectorAll('.requirement')];

// searched is what the text filter looks at, for each requirement; it is put
// together when it is first needed.
let searched = null;

function textsOf(requirement) {
  const own = (ofRequirement.get(requirement.id) || []).map((i) => `${scenarios[i].name} ${scenarios[i].place}`);
  return [requirement.id, requirement.querySelector('.sentence').textContent, ...own].join('\n').toLowerCase();
}

function matches(requirement, wanted) {
  const { verdict, profile, level } = requirement.dataset;
  if (wanted.verdict.length > 0 && !wanted.verdict.includes(verdict)) return false;
  if (wanted.profile && wanted.profile !== profile) return false;
  if (wanted.level && wanted.level !== level) return false;
  if (!wanted.text) return true;
  searched ??= new Map(requirements.map((r) => [r, textsOf(r)]));
  return wanted.text.toLowerCase().split(/\s+/).every((word) => searched.get(requirement).includes(word));
}

// applyFilters shows the requirements that match, and the one that the address
// names, and returns how many.
function applyFilters(wanted, target) {
  let shown = 0;
  for (const requirement of requirements) {
    const matching = matches(requirement, wanted);
    requirement.hidden = !matching && requirement !== target;
    if (!requirement.hidden) shown++;
    cells.get(requirement.id)?.classList.toggle('dimmed', !matching);
  }
  for (const section of document.querySelectorAll('[data-section]')) {
    section.hidden = !section.querySelector('.requirement:not([hidden])');
  }
  return shown;
}

const cells = new Map([...document.querySelectorAll('.grid .cell')].map((cell) => [cell.getAttribute('href').slice(1), cell]));
