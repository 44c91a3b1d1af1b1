import { upperBound, type Tape } from "./tape"

/** How much of the way is told by the clock; the rest is told by how much happened. */
const CLOCK = 0.5
/** The way begins before the first event and ends after the last, so that both are seen. */
const LEAD_IN = 0.02
const LEAD_OUT = 0.02

/** When a season's events begin and end, in milliseconds, and how many there are. */
type Extent = { first: number; last: number; total: number }

/**
 * Where each event lies on the way from 0 to 1 that the scrubber shows.
 *
 * Half of the way passes by the clock and half by events: a quiet month does not take the
 * whole replay, and a busy evening is not over in a blink. Events of one instant, as the
 * results of a race, lie on one place. What lies where does not change as more events come in.
 */
export class Timeline {
  #places = new Float64Array(4096)
  #length = 0
  #groupStart = 0

  constructor(
    readonly tape: Tape,
    readonly extent: Extent,
  ) {}

  /** Place what the tape has taken in since. */
  extend(): void {
    if (this.#places.length < this.tape.length) {
      const places = new Float64Array(Math.max(this.tape.length, this.#places.length * 2))
      places.set(this.#places)
      this.#places = places
    }
    for (; this.#length < this.tape.length; this.#length++) {
      const index = this.#length
      if (this.tape.at[index] !== this.tape.at[index - 1]) this.#groupStart = index
      this.#places[index] = this.#placeOf(this.tape.at[index] ?? 0, this.#groupStart)
    }
  }

  /** How far the way is known: what is beyond is still to come. */
  get end(): number {
    return this.place(this.#length - 1)
  }

  /** The place of an event, by its index; 0 before the first. */
  place(index: number): number {
    return index < 0 ? 0 : (this.#places[Math.min(index, this.#length - 1)] ?? 0)
  }

  /** How many events lie at or before a place. O(log n). */
  countAt(place: number): number {
    return upperBound(this.#places, this.#length, place)
  }

  /** The instant of a place, in milliseconds; between events it passes evenly. */
  timeAt(place: number): number {
    const index = this.countAt(place)
    const before = this.tape.at[index - 1]
    const after = index < this.#length ? this.tape.at[index] : undefined
    if (before === undefined) return after ?? this.extent.first
    if (after === undefined) return before
    const [from, to] = [this.place(index - 1), this.place(index)]
    return before + ((after - before) * (place - from)) / Math.max(1e-9, to - from)
  }

  #placeOf(at: number, index: number): number {
    const { first, last, total } = this.extent
    const clock = last > first ? Math.min(1, Math.max(0, (at - first) / (last - first))) : 0
    const share = Math.min(1, index / Math.max(1, total))
    return LEAD_IN + (CLOCK * clock + (1 - CLOCK) * share) * (1 - LEAD_IN - LEAD_OUT)
  }
}

/** How long a replay takes at plain speed, in seconds: long enough to see what happens. */
export function lengthOf(total: number): number {
  return Math.max(12, Math.min(75, 8 + total / 12))
}
