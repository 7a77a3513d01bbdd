// The two ways in which serving a message can go wrong.

/** The message is reported bad, and a client's connection stays open. */
export class Refused extends Error {
  constructor(code, message, undelivered = []) {
    super(message);
    this.code = code;
    this.undelivered = undelivered;
  }
}

/** The connection is closed (CONN-7). */
export class Fatal extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}
