import { expect, test } from "vitest"

import { listHeight, MOST_HEIGHT, rangeOf, scrolledTo } from "./range"

const ROW = 48
const VIEW = 900

test("a short list is drawn whole, where it stands", () => {
  const range = rangeOf({ count: 5, rowHeight: ROW, scrolled: -300, viewport: VIEW })
  expect(range).toEqual({ first: 0, last: 5, offset: 0 })
})

test("only what is seen of a long list is drawn", () => {
  const range = rangeOf({ count: 100_000, rowHeight: ROW, scrolled: 48_000, viewport: VIEW })
  expect(range.first).toBe(994)
  expect(range.last).toBeLessThan(1030)
  expect(range.offset).toBe(994 * ROW)
})

test.each([0, 1, 250_000, 999_999])("row %i of a million can be scrolled to", (index) => {
  const lengths = { count: 1_000_000, rowHeight: ROW, viewport: VIEW }
  const scrolled = scrolledTo(index, lengths)
  const { first, last, offset } = rangeOf({ ...lengths, scrolled })
  expect(index).toBeGreaterThanOrEqual(first)
  expect(index).toBeLessThan(last)
  const seenAt = offset + (index - first) * ROW - scrolled
  expect(seenAt).toBeGreaterThanOrEqual(-1)
  expect(seenAt).toBeLessThanOrEqual(VIEW - ROW + 1)
})

test("the end of a million rows is the end of the list", () => {
  const lengths = { count: 1_000_000, rowHeight: ROW, viewport: VIEW }
  expect(listHeight(1_000_000, ROW)).toBe(MOST_HEIGHT)
  const { last, first, offset } = rangeOf({ ...lengths, scrolled: MOST_HEIGHT - VIEW })
  expect(last).toBe(1_000_000)
  expect(offset + (last - first) * ROW).toBe(MOST_HEIGHT)
})

test("an empty list draws nothing", () => {
  const range = rangeOf({ count: 0, rowHeight: ROW, scrolled: 0, viewport: VIEW })
  expect(range).toEqual({ first: 0, last: 0, offset: 0 })
})
