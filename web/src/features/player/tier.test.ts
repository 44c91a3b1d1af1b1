import { describe, expect, it } from "vitest"

import { climbOf, tierLabel } from "./tier"

import type { Leaderboard } from "@/shared/api"

type Order = "ascending" | "descending"

function board(tiers: Partial<Leaderboard["tiers"][number]>[], order: Order = "descending") {
  return {
    columns: [{ name: "score", order, decimals: order === "ascending" ? 3 : 0 }],
    tiers,
  } as unknown as Leaderboard
}
const SHARES = board([
  { name: "gold", top_percent: 10 },
  { name: "silver", top_percent: 40 },
])
const entry = (
  rank: number,
  percentile: number,
  tier: string | null,
  score: number | string = 0,
) => ({
  rank,
  total: 200,
  percentile,
  tier,
  score,
})

describe("the way to the next tier", () => {
  it("counts the places that are missing to a share", () => {
    // 20 of 200 are gold: whoever has 19 ahead is the last of them, and 30 are ahead here.
    const climb = climbOf(SHARES, entry(31, 85, "silver"))
    expect(climb).toMatchObject({ tier: "silver", next: "gold", places: 11, gap: null })
    expect(climb.done).toBeCloseTo(5 / 6)
  })

  it("begins at everybody where there is no tier yet", () => {
    const climb = climbOf(SHARES, entry(141, 30, null))
    expect(climb).toMatchObject({ tier: null, next: "silver", places: 61 })
    expect(climb.done).toBeCloseTo(0.5)
  })

  it("is done at the best tier", () => {
    expect(climbOf(SHARES, entry(1, 100, "gold"))).toMatchObject({ next: null, done: 1 })
  })

  it("tells what is missing of a time, exactly", () => {
    const times = board(
      [
        { name: "gold", score: 82 },
        { name: "silver", score: 84 },
      ],
      "ascending",
    )
    const climb = climbOf(times, entry(9, 90, "silver", "82.500"))
    expect(climb).toMatchObject({ next: "gold", gap: 500n, places: null })
    expect(climb.done).toBeCloseTo(0.75)
    expect(climbOf(times, entry(99, 9, null, 88)).done).toBeCloseTo(84 / 88)
  })

  it("shows the share that one stands above where there are no tiers", () => {
    expect(climbOf(board([]), entry(20, 90, null))).toMatchObject({ next: null, done: 0.9 })
  })

  it("writes names as words", () => {
    expect(tierLabel("title-contender")).toBe("Title contender")
  })
})
