import { expect, test } from "vitest"

import { parseJson } from "./json"

test("a 64-bit score keeps every digit", () => {
  expect(parseJson('{"score":9223372036854775807}')).toEqual({ score: "9223372036854775807" })
  expect(parseJson('{"score":-9223372036854775808}')).toEqual({ score: "-9223372036854775808" })
})

test("a decimal of 64 bits keeps every digit", () => {
  expect(parseJson('{"score":9223372036854.775807}')).toEqual({ score: "9223372036854.775807" })
})

test("numbers that a double holds stay numbers", () => {
  const text = '{"a":12,"b":-3.5,"c":[1e3],"d":9007199254740991,"e":9223372036854775807}'
  expect(parseJson(text)).toEqual({
    a: 12,
    b: -3.5,
    c: [1000],
    d: 9007199254740991,
    e: "9223372036854775807",
  })
})

test("digits inside texts are left alone", () => {
  const text = '{"name":"9223372036854775807 \\"9223372036854775807\\"","n":9223372036854775807}'
  expect(parseJson(text)).toEqual({
    name: '9223372036854775807 "9223372036854775807"',
    n: "9223372036854775807",
  })
})

test("a name goes without signs that turn what follows; an id keeps them", () => {
  const told = parseJson('{"player":"a\u202eb","display_name":"Dr \\"evil\\"\u202e cod\u2069"}')
  expect(told).toEqual({ player: "a\u202eb", display_name: 'Dr "evil" cod' })
})
