import { describe, expect, it } from "vitest"

import { Bars } from "./bars"

const standing = (player: number, value: bigint, rank = 1) => ({ player, rank, values: [value] })
const FRAME = 1 / 60

function settled(bars: Bars, top: ReturnType<typeof standing>[]): number {
  let frames = 0
  while (bars.step(top, FRAME)) if (++frames > 600) throw new Error("never arrives")
  return frames
}

describe("bars", () => {
  it("are there at once where no motion is wanted", () => {
    const bars = new Bars(10, true)
    expect(bars.step([standing(1, 80n), standing(2, 20n)], Infinity)).toBe(false)
    expect([...bars.shown.values()].map(({ y, length }) => [y, length])).toEqual([
      [0, 1],
      [1, 0.25],
    ])
  })

  it("glide past one another, and arrive within half a second or so", () => {
    const bars = new Bars(10, true)
    bars.step([standing(1, 80n), standing(2, 20n)], Infinity)
    const after = [standing(2, 90n), standing(1, 80n)]
    bars.step(after, FRAME)
    expect(bars.shown.get(2)?.y).toBeGreaterThan(0.5)
    expect(settled(bars, after)).toBeLessThan(60)
    expect(bars.shown.get(2)).toMatchObject({ y: 0, value: 90n, length: 1 })
  })

  it("never pass their place", () => {
    const bars = new Bars(10, true)
    bars.step([standing(1, 1n)], Infinity)
    const after = [standing(2, 3n), standing(1, 1n)]
    for (let frame = 0; frame < 90; frame++) {
      bars.step(after, FRAME)
      expect(bars.shown.get(1)?.y).toBeLessThan(1.01)
    }
  })

  it("count to any value exactly, of any size", () => {
    const bars = new Bars(10, true)
    bars.step([standing(1, 0n)], Infinity)
    settled(bars, [standing(1, 9_223_372_036_854_775_807n)])
    expect(bars.shown.get(1)?.value).toBe(9_223_372_036_854_775_807n)
  })

  it("take out who has left", () => {
    const bars = new Bars(2, true)
    bars.step([standing(1, 5n), standing(2, 4n)], Infinity)
    settled(bars, [standing(1, 5n)])
    expect([...bars.shown.keys()]).toEqual([1])
  })

  it("tell the gap to the first where smaller is better", () => {
    const bars = new Bars(10, false)
    bars.step([standing(1, 80_931n), standing(2, 81_431n), standing(3, 81_931n)], Infinity)
    const lengths = [...bars.shown.values()].map(({ length }) => length)
    expect(lengths[0]).toBe(1)
    expect(lengths[1]).toBeCloseTo(0.61)
    expect(lengths[2]).toBeCloseTo(0.22)
  })

  it("have a length below zero too", () => {
    const bars = new Bars(10, true)
    bars.step([standing(1, 5n), standing(2, -5n)], Infinity)
    expect(bars.shown.get(2)?.length).toBeCloseTo(0.22)
  })
})
