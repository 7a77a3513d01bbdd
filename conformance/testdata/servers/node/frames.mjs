// Frames: a length of four bytes, least significant first, and a body.

/** Returns the frame that carries a text (FRAME-1). */
export function frame(text) {
  const length = Buffer.byteLength(text);
  const bytes = Buffer.allocUnsafe(4 + length);
  bytes.writeUInt32LE(length, 0);
  bytes.write(text, 4);
  return bytes;
}

/** Thrown by FrameReader. `reason` is 'empty', 'too_large' or 'late'. */
export class FrameError extends Error {
  constructor(reason, message) {
    super(message);
    this.reason = reason;
  }
}

/** How many bytes are kept of what arrives while nobody asks for a frame. */
const READ_AHEAD = 64 * 1024;

/** How many pieces of a frame are kept apart. Each piece costs more memory than its bytes. */
const MOST_CHUNKS = 512;

/**
 * Finds the frames in the bytes of a socket (FRAME-2). It stops reading the
 * socket while nobody asks for frames, so that the sender waits (CONN-5), and
 * it still returns the frames that arrived before the socket closed.
 */
export class FrameReader {
  #socket;
  #limit;
  #frameMs;
  #chunks = [];
  #size = 0;
  #over = false;
  #discarding = false;
  #failure = null;
  #wake = null;

  /** `frameMs` bounds the time from the first byte of a frame to its last (FRAME-9). */
  constructor(socket, { limit, frameMs }) {
    this.#socket = socket;
    this.#limit = limit;
    this.#frameMs = frameMs;
    socket.on('data', (chunk) => this.#take(chunk));
    socket.on('end', () => this.#finish());
    socket.on('close', () => this.#finish());
    socket.on('error', () => {}); // 'close' follows
  }

  /**
   * Returns the body of the next frame, or null when the connection is over;
   * a partial frame is dropped (FRAME-8). Throws FrameError, or what fail() was
   * given.
   */
  async next() {
    let timer = null;
    let late = false;
    this.#socket.resume();
    try {
      for (;;) {
        if (this.#failure) throw this.#failure;
        const body = this.#cut();
        if (body) return body;
        if (this.#over) return null;
        if (late) throw new FrameError('late', 'the frame did not arrive completely in time');
        if (this.#size > 0 && this.#frameMs && !timer) {
          timer = setTimeout(() => {
            late = true;
            this.#wake?.();
          }, this.#frameMs);
        }
        await new Promise((resolve) => { this.#wake = resolve; });
      }
    } finally {
      clearTimeout(timer);
      this.#wake = null;
    }
  }

  /** Makes next() throw an error, now and from now on. */
  fail(error) {
    this.#failure ??= error;
    this.#wake?.();
  }

  /** Reads and drops everything, until the other side ends. Resolves then. */
  async discard() {
    this.#discarding = true;
    this.#chunks = [];
    this.#size = 0;
    this.#socket.resume();
    if (!this.#over) await new Promise((resolve) => { this.#wake = resolve; });
  }

  #take(chunk) {
    if (this.#discarding) return;
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    if (this.#chunks.length > MOST_CHUNKS) this.#join();
    if (this.#wake) this.#wake();
    else if (this.#size > READ_AHEAD) this.#socket.pause();
  }

  #finish() {
    this.#over = true;
    this.#wake?.();
  }

  /** Returns the first body, or undefined if it has not arrived completely. */
  #cut() {
    if (this.#size < 4) return undefined;
    if (this.#chunks[0].length < 4) this.#join();
    const length = this.#chunks[0].readUInt32LE(0);
    if (length === 0) {
      this.#drop(4);
      throw new FrameError('empty', 'the frame is empty');
    }
    if (length > this.#limit) {
      throw new FrameError('too_large', `the frame has ${length} bytes; the limit is ${this.#limit}`);
    }
    if (this.#size < 4 + length) return undefined;
    if (this.#chunks[0].length < 4 + length) this.#join();
    const body = this.#chunks[0].subarray(4, 4 + length);
    this.#drop(4 + length);
    return body;
  }

  #join() {
    this.#chunks = [Buffer.concat(this.#chunks)];
  }

  #drop(count) {
    const rest = this.#chunks[0].subarray(count);
    if (rest.length > 0) this.#chunks[0] = rest;
    else this.#chunks.shift();
    this.#size -= count;
  }
}

/**
 * Writes frames to a socket, each as a whole and in the order of the calls
 * (FRAME-3). What waits is bounded (CLIENTS-4).
 */
export class FrameWriter {
  #socket;
  #queueBytes;
  #queue = [];
  #waiting = 0; // bytes that the system has not taken yet
  #writing = false;
  #closed = false;
  #listeners = new Set();

  constructor(socket, { queueBytes }) {
    this.#socket = socket;
    this.#queueBytes = queueBytes;
    socket.on('close', () => {
      this.#closed = true;
      this.#queue = [];
      this.#changed();
    });
  }

  /**
   * Queues a frame and returns true, or returns false if the socket is closed
   * or too much waits already. A frame always fits into an empty queue.
   */
  offer(bytes) {
    if (this.#closed || this.#socket.destroyed) return false;
    if (this.#waiting > 0 && this.#waiting + bytes.length > this.#queueBytes) return false;
    this.#queue.push(bytes);
    this.#waiting += bytes.length;
    this.#pump();
    return true;
  }

  /** Queues a frame as soon as there is room. Resolves to false if that takes longer than `ms`. */
  async insist(bytes, ms) {
    let taken = false;
    await this.#until(() => (taken = this.offer(bytes)) || this.#closed, ms);
    return taken;
  }

  /** Resolves when nothing waits any more, or after `ms`. */
  flushed(ms) {
    return this.#until(() => this.#waiting === 0 || this.#closed, ms);
  }

  async #pump() {
    if (this.#writing) return;
    this.#writing = true;
    while (this.#queue.length > 0) {
      const bytes = this.#queue.shift();
      await new Promise((resolve) => { this.#socket.write(bytes, () => resolve()); });
      this.#waiting -= bytes.length;
      this.#changed();
    }
    this.#writing = false;
  }

  #until(condition, ms) {
    return new Promise((resolve) => {
      const finish = () => {
        clearTimeout(timer);
        this.#listeners.delete(check);
        resolve();
      };
      const check = () => { if (condition()) finish(); };
      const timer = setTimeout(finish, ms);
      this.#listeners.add(check);
      check();
    });
  }

  #changed() {
    for (const check of [...this.#listeners]) check();
  }
}
