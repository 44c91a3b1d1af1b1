import { expect, test } from "vitest"

import { missingBetween } from "./missing"

import type { Column, Entry } from "@/shared/api"

const columns: Column[] = [
  { name: "points", order: "descending", decimals: 1 },
  { name: "seconds", order: "ascending", decimals: 3 },
]
const entry = (points: Entry["score"], seconds: Entry["score"]) =>
  ({ scores: { points, seconds } }) as unknown as Entry

test("the first column that tells two apart says what is missing", () => {
  expect(missingBetween(entry(12.5, 9), entry(14, 8), columns)).toEqual({ column: 0, gap: 15n })
})

test("where the first is level, the next one counts", () => {
  expect(missingBetween(entry(14, 9.118), entry(14, 9), columns)).toEqual({ column: 1, gap: 118n })
})

test("nothing is missing between equals", () => {
  expect(missingBetween(entry(14, 9), entry(14, 9), columns)).toBeNull()
})

test("a gap of 64-bit scores is exact", () => {
  const [mine, other] = [entry("922337203685477580.6", 0), entry("922337203685477580.7", 0)]
  expect(missingBetween(mine, other, columns)).toEqual({ column: 0, gap: 1n })
})
