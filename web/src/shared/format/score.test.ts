import { beforeEach, expect, test } from "vitest"

import { setLanguage } from "@/shared/i18n/language"

import { formatGap, formatScore, scaled, unscaled } from "./score"

beforeEach(() => setLanguage("en"))

/** Thin spaces are hard to see in a test. */
const seen = (text: string) => text.replaceAll("\u202f", "_").replaceAll("\u2212", "-")

test.each([
  [369.5, 1, 3695n],
  ["9223372036854775807", 0, 9223372036854775807n],
  ["-9223372036854.775808", 6, -9223372036854775808n],
  [-0.5, 3, -500n],
  [0.000001, 6, 1n],
])("%s with %i decimals is %s of its smallest part", (score, decimals, value) => {
  expect(scaled(score, decimals)).toBe(value)
})

test.each([
  [3695n, 1, "369.5"],
  [-5n, 3, "-0.005"],
  [42n, 0, "42"],
])("%s parts with %i decimals read %s", (value, decimals, text) => {
  expect(unscaled(value, decimals)).toBe(text)
})

test.each([
  [1284, {}, "1_284"],
  [-1284, {}, "-1_284"],
  ["9223372036854775807", {}, "9_223_372_036_854_775_807"],
  [262.5, { decimals: 1 }, "262.5"],
  [83.456, { decimals: 3, unit: "s" }, "1:23.456"],
  [3723.4, { decimals: 1, unit: "s" }, "1:02:03.4"],
  [9.58, { decimals: 2, unit: "s" }, "9.58"],
  [83456, { unit: "ms" }, "1:23.456"],
  [1234.5, { decimals: 2, unit: "EUR" }, "€1,234.50"],
  [8.95, { decimals: 2, unit: "m" }, "8.95_m"],
  [98, { unit: "%" }, "98_%"],
  [40, { unit: "points" }, "40"],
])("%s with %o is shown as %s", (score, style, text) => {
  expect(seen(formatScore(score, { decimals: 0, ...style }))).toBe(text)
})

test("a locale sets its own groups and decimal sign", () => {
  setLanguage("es")
  expect(seen(formatScore(1234567.25, { decimals: 2 }))).toBe("1_234_567,25")
})

test.each([
  [340n, "+340"],
  [-340n, "-340"],
  [0n, "0"],
])("a gap of %s reads %s", (gap, text) => {
  expect(seen(formatGap(gap, { decimals: 0 }))).toBe(text)
})
