import { expect, test } from "vitest"

import { DEFAULT_LOOK } from "@/shared/stage"

import { scriptLine, stageAddress } from "./snippet"

test("the line for a site tells the leaderboard, the theme, and what is not the default", () => {
  const look = { ...DEFAULT_LOOK, theme: "light", rows: 5, title: false } as const
  expect(scriptLine("https://scores.example.com", "grand-prix", look)).toBe(
    '<script src="https://scores.example.com/embed.js" data-leaderboard="grand-prix" data-theme="light" data-rows="5" data-title="0" async></script>',
  )
})

test("a player's id cannot leave its quotes", () => {
  const player = '"></script><script>alert(1)</script>&'.replaceAll("/", "")
  const holder = document.createElement("div")
  holder.innerHTML = scriptLine("https://a.example", "b", { ...DEFAULT_LOOK, player })
  expect(holder.children).toHaveLength(1)
  expect(holder.firstElementChild?.getAttribute("data-player")).toBe(player)
})

test("an address escapes what it holds", () => {
  const look = { ...DEFAULT_LOOK, accent: "#ff8800", player: "a&b" }
  expect(stageAddress("overlay", "a b", look)).toBe("/overlay/a%20b?accent=%23ff8800&player=a%26b")
})
