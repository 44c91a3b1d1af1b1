import { act, renderHook } from "@testing-library/react"
import { afterEach, beforeEach, expect, test, vi } from "vitest"

import { entry, snapshot } from "./examples"
import { ScriptedSocket } from "./scripted-socket"
import { useLive } from "./use-live"

const ann = snapshot(7, [entry("ann", 1, 90)])
const page = { ...ann, entries: [entry("bob", 1, 95)] }

beforeEach(() => {
  vi.useFakeTimers()
  ScriptedSocket.opened = []
  vi.stubGlobal("WebSocket", ScriptedSocket)
})

afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

const follow = () => renderHook(() => useLive({ leaderboard: "main", window: "weekly", top: 3 }))
const breaks = (code?: number, why?: string) => act(() => ScriptedSocket.last.breaks(code, why))
const says = () => act(() => ScriptedSocket.last.says(ann))
const wait = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms))

test("an answer that was asked for before the socket came back is not shown over it", async () => {
  let give: (answer: Response) => void = () => {}
  vi.stubGlobal("fetch", () => new Promise<Response>((resolve) => (give = resolve)))
  const { result } = follow()
  breaks()
  await wait(500)
  breaks()
  await wait(1000)
  says()
  await act(async () => {
    give(new Response(JSON.stringify(page)))
    await vi.advanceTimersByTimeAsync(0)
  })
  expect(result.current).toMatchObject({ phase: "live", polling: false })
  expect(result.current.board?.entries[0]?.player).toBe("ann")
})

test("a leaderboard that is gone while no socket passes is closed, and nothing goes on", async () => {
  vi.stubGlobal("fetch", () => Promise.resolve(new Response("{}", { status: 404 })))
  const { result } = follow()
  says()
  breaks()
  await wait(500)
  breaks()
  await wait(60_000)
  expect(result.current.phase).toBe("closed")
  expect(ScriptedSocket.opened).toHaveLength(2)
})

const answers = (status: () => number) =>
  vi.stubGlobal("fetch", () =>
    Promise.resolve(new Response(JSON.stringify(page), { status: status() })),
  )

test("what was closed can be tried again", async () => {
  answers(() => 404)
  const { result } = follow()
  says()
  breaks(1008, "deleted")
  await wait(0)
  expect(result.current).toMatchObject({ phase: "closed", reason: "deleted" })
  act(() => result.current.retry())
  expect(ScriptedSocket.opened).toHaveLength(2)
  says()
  expect(result.current).toMatchObject({ phase: "live", reason: null })
})

test("what was closed comes back by itself, once it is there again", async () => {
  let status = 404
  answers(() => status)
  const { result } = follow()
  says()
  breaks(1008)
  await wait(20_000)
  expect(result.current.phase).toBe("closed")
  expect(ScriptedSocket.opened).toHaveLength(1)
  status = 200
  await wait(10_000)
  says()
  expect(result.current).toMatchObject({ phase: "live", polling: false })
})

test("a socket that is closed for another reason is opened again", async () => {
  answers(() => 200)
  const { result } = follow()
  says()
  breaks(1008, "Nothing was taken for a minute.")
  await wait(500)
  says()
  expect(result.current).toMatchObject({ phase: "live", polling: false })
})

test("a season that is not there is asked for once, and not waited for", async () => {
  const answer = JSON.stringify({ code: "season_not_found", detail: "no such season" })
  const fetched = vi.fn(() => Promise.resolve(new Response(answer, { status: 404 })))
  vi.stubGlobal("fetch", fetched)
  const { result } = follow()
  breaks()
  await wait(120_000)
  expect(result.current).toMatchObject({ phase: "closed", reason: "no such season" })
  expect(fetched).toHaveBeenCalledTimes(1)
  expect(ScriptedSocket.opened).toHaveLength(1)
})

test("nothing is open any more when the page is left", () => {
  const { unmount } = follow()
  says()
  unmount()
  expect(ScriptedSocket.last.isClosed).toBe(true)
})
