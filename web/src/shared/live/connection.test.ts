import { afterEach, beforeEach, expect, test, vi } from "vitest"

import { LiveConnection, SILENCE_MS } from "./connection"
import { entry, snapshot } from "./examples"
import { ScriptedSocket } from "./scripted-socket"

import type { LiveEvent } from "./state"

let told: LiveEvent[]
let connection: LiveConnection

beforeEach(() => {
  vi.useFakeTimers()
  ScriptedSocket.opened = []
  told = []
  connection = new LiveConnection({
    address: (since) => `/live?since=${String(since)}`,
    tell: (event) => told.push(event),
    open: (address) => new ScriptedSocket(address),
    random: () => 1,
  })
})

afterEach(() => {
  connection.end()
  vi.useRealTimers()
})

const hello = (version: number) => ScriptedSocket.last.says(snapshot(version, [entry("ann", 1, 9)]))

test("it resumes after the last version that it heard", () => {
  hello(41)
  ScriptedSocket.last.breaks(1012)
  vi.advanceTimersByTime(500)
  expect(ScriptedSocket.last.address).toBe("/live?since=41")
})

test("each failed attempt waits twice as long, up to a limit", () => {
  const waits = [500, 1000, 2000, 4000, 8000, 16_000, 20_000, 20_000]
  for (const wait of waits) {
    const before = ScriptedSocket.opened.length
    ScriptedSocket.last.breaks()
    vi.advanceTimersByTime(wait - 1)
    expect(ScriptedSocket.opened).toHaveLength(before)
    vi.advanceTimersByTime(1)
    expect(ScriptedSocket.opened).toHaveLength(before + 1)
  }
})

test("a word makes it patient again", () => {
  ScriptedSocket.last.breaks()
  vi.advanceTimersByTime(500)
  ScriptedSocket.last.breaks()
  vi.advanceTimersByTime(1000)
  hello(1)
  ScriptedSocket.last.breaks()
  vi.advanceTimersByTime(500)
  expect(ScriptedSocket.opened).toHaveLength(4)
})

test("it tries at once when the network comes back", () => {
  ScriptedSocket.last.breaks()
  dispatchEvent(new Event("online"))
  expect(ScriptedSocket.opened).toHaveLength(2)
})

test("it does not open a second socket beside a living one", () => {
  hello(1)
  dispatchEvent(new Event("online"))
  connection.retry()
  expect(ScriptedSocket.opened).toHaveLength(1)
})

test("a silent socket is given up for a new one, and that is told", () => {
  hello(1)
  const silent = ScriptedSocket.last
  vi.advanceTimersByTime(SILENCE_MS)
  expect(told.at(-1)).toEqual({ type: "silent" })
  expect(silent.isClosed).toBe(true)
  expect(ScriptedSocket.opened).toHaveLength(2)
})

test("it tells what the server closed it for, and begins with a snapshot", () => {
  hello(1)
  ScriptedSocket.last.breaks(1008, "made private")
  expect(told.at(-1)).toEqual({ type: "refused", reason: "made private" })
  vi.advanceTimersByTime(500)
  expect(ScriptedSocket.last.address).toBe("/live?since=null")
})

test("after its end it says nothing more", () => {
  hello(1)
  const before = told.length
  connection.end()
  vi.advanceTimersByTime(60_000)
  expect(told).toHaveLength(before)
  expect(ScriptedSocket.last.isClosed).toBe(true)
})

test("64-bit scores keep their digits on the way", () => {
  const message = snapshot(1, [entry("ann", 1, 0)])
  const text = JSON.stringify(message).replace('"score":0', '"score":9223372036854775807')
  ScriptedSocket.last.says(text)
  expect(told[0]).toMatchObject({
    message: { entries: [{ score: "9223372036854775807" }] },
  })
})

test("it asks for a snapshot after what came another way", () => {
  hello(41)
  connection.forget()
  ScriptedSocket.last.breaks()
  vi.advanceTimersByTime(500)
  expect(ScriptedSocket.last.address).toBe("/live?since=null")
})

test("it tells that a socket is open", () => {
  ScriptedSocket.last.onopen?.(new Event("open"))
  expect(told).toEqual([{ type: "opened" }])
})

test("a socket that is still on its way is closed as soon as it is there", () => {
  const socket = ScriptedSocket.last
  socket.readyState = 0
  connection.end()
  expect(socket.isClosed).toBe(false)
  socket.onopen?.(new Event("open"))
  expect(socket.isClosed).toBe(true)
  expect(told).toEqual([])
})
