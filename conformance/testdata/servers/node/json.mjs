// Strict JSON (RFC 8259). A value is kept as its text: what a server only
// passes on is never turned into numbers or objects, so every digit, escape
// and repeated name survives (JSON-4, JSON-5, JSON-10, JSON-12). No function
// here recurses, so no depth can exhaust the stack (JSON-6).

/** Thrown for a text that is not JSON, or an object with a repeated name. */
export class JsonError extends Error {}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Returns the one JSON text in a body, without the white space around it.
 * Throws JsonError if the body is not exactly one JSON text in UTF-8 (JSON-1,
 * JSON-8).
 */
export function readText(body) {
  let text;
  try {
    text = utf8.decode(body);
  } catch {
    throw new JsonError('the body is not UTF-8');
  }
  const start = skipSpace(text, 0);
  const end = skipValue(text, start);
  if (skipSpace(text, end) !== text.length) {
    throw new JsonError(`unexpected text after the value, at character ${end}`);
  }
  return text.slice(start, end);
}

/** Returns the kind of a value: object, array, string, number, boolean or null. */
export function kindOf(text) {
  switch (text[0]) {
    case '{': return 'object';
    case '[': return 'array';
    case '"': return 'string';
    case 't': case 'f': return 'boolean';
    case 'n': return 'null';
    default: return 'number';
  }
}

/**
 * Returns the members of an object as a Map from name to the text of the
 * value, or undefined if the value is not an object. Throws JsonError if a
 * name occurs twice (JSON-7).
 */
export function members(text) {
  if (text === undefined || kindOf(text) !== 'object') return undefined;
  const found = new Map();
  let at = skipSpace(text, 1);
  while (text[at] !== '}') {
    const nameEnd = skipString(text, at);
    const name = JSON.parse(text.slice(at, nameEnd));
    const valueStart = skipColon(text, nameEnd);
    const valueEnd = skipValue(text, valueStart);
    if (found.has(name)) throw new JsonError(`the name ${JSON.stringify(name)} occurs twice`);
    found.set(name, text.slice(valueStart, valueEnd));
    at = skipComma(text, valueEnd);
  }
  return found;
}

/** Returns the texts of an array's elements, or undefined if the value is not an array. */
export function elements(text) {
  if (text === undefined || kindOf(text) !== 'array') return undefined;
  const found = [];
  let at = skipSpace(text, 1);
  while (text[at] !== ']') {
    const end = skipValue(text, at);
    found.push(text.slice(at, end));
    at = skipComma(text, end);
  }
  return found;
}

/** Returns the string that a value is, or undefined if the value is not a string. */
export function stringOf(text) {
  return text !== undefined && kindOf(text) === 'string' ? JSON.parse(text) : undefined;
}

/** Returns the strings of an array, or undefined if the value is anything else. */
export function stringsOf(text) {
  const strings = elements(text)?.map(stringOf);
  return strings?.includes(undefined) ? undefined : strings;
}

/**
 * Returns the whole number from 0 to max that a value is, or undefined if it is
 * anything else. "Whole" is decided by value and without rounding: 10e-1 is 1,
 * and 0.99999999999999999999 is not.
 */
export function wholeNumberOf(text, max) {
  if (text === undefined || kindOf(text) !== 'number') return undefined;
  const [, sign, whole, fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text);
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return 0;
  if (sign === '-') return undefined;
  // The value is `significant` followed by this many zeros.
  const zeros = Number(exponent) - fraction.length + (digits.length - significant.length);
  if (zeros < 0 || significant.length + zeros > 15) return undefined;
  const value = Number(significant + '0'.repeat(zeros));
  return value <= max ? value : undefined;
}

const SPACE = new Set([' ', '\t', '\n', '\r']);

function skipSpace(text, at) {
  while (SPACE.has(text[at])) at++;
  return at;
}

/** Returns the position after the value that begins at a position. */
function skipValue(text, at) {
  const closers = []; // of the arrays and objects that enclose the position
  for (;;) {
    const first = text[at];
    if (first === '{' || first === '[') {
      const closer = first === '{' ? '}' : ']';
      at = skipSpace(text, at + 1);
      if (text[at] !== closer) {
        closers.push(closer);
        if (closer === '}') at = skipName(text, at);
        continue;
      }
      at++;
    } else {
      at = skipScalar(text, at);
    }
    // A value ends here, and so may the arrays and objects around it.
    for (;;) {
      if (closers.length === 0) return at;
      const closer = closers[closers.length - 1];
      at = skipSpace(text, at);
      if (text[at] === ',') {
        at = skipSpace(text, at + 1);
        if (closer === '}') at = skipName(text, at);
        break;
      }
      if (text[at] !== closer) throw unexpected(text, at);
      closers.pop();
      at++;
    }
  }
}

function skipName(text, at) {
  return skipColon(text, skipString(text, at));
}

function skipColon(text, at) {
  at = skipSpace(text, at);
  if (text[at] !== ':') throw unexpected(text, at);
  return skipSpace(text, at + 1);
}

/** Skips the comma between two parts of a value that is known to be valid. */
function skipComma(text, at) {
  at = skipSpace(text, at);
  return text[at] === ',' ? skipSpace(text, at + 1) : at;
}

function skipScalar(text, at) {
  switch (text[at]) {
    case '"': return skipString(text, at);
    case 't': return skipWord(text, at, 'true');
    case 'f': return skipWord(text, at, 'false');
    case 'n': return skipWord(text, at, 'null');
    default: return skipNumber(text, at);
  }
}

function skipWord(text, at, word) {
  if (!text.startsWith(word, at)) throw unexpected(text, at);
  return at + word.length;
}

function skipString(text, at) {
  if (text[at] !== '"') throw unexpected(text, at);
  for (at++; text[at] !== '"'; at++) {
    if (!(text.charCodeAt(at) >= 0x20)) throw unexpected(text, at); // also at the end of the text
    if (text[at] === '\\') {
      at++;
      if (text[at] === 'u' && /^[0-9a-fA-F]{4}$/.test(text.slice(at + 1, at + 5))) at += 4;
      else if (text[at] === undefined || !'"\\/bfnrt'.includes(text[at])) throw unexpected(text, at);
    }
  }
  return at + 1;
}

function skipNumber(text, at) {
  if (text[at] === '-') at++;
  at = text[at] === '0' ? at + 1 : skipDigits(text, at);
  if (text[at] === '.') at = skipDigits(text, at + 1);
  if (text[at] === 'e' || text[at] === 'E') {
    at++;
    if (text[at] === '+' || text[at] === '-') at++;
    at = skipDigits(text, at);
  }
  return at;
}

function skipDigits(text, at) {
  const start = at;
  while (text[at] >= '0' && text[at] <= '9') at++;
  if (at === start) throw unexpected(text, at);
  return at;
}

function unexpected(text, at) {
  return new JsonError(at < text.length ? `unexpected character at ${at}` : 'the text ends too early');
}
