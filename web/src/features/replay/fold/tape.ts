import { scaled } from "@/shared/format"

import type { BoardEvent, Column } from "@/shared/api"

const FIRST_SIZE = 4096

/**
 * A season's events as they were journalled, in columns: a hundred thousand of them take a few
 * megabytes, and reading one makes no object. Values are scaled, exactly, in 64 bits.
 */
export class Tape {
  /** Each player's id and last known name, by the number that `player` holds. */
  readonly players: { id: string; name: string | null }[] = []
  player = new Int32Array(FIRST_SIZE)
  /** 1 where the event took the entry out. */
  removal = new Uint8Array(FIRST_SIZE)
  sequence = new Float64Array(FIRST_SIZE)
  /** Milliseconds; never falls: a score that was played earlier than it came counts as it came. */
  at = new Float64Array(FIRST_SIZE)
  values: BigInt64Array
  length = 0
  readonly #numbers = new Map<string, number>()

  constructor(readonly columns: Column[]) {
    this.values = new BigInt64Array(FIRST_SIZE * columns.length)
  }

  /** O(columns). */
  add(event: BoardEvent): void {
    if (this.length === this.player.length) this.#grow()
    const index = this.length++
    this.player[index] = this.#number(event)
    this.removal[index] = event.scores === null ? 1 : 0
    this.sequence[index] = event.sequence
    this.at[index] = Math.max(Date.parse(event.achieved_at), this.at[index - 1] ?? -Infinity)
    if (event.scores === null) return
    for (const [column, { name, decimals }] of this.columns.entries())
      this.values[index * this.columns.length + column] = scaled(event.scores[name] ?? 0, decimals)
  }

  /** How many events came up to a sequence. O(log n). */
  countTo(sequence: number): number {
    return upperBound(this.sequence, this.length, sequence)
  }

  #number({ player, display_name }: BoardEvent): number {
    const known = this.#numbers.get(player)
    const number = known ?? this.players.length
    if (known === undefined) this.#numbers.set(player, number)
    this.players[number] = { id: player, name: display_name }
    return number
  }

  #grow(): void {
    const size = this.length * 2
    this.player = grown(this.player, new Int32Array(size))
    this.removal = grown(this.removal, new Uint8Array(size))
    this.sequence = grown(this.sequence, new Float64Array(size))
    this.at = grown(this.at, new Float64Array(size))
    this.values = grown(this.values, new BigInt64Array(size * this.columns.length))
  }
}

/** A larger array that begins with what a smaller one holds. */
export function grown<N, T extends { set: (from: ArrayLike<N>) => void }>(
  from: ArrayLike<N>,
  into: T,
): T {
  into.set(from)
  return into
}

/** How many of the first `length` numbers, which do not fall, are at most `value`. O(log n). */
export function upperBound(numbers: ArrayLike<number>, length: number, value: number): number {
  let [low, high] = [0, length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((numbers[middle] ?? 0) <= value) low = middle + 1
    else high = middle
  }
  return low
}
