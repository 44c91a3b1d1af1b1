import { describe, expect, it } from "vitest"

import { Tape } from "./tape"
import { lengthOf, Timeline } from "./timeline"

import type { BoardEvent } from "@/shared/api"

const DAY = 86_400_000
const START = Date.UTC(2026, 0, 1)

function taped(days: number[]): Tape {
  const tape = new Tape([{ name: "score", order: "descending", decimals: 0 }])
  for (const [index, day] of days.entries())
    tape.add({
      sequence: index + 1,
      player: "ann",
      display_name: null,
      scores: { score: 1 },
      achieved_at: new Date(START + day * DAY).toISOString(),
    } as unknown as BoardEvent)
  return tape
}

function timeline(days: number[]): Timeline {
  const last = START + Math.max(...days) * DAY
  const made = new Timeline(taped(days), { first: START, last, total: days.length })
  made.extend()
  return made
}

describe("the way through a season", () => {
  it("begins before the first event and ends after the last", () => {
    const way = timeline([0, 1, 2])
    expect(way.countAt(0)).toBe(0)
    expect(way.countAt(1)).toBe(3)
    expect(way.end).toBeLessThan(1)
  })

  it("puts events of one instant on one place", () => {
    const way = timeline([0, 4, 4, 4, 9])
    expect(way.place(1)).toBe(way.place(3))
    expect(way.countAt(way.place(1))).toBe(4)
  })

  it("never goes back, whatever was played when", () => {
    const way = timeline([0, 5, 2, 7, 1, 9])
    for (let index = 1; index < 6; index++)
      expect(way.place(index)).toBeGreaterThanOrEqual(way.place(index - 1))
  })

  it("gives a quiet stretch and a busy day their share", () => {
    const way = timeline([0, ...Array.from({ length: 98 }, (_, i) => 90 + i / 1000), 100])
    expect(way.place(1)).toBeGreaterThan(0.4)
    expect(way.place(98) - way.place(1)).toBeGreaterThan(0.4)
  })

  it("lets the time pass evenly between events", () => {
    const way = timeline([0, 10])
    const middle = (way.place(0) + way.place(1)) / 2
    expect(way.timeAt(middle)).toBeCloseTo(START + 5 * DAY, -2)
    expect(way.timeAt(0)).toBe(START)
    expect(way.timeAt(1)).toBe(START + 10 * DAY)
  })

  it("keeps every place as more events come in", () => {
    const tape = taped([0, 1])
    const way = new Timeline(tape, { first: START, last: START + 3 * DAY, total: 4 })
    way.extend()
    const before = [way.place(0), way.place(1)]
    for (const _ of Array.from({ length: 9000 }))
      tape.add({
        sequence: tape.length + 1,
        player: "bob",
        scores: { score: 1 },
        achieved_at: new Date(START + 3 * DAY).toISOString(),
      } as unknown as BoardEvent)
    way.extend()
    expect([way.place(0), way.place(1)]).toEqual(before)
  })

  it("takes longer for more, within bounds", () => {
    expect([lengthOf(1), lengthOf(432), lengthOf(100_000)]).toEqual([12, 44, 75])
  })
})
