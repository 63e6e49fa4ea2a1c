/** A token trie in flat arrays: a child is found by hashing (node, token), so 50,000 names cost memory, not time. */
export class TokenTrie {
  #nodes = new Int32Array(1024).fill(-1);
  #tokens = new Int32Array(1024);
  #children = new Int32Array(1024);
  #mask = 1023;
  #count = 0;
  #next = 1;

  /** Number of nodes; ids run from 0 (the root). */
  get size(): number {
    return this.#next;
  }

  child(node: number, token: number): number {
    let at = this.#slot(node, token);
    while (this.#nodes[at] !== -1) {
      if (this.#nodes[at] === node && this.#tokens[at] === token) return this.#children[at] ?? -1;
      at = (at + 1) & this.#mask;
    }
    return -1;
  }

  /** The node at the end of the path, made where it is not there yet. */
  insert(path: readonly number[]): number {
    let node = 0;
    for (const token of path) {
      const found = this.child(node, token);
      node = found === -1 ? this.#add(node, token) : found;
    }
    return node;
  }

  #slot(node: number, token: number): number {
    const mixed = Math.imul(node, 0x9e3779b1) ^ Math.imul(token + 1, 0x85ebca6b);
    return (mixed ^ (mixed >>> 15)) & this.#mask;
  }

  #add(node: number, token: number): number {
    if ((this.#count + 1) * 3 > this.#mask * 2) this.#grow();
    let at = this.#slot(node, token);
    while (this.#nodes[at] !== -1) at = (at + 1) & this.#mask;
    this.#nodes[at] = node;
    this.#tokens[at] = token;
    this.#children[at] = this.#next;
    this.#count += 1;
    this.#next += 1;
    return this.#next - 1;
  }

  #grow(): void {
    const { length } = this.#nodes;
    const nodes = this.#nodes;
    const tokens = this.#tokens;
    const children = this.#children;
    this.#nodes = new Int32Array(length * 2).fill(-1);
    this.#tokens = new Int32Array(length * 2);
    this.#children = new Int32Array(length * 2);
    this.#mask = length * 2 - 1;
    for (let from = 0; from < length; from += 1) {
      const node = nodes[from] ?? -1;
      if (node === -1) continue;
      let at = this.#slot(node, tokens[from] ?? 0);
      while (this.#nodes[at] !== -1) at = (at + 1) & this.#mask;
      this.#nodes[at] = node;
      this.#tokens[at] = tokens[from] ?? 0;
      this.#children[at] = children[from] ?? 0;
    }
  }
}
