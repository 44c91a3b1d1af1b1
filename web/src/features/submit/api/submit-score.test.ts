import { expect, test } from "vitest"

import { bodyOf } from "./submit-score"

test("a score goes out with every digit", () => {
  const score = [{ name: "score", value: 9223372036854775807n, decimals: 0 }]
  expect(bodyOf({ player: "ann", score, id: "x" })).toBe(
    '{"player":"ann","score":{"score":9223372036854775807},"submission_id":"x"}',
  )
})

test("several columns go out by name, with their decimals", () => {
  const score = [
    { name: "points", value: 255n, decimals: 1 },
    { name: "wins", value: -1n, decimals: 0 },
  ]
  const body = bodyOf({ player: 'a"b\\', score, id: "x" })
  expect(body).toContain('"score":{"points":25.5,"wins":-1}')
  expect(JSON.parse(body)).toMatchObject({ player: 'a"b\\' })
})
