// A frame is four bytes of length, the least significant first, and a body.
const prefixBytes = 4;

// bytesOf reads base64.
function bytesOf(text) {
  return Uint8Array.from(atob(text || ''), (c) => c.charCodeAt(0));
}

// framesOf cuts bytes into frames: {length, body, whole}. The last one may lack
// its end, and what is shorter than a length has none.
function framesOf(bytes) {
  const frames = [];
  for (let at = 0; at < bytes.length;) {
    if (bytes.length - at < prefixBytes) {
      frames.push({ length: null, body: bytes.subarray(at), whole: false });
      break;
    }
    const length = new DataView(bytes.buffer, bytes.byteOffset + at).getUint32(0, true);
    const body = bytes.subarray(at + prefixBytes, at + prefixBytes + length);
    frames.push({ length, body, whole: body.length === length });
    at += prefixBytes + length;
  }
  return frames;
}

// textOf decodes bytes, and returns null where they are not UTF-8.
function textOf(bytes) {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

// messageOf returns the JSON value in a frame, or undefined.
function messageOf(frame) {
  const text = frame.whole ? textOf(frame.body) : null;
  try {
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

// shortOf says in a few words what an event carries.
function shortOf(event, frames) {
  if (frames.length === 0) return event.size > 0 ? plural(event.size, 'byte') : '';
  const message = messageOf(frames[0]);
  const words = message === undefined ? bytesInShort(event, frames[0]) : messageInShort(message, frames[0]);
  return frames.length > 1 ? `${words} + ${frames.length - 1} more` : words;
}

function bytesInShort(event, frame) {
  const start = event.size > prefixBytes ? textOf(frame.body) : null;
  const known = start && (start.match(/"type"\s*:\s*"([^"\\]{1,40})"/) || start.match(/"messageType"\s*:\s*"([^"\\]{1,40})"/));
  return known ? `${known[1]}, ${plural(event.size, 'byte')}` : plural(event.size, 'byte');
}

// messageInShort names the message by what the protocol calls it.
function messageInShort(message, frame) {
  const header = objectOr(message && message.header);
  const payload = objectOr(message && message.payload);
  const id = payload.id === undefined ? '' : ` ${JSON.stringify(payload.id)}`;
  if (header.messageType === 'statusReport') {
    const code = objectOr(payload.error).code;
    return `${header.status}${id}${code === undefined ? '' : ` ${code}`}`;
  }
  if (header.messageType === 'receivedMessage') return `delivery ${payload.type}`;
  if (header.authentication !== undefined) return `sign in ${JSON.stringify(objectOr(header.authentication).username)}`;
  if (header.command !== undefined) return `${header.status === '0' ? '' : `status ${header.status}, `}${objectOr(header.command).type}`;
  if (payload.type !== undefined) return `${payload.type}${id}`;
  return textOf(frame.body).replace(/\s+/g, ' ');
}

function objectOr(value) {
  return value !== null && typeof value === 'object' ? value : {};
}

// pretty sets a JSON text in lines. It moves nothing but space, so that numbers
// keep their digits, and names that stand there twice stay.
function pretty(text) {
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g) || [];
  let out = '';
  let depth = 0;
  const line = () => `\n${'  '.repeat(depth)}`;
  tokens.forEach((token, i) => {
    const empty = tokens[i - 1] === '{' || tokens[i - 1] === '[';
    if (token === '}' || token === ']') {
      depth--;
      out += empty ? token : line() + token;
    } else {
      if (empty) out += line();
      out += token;
      if (token === '{' || token === '[') depth++;
      if (token === ':') out += ' ';
      if (token === ',') out += line();
    }
  });
  return out;
}

// How many bytes stand in a line: as many as a phone has room for.
const perLine = 8;

// dump shows bytes as hex editors do: offset, bytes, characters.
function dump(bytes) {
  const lines = [];
  for (let at = 0; at < bytes.length; at += perLine) {
    const part = [...bytes.subarray(at, at + perLine)];
    const hex = part.map((b) => b.toString(16).padStart(2, '0')).join(' ').padEnd(3 * perLine - 1);
    const signs = part.map((b) => (b >= 0x20 && b < 0x7f ? String.fromCharCode(b) : '.')).join('');
    lines.push(`${at.toString(16).padStart(4, '0')}  ${hex}  ${signs}`);
  }
  return lines.join('\n');
}
