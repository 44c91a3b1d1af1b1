import { expect, test } from "vitest"

import { gapToLeader } from "./gap"

import type { Entry } from "@/shared/api"
import type { Numeric } from "@/shared/format"

const of = (player: string, score: Numeric) => ({ player, score }) as Entry

test("who is behind by points has less", () => {
  expect(gapToLeader(of("b", 1660), of("a", 2000), { decimals: 0 })).toBe("\u2212340")
})

test("who is behind by time has more", () => {
  const style = { decimals: 3, unit: "s", order: "ascending" } as const
  expect(gapToLeader(of("b", 83.574), of("a", 83.456), style)).toBe("+0.118")
  expect(gapToLeader(of("c", 150), of("a", 83.5), style)).toBe("+1:06.500")
})

test("the leader has no gap, and equal scores an equals sign", () => {
  const leader = of("a", 20)
  expect(gapToLeader(leader, leader, { decimals: 0 })).toBe("")
  expect(gapToLeader(of("b", 20), leader, { decimals: 0 })).toBe("=")
  expect(gapToLeader(of("b", 20), undefined, { decimals: 0 })).toBe("")
})

test("a gap of 64 bits keeps every digit", () => {
  const gap = gapToLeader(of("b", "-9223372036854775808"), of("a", "9223372036854775807"), {
    decimals: 0,
  })
  expect(gap.replace(/\u202f/g, "")).toBe("\u221218446744073709551615")
})
