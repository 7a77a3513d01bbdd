// Measures of a diagram, in pixels.
const phone = 480; // where there is less room, the numbers stand without times
const widest = 210; // from one lifeline to the next
const digit = 6.8; // width of a digit in the number or time of an event
const apart = 14; // between number, time and the first lifeline

// measuresOf returns column widths that fit the longest number and the longest time.
function measuresOf(record, room) {
  const longest = (texts) => Math.max(0, ...texts.map((text) => text.length));
  const number = 6 + digit * longest(record.events.map((event) => `${event.number}`));
  if (room < phone) return { number, gutter: number + apart, narrowest: 96, timed: false };
  const time = digit * longest(record.events.map(timeIn));
  return { number, gutter: number + apart + time + apart, narrowest: 112, timed: true };
}

// timeIn returns the time of an event in milliseconds.
function timeIn(event) {
  return (event.at / 1000).toFixed(1);
}

const tall = 42; // a row with an arrow
const low = 24; // a row in which a connection opens or ends
const deviating = 64;
const letter = 6.3; // about as wide as a letter of a label

function leastWidth(record, room) {
  const { gutter, narrowest } = measuresOf(record, room);
  return gutter + narrowest * record.lanes.length;
}

// diagramOf draws who sent what to whom: lifelines from left to right, time from
// top to bottom, each event a button. It calls show with an event that is chosen.
function diagramOf(record, room, show) {
  const first = record.first || 0;
  const { gutter, narrowest, number, timed } = measuresOf(record, room);
  const gap = Math.max(narrowest, Math.min(widest, (room - gutter) / record.lanes.length));
  const sheet = { gutter, number, timed, gap, width: gutter + gap * record.lanes.length, lanes: record.lanes, first };
  const rows = record.events.map((event) => rowOf(event, sheet));
  const list = element('ol', {}, rows.map((row) => element('li', {}, row)));
  const choose = (row) => {
    rows.forEach((other) => other.setAttribute('aria-pressed', other === row));
    return show(record.events[rows.indexOf(row)]);
  };
  list.addEventListener('click', (e) => {
    const row = e.target.closest('button');
    if (row) choose(row).scrollIntoView({ block: 'nearest' });
  });
  list.addEventListener('keydown', (e) => step(e, rows));
  const sheetWide = element('div', { class: 'sheet' }, headOf(sheet), list);
  sheetWide.style.width = `${sheet.width}px`;
  const box = element('div', { class: 'lanes', role: 'group', 'aria-label': 'Sequence of events' }, sheetWide);
  const at = record.events.findIndex((e) => e.number === first);
  const open = () => {
    choose(rows[at]);
    bringInto(box, rows[at], record.events[at], sheet);
  };
  return { box, open: at < 0 ? () => {} : open };
}

// bringInto scrolls the diagram, and not the page, to an event.
function bringInto(box, row, event, sheet) {
  box.scrollTop = row.offsetTop - box.clientHeight / 2;
  box.scrollLeft = (middle(event.from, sheet) + middle(event.to, sheet)) / 2 - (box.clientWidth + sheet.gutter) / 2;
}

// step moves the focus from row to row.
function step(e, rows) {
  const by = { ArrowDown: 1, ArrowUp: -1 }[e.key];
  const next = rows[rows.indexOf(document.activeElement) + by];
  if (!by || !next) return;
  e.preventDefault();
  next.focus();
}

// headOf names the lifelines.
function headOf(sheet) {
  const head = element('div', { class: 'head', 'aria-hidden': 'true' });
  const corner = element('span', { class: 'corner' }, sheet.timed ? 'ms' : '');
  corner.style.width = `${sheet.gutter}px`;
  head.append(corner);
  for (const lane of sheet.lanes) {
    const name = element('span', { class: lane.server ? 'lane server' : 'lane' }, element('span', {}, lane.name));
    name.style.width = `${sheet.gap}px`;
    head.append(name);
  }
  return head;
}

const turns = { opened: 'opens', ended: 'ends', closed: 'closes' };

// rowOf draws one event.
function rowOf(event, sheet) {
  const wrong = event.number === sheet.first;
  const turn = turns[event.action];
  const height = wrong ? deviating : turn ? low : tall;
  const frames = framesOf(bytesOf(event.bytes));
  const words = turn ? turnInWords(event, sheet.lanes) : shortOf(event, frames);
  const sign = drawn('svg', { width: sheet.width, height, 'aria-hidden': 'true', focusable: 'false' },
    timeOf(event, sheet, wrong ? 32 : height / 2 + 4), lifelines(sheet, height), turn ? turnOf(event, words, sheet, height, wrong) : arrowOf(event, words, sheet));
  if (wrong) sign.append(centred(event, sheet, 56, 'deviation', '✗ first deviation'));
  const label = `${event.number}: ${sheet.lanes[event.from].name} to ${sheet.lanes[event.to].name}: ${words || event.action}`;
  return element('button', {
    type: 'button',
    class: `row ${turn ? 'turn' : ''} ${wrong ? 'wrong' : event.fault ? 'fault' : ''}`,
    'aria-pressed': 'false',
    'aria-label': wrong ? `${label}; first deviation` : label,
  }, sign);
}

function timeOf(event, sheet, y) {
  return drawn('g', { class: 'time' },
    drawn('text', { x: sheet.number, y, 'text-anchor': 'end' }, `${event.number}`),
    sheet.timed ? drawn('text', { x: sheet.gutter - apart, y, 'text-anchor': 'end' }, timeIn(event)) : null);
}

function middle(lane, sheet) {
  return sheet.gutter + sheet.gap * (lane + 0.5);
}

function lifelines(sheet, height) {
  return sheet.lanes.map((lane, i) => drawn('line', {
    class: lane.server ? 'life server' : 'life', x1: middle(i, sheet), x2: middle(i, sheet), y1: 0, y2: height,
  }));
}

// arrowOf draws bytes on their way.
function arrowOf(event, words, sheet) {
  const [x1, x2] = [middle(event.from, sheet), middle(event.to, sheet)];
  const ahead = Math.sign(x2 - x1) || 1;
  const y = 30;
  return drawn('g', { class: 'arrow' },
    drawn('line', { x1, x2: x2 - 7 * ahead, y1: y, y2: y }),
    drawn('path', { d: `M${x2} ${y} l${-9 * ahead} -4.5 v9 z` }),
    centred(event, sheet, 20, 'words', words));
}

// turnOf draws how a connection opens, with a ring at its other side, or ends,
// with a cross.
function turnOf(event, words, sheet, height, wrong) {
  const [x1, x2] = [middle(event.from, sheet), middle(event.to, sheet)];
  const y = wrong ? 28 : height / 2;
  const end = event.action === 'opened'
    ? drawn('circle', { cx: x2, cy: y, r: 3.5 })
    : drawn('path', { d: `M${x2 - 4} ${y - 4} l8 8 m0 -8 l-8 8` });
  return drawn('g', { class: 'turns' }, drawn('line', { x1, x2, y1: y, y2: y }), end, centred(event, sheet, y + 4, 'words', words));
}

function turnInWords(event, lanes) {
  const connection = ofConnection(event, lanes);
  const how = event.note && event.note !== 'closed' ? `: ${event.note}` : '';
  return `${turns[event.action]}${connection}${how}`;
}

// ofConnection tells connections of one party apart.
function ofConnection(event, lanes) {
  const party = lanes.find((lane) => !lane.server && event.connection.startsWith(`${lane.name}, `));
  return party ? ` ${event.connection.slice(party.name.length + 2).replace('connection ', '#')}` : '';
}

// centred sets words in the middle of an arrow, cut where they would be longer.
function centred(event, sheet, y, name, words) {
  const [from, to] = [middle(event.from, sheet), middle(event.to, sheet)];
  const fit = Math.max(8, Math.floor((Math.abs(to - from) - 18) / letter));
  const letters = [...words];
  const text = letters.length > fit ? `${letters.slice(0, fit - 1).join('')}…` : words;
  return drawn('text', { class: name, x: (from + to) / 2, y, 'text-anchor': 'middle' }, text);
}
