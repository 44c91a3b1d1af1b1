import { beforeEach, expect, test, vi } from "vitest"

import { translator } from "@/shared/i18n/translate"
import { setLanguage } from "@/shared/i18n/language"

import { rate } from "./numbers"
import { seasonLabel } from "./season"
import { columnLabel } from "./style"

import type { Season } from "@/shared/api/types"

beforeEach(() => {
  vi.spyOn(navigator, "languages", "get").mockReturnValue(["en-GB"])
  setLanguage("en")
})

const label = (starts_at: string, ends_at: string) =>
  seasonLabel("sprint", { number: 1, starts_at, ends_at } as Season, translator("en"))

test("a season shorter than a day is named by its times, in UTC as days are", () => {
  const text = label("2026-11-26T14:00:00Z", "2026-11-26T15:30:00Z")
  expect(text).toMatch(/26 Nov.*14:00\W+15:30.*UTC/)
})

test("seasons of seconds tell theirs", () => {
  const text = label("2026-11-26T14:00:00Z", "2026-11-26T14:00:30Z")
  expect(text).toMatch(/14:00:00.*14:00:30/)
})

test("a longer one is named by its days", () => {
  expect(label("2026-11-26T00:00:00Z", "2026-11-28T00:00:00Z")).toBe("26 Nov – 27 Nov")
})

test("a rate is grouped as counts are", () => {
  expect(rate(1041.4)).toBe("1\u202f041")
  expect(rate(0.42)).toBe("0.4")
})

test("a column's name is a heading", () => {
  expect(columnLabel("fastest_laps")).toBe("Fastest laps")
})
