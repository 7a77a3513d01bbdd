const scenarios = embedded('scenarios');

// ofRequirement maps the id of each requirement to the numbers of its scenarios,
// those that did not pass first.
const ofRequirement = new Map();
scenarios.forEach((scenario, i) => {
  for (const id of scenario.requirements || []) {
    if (!ofRequirement.has(id)) ofRequirement.set(id, []);
    ofRequirement.get(id).push(i);
  }
});
for (const numbers of ofRequirement.values()) {
  numbers.sort((a, b) => rank(a) - rank(b) || a - b);
}

function rank(i) {
  return { failed: 0, unstable: 0.5, 'could-not-run': 1, warned: 2, blocked: 3.5, passed: 4, 'not-chosen': 5, 'not-claimed': 5 }[scenarios[i].slug] ?? 3;
}

// unfold adds the scenarios of a requirement to its section, once. The first is
// unfolded too where it did not pass, or is the only one.
function unfold(requirement) {
  if (requirement.dataset.filled) return;
  requirement.dataset.filled = 'yes';
  const body = requirement.querySelector('.body');
  body.querySelector('.links').append(' ', copyButton(() => requirement.id));
  const numbers = ofRequirement.get(requirement.id) || [];
  if (numbers.length === 0) return;
  body.append(element('h4', {}, plural(numbers.length, 'scenario')), ...numbers.map(foldedScenario));
  const first = body.querySelector('.scenario');
  if (rank(numbers[0]) < 3.5 || numbers.length === 1 && rank(numbers[0]) === 4) openScenario(first);
}

function foldedScenario(i) {
  const { name, place, mark: sign, slug, verdict } = scenarios[i];
  const made = element('details', { class: 'scenario', 'data-scenario': i },
    element('summary', {}, mark(slug, sign, verdict), ' ', element('span', { class: 'name' }, name), ' ', element('span', { class: 'place' }, place)));
  made.addEventListener('toggle', () => { if (made.open) fillScenario(made); });
  return made;
}

function openScenario(scenario) {
  scenario.open = true;
  fillScenario(scenario);
}

// fillScenario shows what happened in a scenario, once.
function fillScenario(made) {
  if (made.dataset.filled) return;
  made.dataset.filled = 'yes';
  const i = Number(made.dataset.scenario);
  const record = recordOf(i);
  const body = element('div', { class: 'body' });
  made.append(body);
  body.append(...[
    element('p', { class: 'links' }, element('a', { href: record.source, rel: 'noreferrer' }, 'Scenario in the repository'), ' ',
      element('span', { class: 'took' }, record.took > 0 ? `${record.took.toFixed(1)} ms` : 'not run'), ' ',
      copyButton(() => `scenario=${scenarios[i].place}`)),
    record.known ? element('p', { class: 'why' }, `In the baseline: ${record.known}`) : null,
    element('ol', { class: 'steps' }, record.steps.map(stepOf)),
    record.failure ? outcomeOf(record.failure, record.blocked) : null,
    (record.found || []).length > 0 ? foundOf(record.found) : null,
  ].filter(Boolean));
  addDiagram(body, record);
  body.append(...Object.entries(record.output || {}).sort().map(outputOf));
}

// recordOf reads the record of a scenario, and fills in what it leaves out.
function recordOf(i) {
  const record = embedded(`record-${i}`);
  for (const event of record.events) {
    const party = [event.from, event.to].map((lane) => record.lanes[lane]).find((lane) => !lane.server);
    event.size ??= bytesOf(event.bytes).length;
    event.connection ??= party.name;
  }
  return record;
}

function stepOf({ keyword, text, state }) {
  const sign = { passed: '✓', failed: '✗' }[state];
  return element('li', { class: state === 'not reached' ? 'idle' : state }, sign ? mark(state, sign, state) : mark('idle', '·', state), ' ',
    element('span', {}, element('b', {}, keyword), ` ${text}`));
}

// outcomeOf says what was allowed and what happened instead.
function outcomeOf({ allowed, happened, ended }, blocked) {
  const rows = allowed ? [['Allowed', allowed], ['Happened', happened]] : [[blocked ? 'Not judged' : 'Could not run', happened]];
  if (blocked) rows.unshift(['Blocked by', blocked]);
  if (ended) rows.push(['Server', ended]);
  return element('dl', { class: 'outcome' }, rows.map(([name, text]) => element('div', { class: name.toLowerCase().replace(/ /g, '-') },
    element('dt', {}, name), element('dd', {}, text))));
}

// foundOf lists the findings: breaches of requirements that the scenario is not about.
function foundOf(found) {
  return element('dl', { class: 'outcome' }, found.slice(0, 20).map(({ requirement, what, event }) => element('div', { class: 'happened' },
    element('dt', {}, requirement || 'Seen'), element('dd', {}, event ? `${what} (event ${event})` : what))));
}

function outputOf([server, text]) {
  return element('details', { class: 'output' }, element('summary', {}, `The last that ${server} printed`),
    element('pre', { tabindex: '0', 'aria-label': `Output of ${server}` }, text));
}

const beside = 380; // the width of the panel, where there is room for it beside the diagram

// addDiagram adds the events, and a panel for the one that is chosen.
function addDiagram(body, record) {
  if (record.events.length === 0) return;
  const panel = element('aside', { class: 'panel', 'aria-label': 'Chosen event' },
    element('p', { class: 'hint' }, 'Choose an event to see its message and its bytes.'));
  const figure = element('figure', {}, element('figcaption', {}, captionOf(record), unseen(record) ? element('span', { class: 'deviation' }, ' ✗ first deviation: no single event shows it.') : null));
  body.append(figure);
  const room = figure.clientWidth - 2; // without the frame
  const fits = leastWidth(record, room) <= room - beside;
  const { box, open } = diagramOf(record, fits ? room - beside : room, (event) => showEvent(panel, event, record));
  figure.append(element('div', { class: fits ? 'stage beside' : 'stage' }, box, panel));
  open();
}

function captionOf(record) {
  const parts = [plural(record.events.length, 'event')];
  if (record.asides) parts.push(`${record.asides} of the suite’s own probes left out`);
  if (record.cut) parts.push(`${record.cut} more for which there was no room`);
  return `${parts.join(' · ')}.`;
}

// unseen says whether a scenario failed and no event is where, such as when
// something never came.
function unseen({ failure, events }) {
  return failure && failure.allowed && !events.some((event) => event.number === failure.event);
}
