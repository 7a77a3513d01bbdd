// How many frames of one event are set as JSON.
const shownFrames = 50;

// showEvent fills panel with one event: who, when, the messages, the bytes. It
// returns panel.
function showEvent(panel, event, record) {
  const bytes = bytesOf(event.bytes);
  const frames = framesOf(bytes);
  const names = record.lanes.map((lane) => lane.name);
  const first = record.first === event.number;
  const shown = [
    element('h4', {}, `Event ${event.number}`, first ? element('span', { class: 'deviation' }, '✗ first deviation') : null),
    element('p', { class: 'route' }, `${names[event.from]} → ${names[event.to]}`),
    factsOf(event),
    event.fault ? element('p', { class: 'fault' }, `Not allowed: ${event.fault}`) : null,
    bytes.length < event.size ? element('p', { class: 'note' }, cutOf(bytes.length, event.size)) : null,
    ...frames.slice(0, shownFrames).flatMap((frame, i) => messageShown(frame, i, frames.length, event)),
    frames.length > shownFrames ? element('p', { class: 'note' }, `${frames.length - shownFrames} more frames stand in the bytes below.`) : null,
    ...bytesShown(bytes),
  ];
  panel.replaceChildren(...shown.filter(Boolean));
  panel.scrollTop = 0;
  return panel;
}

function factsOf(event) {
  const facts = [
    ['What', event.action],
    ['When', `${(event.at / 1000).toFixed(1)} ms`],
    ['Connection', event.connection],
    ['Address', event.address],
    ['Note', event.note],
    ['Size', event.size > 0 ? plural(event.size, 'byte') : ''],
  ];
  return element('dl', {}, facts.filter(([, value]) => value).map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, value))));
}

function cutOf(kept, size) {
  return kept === 0
    ? `None of the ${plural(size, 'byte')} are kept in this report.`
    : `Only the first ${kept.toLocaleString('en')} of ${plural(size, 'byte')} are kept in this report.`;
}

// messageShown sets one frame as JSON, or says why it is none.
function messageShown(frame, i, count, event) {
  const cut = bytesOf(event.bytes).length < event.size && i === count - 1;
  const text = textOf(frame.body);
  const title = element('h5', {}, count > 1 ? `Message ${i + 1} of ${count}` : 'Message');
  if (frame.length === null) return [title, element('p', { class: 'note' }, 'Too short to be a frame.')];
  const why = whyNoJSON(frame, text, cut);
  const notes = why ? [element('p', { class: 'note' }, why)] : [];
  if (text === null || text === '') return [title, ...notes];
  return [title, ...notes, element('pre', { tabindex: '0', 'aria-label': title.textContent }, why ? visible(text) : visible(pretty(text)))];
}

function whyNoJSON(frame, text, cut) {
  if (cut && !frame.whole) return 'The rest of this message is not in this report.';
  if (!frame.whole) return `The frame announces ${plural(frame.length, 'byte')}; ${plural(frame.body.length, 'byte')} came with it.`;
  if (text === null) return 'The body is not UTF-8.';
  try {
    JSON.parse(text);
    return '';
  } catch {
    return 'The body is not JSON.';
  }
}

// visible puts escapes in place of characters that cannot be seen.
function visible(text) {
  return text.replace(/[^\P{C}\n\t]/gu, (c) => `\\u${c.codePointAt(0).toString(16).padStart(4, '0')}`);
}

function bytesShown(bytes) {
  if (bytes.length === 0) return [];
  return [element('h5', {}, 'Bytes'), element('pre', { class: 'hex', tabindex: '0', 'aria-label': 'Bytes in hexadecimal' }, dump(bytes))];
}
