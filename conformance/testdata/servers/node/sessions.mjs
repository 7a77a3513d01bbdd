// Who is signed in. A user may have several sessions (AUTH-7).

export class Sessions {
  #byUser = new Map();
  #count = 0;

  /** The number of sessions. */
  get count() {
    return this.#count;
  }

  /** The users that have a session, each once. */
  get users() {
    return [...this.#byUser.keys()];
  }

  has(user) {
    return this.#byUser.has(user);
  }

  /** Returns the writers of a user's sessions. */
  writersOf(user) {
    return [...this.#byUser.get(user) ?? []];
  }

  /** Begins a session, whose frames go to a writer. Returns the function that ends it. */
  begin(user, writer) {
    if (!this.#byUser.has(user)) this.#byUser.set(user, new Set());
    this.#byUser.get(user).add(writer);
    this.#count++;
    return () => this.#end(user, writer);
  }

  #end(user, writer) {
    const writers = this.#byUser.get(user);
    if (!writers?.delete(writer)) return;
    if (writers.size === 0) this.#byUser.delete(user);
    this.#count--;
  }
}
