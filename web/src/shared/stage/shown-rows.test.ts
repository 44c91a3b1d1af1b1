import { expect, test } from "vitest"

import { shownRows } from "./shown-rows"

import type { LiveEntry } from "@/shared/live"

const entries = (players: string) =>
  Array.from(players, (player, index) => ({ player, position: index + 1 }) as LiveEntry)
const told = (rows: ReturnType<typeof shownRows>) =>
  rows.map(({ entry, line, state }) => `${entry.player}${line} ${state}`)

test("the first rows are simply there", () => {
  expect(told(shownRows(null, entries("abc")))).toEqual(["a0 stays", "b1 stays", "c2 stays"])
})

test("who comes in is new, and who falls out leaves below the last line", () => {
  const before = shownRows(null, entries("abc"))
  expect(told(shownRows(before, entries("dab")))).toEqual([
    "d0 new",
    "a1 stays",
    "b2 stays",
    "c3 leaves",
  ])
})

test("who has left is not drawn a second time, and may come back", () => {
  const left = shownRows(shownRows(null, entries("abc")), entries("abd"))
  expect(told(shownRows(left, entries("abd")))).toEqual(["a0 stays", "b1 stays", "d2 stays"])
  expect(told(shownRows(left, entries("abc")))).toEqual([
    "a0 stays",
    "b1 stays",
    "c2 new",
    "d3 leaves",
  ])
})

test("a season that begins anew lets everyone leave", () => {
  expect(told(shownRows(shownRows(null, entries("ab")), []))).toEqual(["a0 leaves", "b0 leaves"])
})
