import { expect, test } from "vitest"

import { change, entry, snapshot } from "./examples"
import { NOTHING_HEARD, reduceLive, type LiveEvent, type LiveState } from "./state"

const first = snapshot(1, [entry("ann", 1, 90)])
const heard = { type: "message", message: first, at: 5 } as const
const CLOSED = { type: "closed", reason: "gone", isFinal: false } as const
const after = (...events: LiveEvent[]): LiveState => events.reduce(reduceLive, NOTHING_HEARD)

test("the first message makes it live", () => {
  const state = after(heard)
  expect(state.phase).toBe("live")
  expect(state.heardAt).toBe(5)
})

test("data stays while reconnecting", () => {
  const state = after(heard, { type: "lost" })
  expect(state.phase).toBe("reconnecting")
  expect(state.board?.entries[0]?.player).toBe("ann")
})

test("without any data it goes on connecting", () => {
  expect(after({ type: "lost" }).phase).toBe("connecting")
})

test("a long silence is stale, also through further failures, until a word comes", () => {
  const silent = after(heard, { type: "lost" }, { type: "silent" }, { type: "lost" })
  expect(silent.phase).toBe("stale")
  expect(reduceLive(silent, { ...heard, at: 99 }).phase).toBe("live")
})

test("polling keeps it live while sockets fail", () => {
  const polled = { type: "polled", snapshot: first, at: 7 } as const
  const state = after({ type: "lost" }, { type: "lost" }, polled, { type: "lost" })
  expect(state).toMatchObject({ phase: "live", polling: true, failures: 3 })
})

test("a poll without an answer ends polling", () => {
  const polled = { type: "polled", snapshot: first, at: 7 } as const
  const state = after(polled, { type: "unanswered" })
  expect(state).toMatchObject({ phase: "reconnecting", polling: false })
})

test("what is closed stays closed, with its last state", () => {
  const state = after(heard, CLOSED, { type: "lost" })
  expect(state.phase).toBe("closed")
  expect(state.board).not.toBeNull()
})

test("a change before any snapshot is nothing", () => {
  const message = change(2, [entry("ann", 1, 1)])
  expect(after({ type: "message", message, at: 1 }).board).toBeNull()
})

test("a socket that opens again is live at once, where nothing was missed", () => {
  expect(after(heard, { type: "lost" }, { type: "opened" }).phase).toBe("live")
  expect(after({ type: "lost" }, { type: "opened" }).phase).toBe("connecting")
})

test("what was closed begins from nothing", () => {
  const again = snapshot(9, [entry("bob", 1, 5), entry("ann", 2, 1)])
  const state = after(heard, CLOSED, { type: "opened" }, { ...heard, message: again })
  expect(state).toMatchObject({ phase: "live", reason: null, board: { moves: {}, version: 9 } })
})

test("why it is closed is kept until it is there again", () => {
  const state = after(heard, CLOSED, { type: "silent" }, { ...CLOSED, reason: null })
  expect(state).toMatchObject({ phase: "closed", reason: "gone" })
})
