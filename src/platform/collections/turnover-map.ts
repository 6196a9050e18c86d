// Less than come and go between two collections of young objects, so that hardly a table lives to become an old one.
const RENEW_AFTER = 64;

/**
 * A map whose entries come and go all the time.
 *
 * When the table of a `Map` of V8 is full of what was deleted, a new one takes its place, and the old one points to it
 * for iterators under way. Once a table has become an old object, every table after it is reached by that chain until
 * the next long collection, and with it all that was in the map meanwhile: requests that ended long ago, 2 KB a read.
 * A new map now and then breaks the chain.
 */
export class TurnoverMap<K, V> {
  private entries = new Map<K, V>();
  private deletions = 0;

  get size(): number {
    return this.entries.size;
  }

  get(key: K): V | undefined {
    return this.entries.get(key);
  }

  has(key: K): boolean {
    return this.entries.has(key);
  }

  set(key: K, value: V): void {
    this.entries.set(key, value);
  }

  /** Tells whether there was such an entry. */
  delete(key: K): boolean {
    const known = this.entries.delete(key);
    // In proportion to what has to be copied.
    if (known && ++this.deletions >= RENEW_AFTER && this.deletions >= this.entries.size) {
      this.entries = new Map(this.entries);
      this.deletions = 0;
    }
    return known;
  }
}
