import { describe, expect, it } from "vitest"

import { byBoard, chosenEntry, proudest, shared } from "./grouped"

import type { Leaderboard, PlayerEntry } from "@/shared/api"

const boards = [{ id: "laps" }, { id: "points" }] as Leaderboard[]
const entry = (leaderboard: string, window: string, changes: Partial<PlayerEntry> = {}) =>
  ({
    leaderboard,
    window,
    season: 1,
    percentile: 50,
    total: 10,
    rank: 5,
    ...changes,
  }) as PlayerEntry

describe("a player's entries", () => {
  const entries = [
    entry("points", "all-time", { percentile: 90 }),
    entry("points", "weekly"),
    entry("laps", "all-time", { percentile: 90, total: 99 }),
  ]

  it("are grouped in the order of the leaderboards", () => {
    expect(
      byBoard(entries, boards).map(({ board, entries }) => [board.id, entries.length]),
    ).toEqual([
      ["laps", 1],
      ["points", 2],
    ])
  })

  it("begin with the one to be proud of", () => {
    expect(proudest(entries)?.leaderboard).toBe("laps")
    expect(chosenEntry(entries, null, null)?.leaderboard).toBe("laps")
  })

  it("follow the address, as far as it names what is there", () => {
    expect(chosenEntry(entries, "points", "weekly")?.window).toBe("weekly")
    expect(chosenEntry(entries, "points", "daily")?.window).toBe("all-time")
    expect(chosenEntry(entries, "gone", null)?.leaderboard).toBe("laps")
  })

  it("are shared where leaderboard, window and season are the same", () => {
    const theirs = [entry("points", "weekly", { season: 2 }), entry("laps", "all-time")]
    expect(shared(entries, theirs, boards).map(({ board }) => board.id)).toEqual(["laps"])
  })
})
