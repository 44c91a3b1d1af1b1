import { Standings, type Checkpoint, type Rules, type Standing } from "./standings"
import { Tape } from "./tape"

import type { BoardEvent } from "@/shared/api"

/** Events between two checkpoints: what a jump folds at most, about 3 ms. */
const CHECKPOINT_EVERY = 4096

/** From `index` events on, this player (a number of the tape) leads; -1: nobody. */
type Lead = { index: number; player: number }

/**
 * A season that can be looked at after any number of its events, while more of them come in.
 *
 * What comes in is folded at once: that gives the checkpoints, from which a jump goes on, and
 * the leaders, which the scrubber shows.
 */
export class Recording {
  readonly tape: Tape
  readonly leads: Lead[] = []
  /** Events that are scores: what a season's `total` counts. */
  scores = 0
  readonly #latest: Standings
  readonly #shown: Standings
  readonly #checkpoints: Checkpoint[]
  #at = 0

  constructor(readonly rules: Rules) {
    this.tape = new Tape(rules.columns)
    this.#latest = new Standings(this.tape, rules)
    this.#shown = new Standings(this.tape, rules)
    this.#checkpoints = [this.#latest.checkpoint()]
  }

  get length(): number {
    return this.tape.length
  }

  /** Take in a page of events, in the journal's order. */
  add(events: BoardEvent[]): void {
    for (const event of events) {
      const index = this.tape.length
      this.tape.add(event)
      if (event.scores !== null) this.scores++
      this.#latest.apply(index)
      this.#noteLead(index + 1)
      if ((index + 1) % CHECKPOINT_EVERY === 0) this.#checkpoints.push(this.#latest.checkpoint())
    }
  }

  /** Go to the state after `index` events; what is not there yet counts as the last. */
  seek(index: number): void {
    const target = Math.max(0, Math.min(index, this.tape.length))
    const nearest = Math.min(Math.floor(target / CHECKPOINT_EVERY), this.#checkpoints.length - 1)
    const checkpoint = this.#checkpoints[nearest]
    if (checkpoint && (target < this.#at || nearest * CHECKPOINT_EVERY > this.#at)) {
      this.#shown.restore(checkpoint)
      this.#at = nearest * CHECKPOINT_EVERY
    }
    while (this.#at < target) this.#shown.apply(this.#at++)
  }

  /** How many events are in what `top` tells. */
  get at(): number {
    return this.#at
  }

  /** The first entries where `seek` went. */
  top(count: number): Standing[] {
    return this.#shown.top(count)
  }

  /** How many have an entry where `seek` went. */
  get players(): number {
    return this.#shown.count
  }

  #noteLead(index: number): void {
    const leader = this.#latest.top(1)[0]?.player ?? -1
    if (leader !== (this.leads.at(-1)?.player ?? -1)) this.leads.push({ index, player: leader })
  }
}
