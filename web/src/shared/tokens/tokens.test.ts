import { readFileSync } from "node:fs"

import { expect, test } from "vitest"

const css = readFileSync("src/shared/tokens/tokens.css", "utf8")
const block = (selector: string) => css.slice(css.indexOf(selector)).split("}")[0] ?? ""
type Colours = Partial<Record<string, string>>
const tokens = (text: string): Colours => {
  const found = text.matchAll(/--([\w-]+): (#\w{6})/g)
  return Object.fromEntries([...found].map(([, name = "", hex = ""]) => [name, hex]))
}

const dark = tokens(block(":root {"))
const themes: Record<string, Colours> = {
  dark,
  light: { ...dark, ...tokens(block(':root[data-theme="light"]')) },
}
const TEXTS = ["text", "soft", "faint", "accent", "gold", "silver", "bronze", "up", "down", "warn"]
const GROUNDS = ["ink", "panel", "raised"]

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(a = "", b = ""): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (light + 0.05) / (dark + 0.05)
}

const pairs = Object.entries(themes).flatMap(([theme, colours]) =>
  TEXTS.flatMap((text) => GROUNDS.map((ground) => [theme, text, ground, colours] as const)),
)

test.each(pairs)("%s: %s on %s passes WCAG AA", (_theme, text, ground, colours) => {
  expect(contrast(colours[text], colours[ground])).toBeGreaterThanOrEqual(4.5)
})

test.each(Object.entries(themes))("%s: text on the accent passes WCAG AA", (_theme, colours) => {
  expect(contrast(colours["on-accent"], colours.accent)).toBeGreaterThanOrEqual(4.5)
})
