import { describe, expect, test } from "vitest"

import { withChanges } from "@/shared/url"

import { DEFAULT_LOOK, lookQuery, parseLook } from "./parameters"

test("an address without parameters looks as the default", () => {
  expect(parseLook("")).toEqual(DEFAULT_LOOK)
})

test("every parameter is read", () => {
  const search =
    "?theme=light&accent=%23FF8800&background=transparent&rows=20&title=0&window=weekly&player=Ann%20%F0%9F%8F%81&scale=1.25"
  expect(parseLook(search)).toEqual({
    theme: "light",
    accent: "#ff8800",
    background: "transparent",
    rows: 20,
    title: false,
    window: "weekly",
    player: "Ann 🏁",
    scale: 1.25,
  })
})

test.each(["f80", "#f80", "ff8800", "#FF8800"])("an accent can be written %s", (text) => {
  const { accent } = parseLook(`?accent=${encodeURIComponent(text)}`)
  expect(accent).toBe(`#${text.replace("#", "").toLowerCase()}`)
})

test.each(["#0008", "#00000080"])("a background can have alpha: %s", (text) => {
  expect(parseLook(`?background=${encodeURIComponent(text)}`).background).toBe(text)
})

describe("what is not as it should be falls back to the default", () => {
  const wrong = {
    theme: ["blue", "DARK", "", "light;", "light dark"],
    accent: ["red", "#ff88001", "#ff", "url(x)", "#fff;background:url(//evil)", "var(--x)", "#ggg"],
    background: ["none", "#12345", "transparent;", "<b>", "rgb(0,0,0)", "#fff\n"],
    rows: ["0", "21", "-1", "1e1", "ten", "", "5.5", " 5", "٥", "999999999999"],
    title: ["yes", "true", "2", ""],
    window: ["../x", "<script>", "a b", "", "x".repeat(65)],
    player: ["", "a/b", "a\u0000b", "x".repeat(65)],
    scale: ["0.4", "3.1", "NaN", "Infinity", "1e0", "1,5", "-1", "", "1px", "0.50001"],
  }
  for (const [name, values] of Object.entries(wrong))
    test.each(values)(`${name}=%s`, (value) => {
      expect(parseLook(withChanges("", { [name]: value }))).toEqual(DEFAULT_LOOK)
    })
})

test("broken escapes break nothing", () => {
  expect(parseLook("?accent=%&player=%ff%fe&rows=%zz")).toMatchObject({ accent: null, rows: 10 })
})

test("a query tells only what differs, and reads back as it was", () => {
  const look = { ...DEFAULT_LOOK, accent: "#ff8800", title: false, scale: 1.5, player: "a&b=c" }
  const query = withChanges("", lookQuery(look))
  expect(query).toBe("?accent=%23ff8800&title=0&player=a%26b%3Dc&scale=1.5")
  expect(parseLook(query)).toEqual(look)
})
