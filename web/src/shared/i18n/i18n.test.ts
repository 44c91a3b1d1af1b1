import { beforeEach, expect, test } from "vitest"

import { en } from "./en"
import { es } from "./es"
import { setLanguage } from "./language"
import { translator, type Text } from "./translate"

const t = translator("en")
const marksOf = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort()
const formsOf = (text: Text) => (typeof text === "string" ? [text] : [text.one, text.other])

beforeEach(() => setLanguage("en"))

test("counts choose the plural and are grouped", () => {
  expect(t("count.players", { count: 1 })).toBe("1 player")
  expect(t("count.players", { count: 24_381 })).toBe("24\u202f381 players")
})

test("another language has plurals of its own", () => {
  setLanguage("es")
  expect(translator("es")("count.players", { count: 1 })).toBe("1 jugador")
})

test("a text that holds braces of its own is not filled in twice", () => {
  expect(t("state.notfound.board", { id: "{id}" })).toContain("{id}")
})

test.each(Object.keys(en) as (keyof typeof en)[])("%s has the same marks in Spanish", (key) => {
  const english = formsOf(en[key]).flatMap(marksOf)
  const spanish = formsOf(es[key]).flatMap(marksOf)
  expect(new Set(spanish)).toEqual(new Set(english))
  expect(formsOf(es[key]).every((text) => text.trim() !== "")).toBe(true)
})
