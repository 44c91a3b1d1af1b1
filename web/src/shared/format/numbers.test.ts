import { beforeEach, expect, test } from "vitest"

import { setLanguage } from "@/shared/i18n/language"

import { compact, rate, topPercent } from "./numbers"
import { nextTick, timeAgo } from "./time"

beforeEach(() => setLanguage("en"))

test.each([
  [1, 1_000_000, "0.001"],
  [5, 1_000_000, "0.001"],
  [12_000, 1_000_000, "1.2"],
  [41, 1739, "2.4"],
  [999_999, 1_000_000, "100"],
  [1, 0, "100"],
])("rank %i of %i is in the top %s %%", (rank, total, percent) => {
  expect(topPercent(rank, total)).toBe(`${percent}\u202f%`)
})

test("large counts are short, small ones exact", () => {
  expect(compact(1_234_567)).toBe("1.2M")
  expect(compact(24_381)).toBe("24\u202f381")
})

test("rates tell a decimal where it matters", () => {
  expect([rate(0), rate(0.44), rate(38.2)]).toEqual(["0", "0.4", "38"])
})

test.each([
  [0, "now"],
  [59_000, "59 seconds ago"],
  [60_000, "1 minute ago"],
  [26 * 3_600_000, "yesterday"],
])("%i ms is %s", (passed, text) => {
  expect(timeAgo(0, passed)).toBe(text)
})

test("the clock of the one who scored may be ahead", () => {
  expect(timeAgo(5000, 0)).toBe("now")
})

test("a young moment ticks every second, an old one seldom", () => {
  expect([nextTick(0, 5000), nextTick(0, 120_000), nextTick(0, 7_200_000)]).toEqual([
    1000, 10_000, 60_000,
  ])
})
