import type { Node } from "./template.ts";

/** A state as templates are laid out in; most have one way on, so what is empty is not there. */
interface NfaState {
  /** Pairs of symbol and target. */
  moves?: number[];
  free?: number[];
  accepts?: number[];
  /** Symbols that may be passed over here. */
  skips?: readonly number[];
}

/** One state of the deterministic automaton. */
export interface State {
  /** Target by symbol: states of the templates' own automaton until a sentence needs the deterministic one. */
  readonly moves: Map<number, State | number[]>;
  /** Slot symbols that can follow. */
  readonly slots: readonly number[];
  /** Accepted template numbers. */
  readonly accepts: readonly number[];
}

/**
 * All templates of one kind as one automaton over symbols. Alternatives, optional parts and free order are states,
 * not copies of templates. Deterministic states are made the first time a sentence needs them and kept: what they
 * accept never depends on which sentence came first.
 */
export class Automaton {
  readonly #nfa: NfaState[] = [];
  readonly #known = new Map<string, State>();
  readonly #isSlot: (symbol: number) => boolean;
  #start: State | undefined;

  constructor(isSlot: (symbol: number) => boolean) {
    this.#isSlot = isSlot;
    this.#make();
  }

  /** Adds a template; `accept` is reported when it matches. Symbols in `skips` may be passed over anywhere in it. */
  add(
    node: Node,
    accept: number,
    symbolOf: (node: Node & { kind: "symbol" | "slot" }) => number,
    skips: readonly number[] = [],
  ): void {
    const first = this.#branch(0);
    const end = this.#build(node, first, symbolOf);
    const last = this.#nfa[end];
    if (last !== undefined) last.accepts = [...(last.accepts ?? []), accept];
    for (const state of skips.length === 0 ? [] : this.#nfa.slice(first)) {
      if (state.moves !== undefined || state.accepts !== undefined) state.skips = skips;
    }
    this.#known.clear();
    this.#start = undefined;
  }

  get start(): State {
    this.#start ??= this.#state([0]);
    return this.#start;
  }

  /** The next state, undefined when no template goes on with this symbol. */
  next(state: State, symbol: number): State | undefined {
    const found = state.moves.get(symbol);
    if (!Array.isArray(found)) return found;
    const next = this.#state(found);
    state.moves.set(symbol, next);
    return next;
  }

  #make(): number {
    this.#nfa.push({});
    return this.#nfa.length - 1;
  }

  /** Lays the node's states after `from`; returns its end. */
  #build(node: Node, from: number, symbolOf: (node: Node & { kind: "symbol" | "slot" }) => number): number {
    switch (node.kind) {
      case "symbol":
      case "slot": {
        const to = this.#make();
        const state = this.#nfa[from];
        if (state !== undefined) state.moves = [...(state.moves ?? []), symbolOf(node), to];
        return to;
      }
      case "sequence":
        return node.of.reduce((at, part) => this.#build(part, at, symbolOf), from);
      case "maybe": {
        const to = this.#build(node.of, this.#branch(from), symbolOf);
        this.#free(from, to);
        return to;
      }
      case "either": {
        const to = this.#make();
        for (const part of node.of) this.#free(this.#build(part, this.#branch(from), symbolOf), to);
        return to;
      }
      default:
        return this.#anyOrder(node.of, from, symbolOf);
    }
  }

  #free(from: number, to: number): void {
    const state = this.#nfa[from];
    if (state === undefined) return;
    if (state.free === undefined) state.free = [to];
    else state.free.push(to);
  }

  #branch(from: number): number {
    const start = this.#make();
    this.#free(from, start);
    return start;
  }

  /** One state per set of parts already said. */
  #anyOrder(
    parts: readonly Node[],
    from: number,
    symbolOf: (node: Node & { kind: "symbol" | "slot" }) => number,
  ): number {
    const said = Array.from({ length: 2 ** parts.length }, (_, set) => (set === 0 ? this.#branch(from) : this.#make()));
    for (const [set, start] of said.entries()) {
      for (const [at, part] of parts.entries()) {
        if (set & (1 << at)) continue;
        const end = this.#build(part, this.#branch(start), symbolOf);
        this.#free(end, said[set | (1 << at)] ?? 0);
      }
    }
    return said[said.length - 1] ?? from;
  }

  #state(seeds: readonly number[]): State {
    const reached = new Set<number>();
    const open = [...seeds];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (reached.has(at)) continue;
      reached.add(at);
      open.push(...(this.#nfa[at]?.free ?? []));
    }
    const useful = [...reached].filter((at) => {
      const state = this.#nfa[at];
      return state?.moves !== undefined || state?.accepts !== undefined;
    });
    const from = useful.sort((a, b) => a - b);
    const key = from.join(",");
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const state: State = { moves: new Map(), slots: [], accepts: [] };
    const slots = new Set<number>();
    const accepts = new Set<number>();
    for (const at of from) this.#collect(at, state.moves, slots, accepts);
    const made = { ...state, slots: [...slots], accepts: [...accepts].sort((a, b) => a - b) };
    this.#known.set(key, made);
    return made;
  }

  #collect(at: number, into: Map<number, State | number[]>, slots: Set<number>, accepts: Set<number>): void {
    const { moves = [], accepts: own = [], skips = [] } = this.#nfa[at] ?? {};
    for (let edge = 0; edge < moves.length; edge += 2) {
      const symbol = moves[edge] ?? 0;
      if (this.#isSlot(symbol)) slots.add(symbol);
      link(into, symbol, moves[edge + 1] ?? 0);
    }
    for (const symbol of skips) link(into, symbol, at);
    for (const accept of own) accepts.add(accept);
  }
}

function link(into: Map<number, State | number[]>, symbol: number, target: number): void {
  const known = into.get(symbol);
  if (Array.isArray(known)) known.push(target);
  else into.set(symbol, [target]);
}
