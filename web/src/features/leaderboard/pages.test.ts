import { expect, test } from "vitest"

import { pagesOf } from "./pages"

test.each([
  ["nothing is known yet", [0, 0], null, [0]],
  ["nothing is known, and the table shows nothing below the podium", [3, 3], null, [0]],
  ["the feed tells all that is seen", [3, 40], 100, []],
  ["the feed tells nobody, since nobody has scored", [0, 0], 0, []],
  ["the end of what the feed tells comes into view", [90, 120], 100, [1]],
  ["a short feed ends inside a page", [40, 60], 50, [0]],
  ["far below", [95_090, 95_120], 100, [950, 951]],
  ["a page ends where what is seen ends", [150, 200], 100, [1]],
  ["a closed season has no feed", [0, 30], null, [0]],
] as const)("%s", (_case, seen, told, pages) => {
  expect(pagesOf(seen, told)).toEqual(pages)
})
