import { expect, test } from "vitest"

import { address, withChanges } from "./use-query-state"

test("a change leaves the other parts as they are", () => {
  expect(withChanges("?window=weekly&you=ann", { season: 12 })).toBe(
    "?window=weekly&you=ann&season=12",
  )
})

test("null takes a part away, and the mark with the last", () => {
  expect(withChanges("?window=weekly", { window: null })).toBe("")
})

test("ids of any letters make valid addresses", () => {
  expect(address.player("a b?#%/é")).toBe("/players/a%20b%3F%23%25%2F%C3%A9")
  expect(address.leaderboard("race", { player: "a&b" })).toBe("/leaderboards/race?player=a%26b")
})
