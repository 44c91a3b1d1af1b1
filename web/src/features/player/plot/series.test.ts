import { describe, expect, it } from "vitest"

import { aligned, standingAt, type Line } from "./series"

const STYLE = { decimals: 0 }
const line = (label: string, ...points: [number, number, number][]): Line => ({
  label,
  colour: "--accent",
  points: points.map(([second, score, standing]) => ({
    at: new Date(second * 1000).toISOString(),
    score,
    scores: {},
    standing,
  })),
})

describe("the columns of a plot", () => {
  it("hold what stood at each instant, and go on to now", () => {
    expect(aligned([line("ann", [10, 5, 5], [20, 3, 5])], STYLE, true, 30)).toEqual([
      [10, 20, 30],
      [5, 5, 5],
      [5, 3, null],
    ])
  })

  it("put two players over one time", () => {
    const lines = [line("ann", [10, 5, 5]), line("bob", [15, 7, 7])]
    expect(aligned(lines, STYLE, false, 20)).toEqual([
      [10, 15, 20],
      [5, null, 5],
      [null, 7, 7],
    ])
  })

  it("tell what stood between two scores", () => {
    expect(standingAt([null, 4, null, null], 3)).toBe(4)
    expect(standingAt([null, 4], 0)).toBe(null)
  })
})
