import { expect, test } from "vitest"

import { fromSnapshot, MOVE_SHOWN_MS, withChange, type LiveBoard } from "./board"
import { change, entry, snapshot } from "./examples"

const START = snapshot(1, [entry("ann", 1, 90), entry("bob", 2, 80), entry("cyd", 3, 70)])
const begin = () => fromSnapshot(null, START, 0)
const order = (board: LiveBoard) => board.entries.map(({ player }) => player)

test("a snapshot is taken as it is, and nobody has moved", () => {
  const board = begin()
  expect(order(board)).toEqual(["ann", "bob", "cyd"])
  expect(board.moves).toEqual({})
  expect(board.leaderKey).toBe(0)
})

test("a change puts the entries that it names where they belong now", () => {
  const told = change(2, [entry("cyd", 1, 99), entry("ann", 2, 90), entry("bob", 3, 80)])
  const board = withChange(begin(), told, 10)
  expect(order(board)).toEqual(["cyd", "ann", "bob"])
  expect(board.moves.cyd).toMatchObject({ from: 3, to: 1 })
  expect(board.moves.bob).toMatchObject({ from: 2, to: 3 })
  expect(board.leaderKey).toBe(2)
})

test("who has left the top is not shown any more", () => {
  const told = change(2, [entry("dee", 3, 75)], { left: ["cyd"] })
  expect(order(withChange(begin(), told, 10))).toEqual(["ann", "bob", "dee"])
})

test("gains within the time that a chip is shown add up", () => {
  const first = change(2, [entry("cyd", 2, 85), entry("bob", 3, 80)])
  const second = change(3, [entry("cyd", 1, 95), entry("ann", 2, 90)])
  const board = withChange(withChange(begin(), first, 10), second, 20)
  expect(board.moves.cyd).toMatchObject({ from: 3, to: 1, key: 3 })
})

test("a gain that is lost again at once is no move", () => {
  const there = change(2, [entry("cyd", 2, 85), entry("bob", 3, 80)])
  const back = change(3, [entry("bob", 2, 88), entry("cyd", 3, 85)])
  expect(withChange(withChange(begin(), there, 10), back, 20).moves).toEqual({})
})

test("an old move is forgotten", () => {
  const first = change(2, [entry("cyd", 2, 85), entry("bob", 3, 80)])
  const later = change(3, [entry("dee", 4, 1)], { total: 4 })
  const board = withChange(withChange(begin(), first, 10), later, 10 + MOVE_SHOWN_MS)
  expect(board.moves).toEqual({})
})

test("a snapshot in between tells moves too, for a client that was too slow", () => {
  const board = fromSnapshot(begin(), snapshot(9, [entry("bob", 1, 99), entry("ann", 2, 90)]), 10)
  expect(board.moves.bob).toMatchObject({ from: 2, to: 1 })
})

test("a new season begins without moves", () => {
  const board = fromSnapshot(begin(), snapshot(9, [entry("bob", 1, 5)], { season: 2 }), 10)
  expect(board.moves).toEqual({})
  expect(board.leaderKey).toBe(0)
})

test("followed players far below the top have moves of their own", () => {
  const me = (rank: number) => entry("me", rank, 5)
  const before = fromSnapshot(null, snapshot(1, [], { players: [me(900)] }), 0)
  const after = withChange(before, change(2, [], { players: [me(888)] }), 10)
  expect(after.moves.me).toMatchObject({ from: 900, to: 888 })
})

test("players that tie share a rank, and stand in the order of their positions", () => {
  const tied = snapshot(1, [entry("bob", 2, 90, 1), entry("ann", 1, 90, 1)])
  expect(order(fromSnapshot(null, tied, 0))).toEqual(["ann", "bob"])
})
