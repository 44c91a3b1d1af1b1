import { describe, expect, it } from "vitest"

import { differenceOf } from "./difference"
import { sharesOf } from "./shares"

import type { Entry, Leaderboard } from "@/shared/api"

const board = {
  metadata: {},
  columns: [
    { name: "points", order: "descending", decimals: 1 },
    { name: "wins", order: "descending", decimals: 0 },
  ],
} as unknown as Leaderboard
const entry = (points: number | string, wins: number) =>
  ({ scores: { points, wins } }) as unknown as Entry

describe("what is between two players", () => {
  it("is told by the first column that differs", () => {
    expect(differenceOf(board, entry(25.5, 1), entry(18, 9))).toBe("7.5\u202fpoints")
    expect(differenceOf(board, entry(18, 1), entry(18, 3))).toBe("2\u202fwins")
    expect(differenceOf(board, entry(18, 3), entry(18, 3))).toBe(null)
  })

  it("loses no digit", () => {
    expect(differenceOf(board, entry("900719925474099.3", 0), entry("900719925474099.2", 0))).toBe(
      "0.1\u202fpoints",
    )
  })

  it("gives the better one the longer bar", () => {
    expect(sharesOf(50n, 100n, false)).toEqual([0.5, 1])
    expect(sharesOf(80n, 100n, true)).toEqual([1, 0.8])
    expect(sharesOf(-3n, 4n, false)).toEqual([0, 1])
    expect(sharesOf(-3n, 4n, true)).toEqual([1, 0])
    expect(sharesOf(0n, 0n, false)).toEqual([1, 1])
  })
})
