import type { Standing } from "./fold/standings"

/** A row's way to its place: a spring without overshoot that arrives after about 0.4 s. */
const STIFFNESS = 140
const DAMPING = 2 * Math.sqrt(STIFFNESS)
const SUBSTEP_S = 0.008
/** How fast a number, and with it the bar, goes after its value: most of it in this time. */
const VALUE_S = 0.16
const FADE_S = 0.12
const PARTS = 1000
/** The shortest bar where lengths tell gaps and not sizes. */
const SHORTEST = 0.22

/** One bar as it is seen now. */
export type Bar = {
  player: number
  rank: number
  /** In rows from the top. */
  y: number
  velocity: number
  opacity: number
  /** The first column as it is counted just now, and all columns as they are. */
  value: bigint
  values: bigint[]
  /** 0 to 1. */
  length: number
}

/**
 * The bars on their way to where the standings have them. Pure but for its own state: the same
 * standings and times give the same bars.
 */
export class Bars {
  readonly shown = new Map<number, Bar>()
  #span = 0

  constructor(
    readonly rows: number,
    /** False where a smaller value is better: a length then tells the gap to the first. */
    readonly descending: boolean,
  ) {}

  /** Go on for some seconds; Infinity is at once. True where something still moves. */
  step(top: Standing[], seconds: number): boolean {
    const places = new Map(top.map((standing, place) => [standing.player, place]))
    for (const standing of top) this.#take(standing, seconds)
    let moves = false
    for (const bar of this.shown.values()) {
      const place = places.get(bar.player)
      if (place === undefined) moves = this.#leave(bar, seconds) || moves
      else moves = this.#approach(bar, place, seconds) || moves
    }
    this.#measure(top, seconds)
    return moves
  }

  #take({ player, rank, values }: Standing, seconds: number): void {
    const value = values[0] ?? 0n
    const bar = this.shown.get(player)
    if (bar === undefined) {
      const entering = { player, rank, y: this.rows, velocity: 0, opacity: 0 }
      this.shown.set(player, { ...entering, value, values, length: 0 })
      return
    }
    bar.rank = rank
    bar.values = values
    bar.value = toward(bar.value, value, share(seconds, VALUE_S))
  }

  #approach(bar: Bar, place: number, seconds: number): boolean {
    glide(bar, place, seconds)
    bar.opacity += (1 - bar.opacity) * share(seconds, FADE_S)
    if (bar.opacity > 0.995) bar.opacity = 1
    return bar.y !== place || bar.opacity !== 1 || bar.value !== bar.values[0]
  }

  #leave(bar: Bar, seconds: number): boolean {
    glide(bar, this.rows, seconds)
    bar.opacity -= bar.opacity * share(seconds, FADE_S)
    if (bar.opacity < 0.02) this.shown.delete(bar.player)
    return true
  }

  /** Lengths, from the values as they are seen. */
  #measure(top: Standing[], seconds: number): void {
    const seen = top.map(({ player }) => Number(this.shown.get(player)?.value ?? 0n))
    const [first = 0, last = 0] = [seen[0], seen.at(-1)]
    const fromZero = this.descending && first > 0 && seen.every((value) => value >= 0)
    const span = Math.abs(last - first)
    this.#span = this.#span ? this.#span + (span - this.#span) * share(seconds, VALUE_S) : span
    for (const bar of this.shown.values()) {
      const value = Number(bar.value)
      const behind = Math.abs(value - first) / Math.max(this.#span, 1e-9)
      const length = fromZero ? value / first : 1 - (1 - SHORTEST) * behind
      bar.length = Math.max(0, Math.min(1, length))
    }
  }
}

/** How much of a way is gone after some seconds. */
function share(seconds: number, time: number): number {
  return 1 - Math.exp(-seconds / time)
}

function toward(from: bigint, to: bigint, part: number): bigint {
  const next = from + ((to - from) * BigInt(Math.round(part * PARTS))) / BigInt(PARTS)
  return next === from ? to : next
}

function glide(bar: Bar, place: number, seconds: number): void {
  if (seconds > 1) {
    bar.y = place
    bar.velocity = 0
    return
  }
  for (let left = seconds; left > 0; left -= SUBSTEP_S) {
    const step = Math.min(left, SUBSTEP_S)
    bar.velocity += (STIFFNESS * (place - bar.y) - DAMPING * bar.velocity) * step
    bar.y += bar.velocity * step
  }
  if (Math.abs(place - bar.y) < 0.002 && Math.abs(bar.velocity) < 0.02) bar.y = place
}
