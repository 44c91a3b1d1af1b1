import { describe, expect, test } from "vitest"

import { parseExact, rulesOf } from "./exact"

const points = rulesOf({ decimals: 0 }, null, null)
const money = rulesOf({ decimals: 2, unit: "EUR" }, null, null)
const lap = rulesOf({ decimals: 3, unit: "s", order: "ascending" }, 60, null)

const value = (text: string, rules = points, comma = false) => {
  const read = parseExact(text, rules, comma)
  return "value" in read ? read.value : read.fault.kind
}

describe("64 bits are exact", () => {
  test.each([
    ["9223372036854775807", 9223372036854775807n],
    ["-9223372036854775808", -9223372036854775808n],
    ["9007199254740993", 9007199254740993n],
    ["+42", 42n],
    ["007", 7n],
  ])("%s", (text, expected) => expect(value(text)).toBe(expected))

  test.each(["9223372036854775808", "-9223372036854775809", "99999999999999999999999999"])(
    "%s does not fit",
    (text) => expect(value(text)).toBe("bits"),
  )

  test("decimals count against the bits", () => {
    expect(value("92233720368547758.07", money)).toBe(9223372036854775807n)
    expect(value("92233720368547758.08", money)).toBe("bits")
  })
})

describe("decimals are those of the column", () => {
  test.each([
    ["1.5", 150n],
    ["1.50", 150n],
    ["1.5000000", 150n],
    [".5", 50n],
    ["2.", 200n],
    ["0.07", 7n],
    ["-0.07", -7n],
  ])("%s", (text, expected) => expect(value(text, money)).toBe(expected))

  test("more of them are refused, not rounded", () => {
    expect(value("1.005", money)).toBe("decimals")
    expect(value("0.1")).toBe("decimals")
    expect(value("1.0")).toBe(1n)
  })
})

test.each(["", "  ", "\u202f"])("nothing is missing, not zero", (text) => {
  expect(value(text)).toBe("missing")
})

test.each(["abc", "1e3", "0x10", "1.2.3", ".", "-", "--1", "١٢", "1,5", "NaN", "1".repeat(65)])(
  "%s is no number",
  (text) => expect(value(text)).toBe("wrong"),
)

test("a comma is a decimal sign where the language has it so", () => {
  expect(value("1,5", money, true)).toBe(150n)
  expect(value("1.5", money, true)).toBe(150n)
  expect(value("1,234.5", money, true)).toBe("wrong")
})

test("spaces between groups, as the app shows them, are left out", () => {
  expect(value("24\u202f381")).toBe(24381n)
  expect(value("\u22121 000")).toBe(-1000n)
})

describe("times may be clocks", () => {
  test.each([
    ["83.456", 83456n],
    ["1:23.456", 83456n],
    ["1:01:01", 3661000n],
    ["90:00", 5400000n],
  ])("%s", (text, expected) => expect(value(text, lap)).toBe(expected))

  test.each(["1:60", "1:99:00", ":30", "1:2:3:4"])("%s is none", (text) => {
    expect(value(text, lap)).toBe("wrong")
  })

  test("in milliseconds too, and points are no times", () => {
    expect(value("1:23.456", rulesOf({ decimals: 0, unit: "ms" }, null, null))).toBe(83456n)
    expect(value("1:23")).toBe("wrong")
  })
})

test("limits are the leaderboard's, to the last digit", () => {
  const rules = rulesOf({ decimals: 0 }, "-5", "9223372036854775806")
  expect(parseExact("9223372036854775807", rules)).toEqual({
    fault: { kind: "high", limit: 9223372036854775806n },
  })
  expect(parseExact("-6", rules)).toEqual({ fault: { kind: "low", limit: -5n } })
  expect(value("-5", rules)).toBe(-5n)
  expect(value("59.999", lap)).toBe("low")
})
