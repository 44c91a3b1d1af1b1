import { unscaled, scaled, type Numeric, type ScoreStyle } from "@/shared/format"

import type { HistoryPoint } from "@/shared/api"

/** One line of a plot: who, and the first column's standing value at each instant. */
export type Line = {
  label: string
  /** A custom property: `--accent`. */
  colour: string
  dashed?: boolean
  points: HistoryPoint[]
}

/** Columns as uPlot takes them: instants in seconds, then the values of each series or null. */
type Aligned = [number[], ...(number | null)[][]]

/**
 * Lines, and with `dots` each line's single scores, over one axis of time. Lines go on to
 * `now`: what stands, stands. Doubles are enough for where a pixel goes.
 */
export function aligned(lines: Line[], style: ScoreStyle, dots: boolean, now: number): Aligned {
  const instants = new Set<number>([now])
  for (const { points } of lines) for (const { at } of points) instants.add(seconds(at))
  const times = [...instants].toSorted((a, b) => a - b)
  const index = new Map(times.map((time, i) => [time, i]))
  const columns: (number | null)[][] = []
  for (const { points } of lines) {
    const standing = new Array<number | null>(times.length).fill(null)
    const single = new Array<number | null>(times.length).fill(null)
    for (const point of points) {
      const at = index.get(seconds(point.at)) ?? 0
      standing[at] = plain(point.standing, style)
      single[at] = plain(point.score, style)
    }
    const last = points.at(-1)
    if (last) standing[times.length - 1] ??= plain(last.standing, style)
    columns.push(standing)
    if (dots) columns.push(single)
  }
  return [times, ...columns]
}

/** The value of a column at an index, or the last one before it: what stood then. */
export function standingAt(column: (number | null)[] | undefined, index: number): number | null {
  for (let i = index; i >= 0; i--) {
    const value = column?.[i]
    if (value != null) return value
  }
  return null
}

const seconds = (at: string) => Date.parse(at) / 1000

function plain(score: Numeric, { decimals }: ScoreStyle): number {
  return Number(unscaled(scaled(score, decimals), decimals))
}
