import { grown, type Tape } from "./tape"

import type { Leaderboard } from "@/shared/api"

/** Players kept in order; more are shown nowhere, and finding them anew is rare. */
const KEPT = 64

export type Rules = Pick<Leaderboard, "operator" | "rank_method" | "columns">
export type Standing = { player: number; rank: number; values: bigint[] }

/** All that `Standings` knows at one instant. */
export type Checkpoint = {
  values: BigInt64Array
  sequence: Float64Array
  count: number
  best: number[]
}

/**
 * A season's entries after some of its events, by the server's rules: the operator decides what
 * a score does, columns decide who is better, and who got there first stays ahead.
 *
 * Entries lie in columns, by the tape's player numbers; `sequence` 0 is nobody. `#best` holds
 * the first of the board in order, and everybody who is not in it is behind all who are: so an
 * event costs O(KEPT), and only when many have fallen out is everyone looked at, O(players).
 */
export class Standings {
  count = 0
  #values: BigInt64Array
  #sequence = new Float64Array(256)
  #best: number[] = []
  readonly #width: number
  readonly #descending: boolean[]

  constructor(
    readonly tape: Tape,
    readonly rules: Rules,
  ) {
    this.#width = rules.columns.length
    this.#descending = rules.columns.map(({ order }) => order !== "ascending")
    this.#values = new BigInt64Array(256 * this.#width)
  }

  /** Take in the event at an index of the tape. */
  apply(index: number): void {
    const player = this.tape.player[index] ?? 0
    if (player >= this.#sequence.length) this.#grow(player + 1)
    if (this.tape.removal[index]) this.#remove(player)
    else if (this.#score(player, index)) this.#place(player)
  }

  /** The first `count` entries in board order, with their ranks. */
  top(count: number): Standing[] {
    if (this.#best.length < Math.min(count, this.count)) this.#findBest()
    const standings: Standing[] = []
    let before: number | null = null
    for (const [index, player] of this.#best.slice(0, count).entries()) {
      const rank = this.#rank(player, index, before, standings.at(-1)?.rank ?? 0)
      standings.push({ player, rank, values: this.#valuesOf(player) })
      before = player
    }
    return standings
  }

  /** A copy of all of it; `restore` goes back there. O(players). */
  checkpoint(): Checkpoint {
    const size = this.tape.players.length
    return {
      values: this.#values.slice(0, size * this.#width),
      sequence: this.#sequence.slice(0, size),
      count: this.count,
      best: [...this.#best],
    }
  }

  restore(to: Checkpoint): void {
    const size = Math.max(to.sequence.length, this.#sequence.length)
    this.#values = grown(to.values, new BigInt64Array(size * this.#width))
    this.#sequence = grown(to.sequence, new Float64Array(size))
    this.count = to.count
    this.#best = [...to.best]
  }

  /** Throws where the best are not in order, or someone behind them is better. O(players). */
  check(): void {
    const shown = () => JSON.stringify(this.#best)
    for (const [index, player] of this.#best.entries()) {
      const before = this.#best[index - 1]
      if (before !== undefined && !this.#isBetter(before, player))
        throw new Error(`${before} does not stand before ${player} in ${shown()}`)
    }
    const last = this.#best.at(-1)
    const kept = new Set(this.#best)
    let count = 0
    for (const [player, sequence] of this.#sequence.entries()) {
      if (sequence === 0) continue
      count++
      if (!kept.has(player) && last !== undefined && this.#isBetter(player, last))
        throw new Error(`${player} stands before ${last} and is not in ${shown()}`)
    }
    if (count !== this.count) throw new Error(`counted ${count}, not ${this.count}`)
  }

  #score(player: number, index: number): boolean {
    const [to, from] = [player * this.#width, index * this.#width]
    const isNew = this.#sequence[player] === 0
    if (!isNew && this.rules.operator === "best" && !this.#isImproved(to, from)) return false
    let changed = isNew
    for (let column = 0; column < this.#width; column++) {
      const standing = isNew ? 0n : this.#value(to + column)
      const score = this.tape.values[from + column] ?? 0n
      const after = this.rules.operator === "sum" ? standing + score : score
      if (after === standing) {
        if (isNew) this.#values[to + column] = after
        continue
      }
      this.#values[to + column] = after
      changed = true
    }
    if (isNew) this.count++
    if (changed) this.#sequence[player] = this.tape.sequence[index] ?? 0
    return changed
  }

  #isImproved(standing: number, score: number): boolean {
    for (const [column, descending] of this.#descending.entries()) {
      const [before, now] = [this.#value(standing + column), this.tape.values[score + column] ?? 0n]
      if (before !== now) return descending === now > before
    }
    return false
  }

  #remove(player: number): void {
    if (this.#sequence[player] === 0) return
    this.#sequence[player] = 0
    this.count--
    const at = this.#best.indexOf(player)
    if (at >= 0) this.#best.splice(at, 1)
  }

  #place(player: number): void {
    const at = this.#best.indexOf(player)
    if (at >= 0) this.#best.splice(at, 1)
    const holdsAll = this.#best.length === this.count - 1
    let [low, high] = [0, this.#best.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#isBetter(player, this.#best[middle] ?? 0)) high = middle
      else low = middle + 1
    }
    // Behind the last of the best there may be others that are better: it is not known.
    if (low === this.#best.length && !holdsAll) return
    this.#best.splice(low, 0, player)
    if (this.#best.length > KEPT) this.#best.pop()
  }

  #findBest(): void {
    this.#best = []
    for (const [player, sequence] of this.#sequence.entries()) {
      if (sequence === 0) continue
      const last = this.#best[KEPT - 1]
      if (last === undefined || this.#isBetter(player, last)) this.#insert(player)
    }
  }

  #insert(player: number): void {
    let at = this.#best.length
    while (at > 0 && this.#isBetter(player, this.#best[at - 1] ?? 0)) at--
    this.#best.splice(at, 0, player)
    if (this.#best.length > KEPT) this.#best.pop()
  }

  #isBetter(a: number, b: number): boolean {
    const difference = this.#difference(a, b)
    if (difference !== 0) return difference < 0
    return (this.#sequence[a] ?? 0) < (this.#sequence[b] ?? 0)
  }

  /** Below 0 where a's columns stand before b's; 0 where they are equal. */
  #difference(a: number, b: number): number {
    for (let column = 0; column < this.#width; column++) {
      const mine = this.#value(a * this.#width + column)
      const theirs = this.#value(b * this.#width + column)
      if (mine !== theirs) return mine > theirs === this.#descending[column] ? -1 : 1
    }
    return 0
  }

  #rank(player: number, index: number, before: number | null, rank: number): number {
    const { rank_method } = this.rules
    const isTied = before !== null && this.#difference(before, player) === 0
    if (rank_method === "ordinal") return index + 1
    if (isTied) return rank
    return rank_method === "dense" ? rank + 1 : index + 1
  }

  #value(at: number): bigint {
    return this.#values[at] ?? 0n
  }

  #valuesOf(player: number): bigint[] {
    const from = player * this.#width
    return [...this.#values.subarray(from, from + this.#width)]
  }

  #grow(least: number): void {
    const size = Math.max(least, this.#sequence.length * 2)
    this.#values = grown(this.#values, new BigInt64Array(size * this.#width))
    this.#sequence = grown(this.#sequence, new Float64Array(size))
  }
}
