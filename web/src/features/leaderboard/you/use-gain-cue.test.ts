import { renderHook } from "@testing-library/react"
import { afterEach, expect, test, vi } from "vitest"

import { usePreferences } from "@/shared/preferences"

import { useGainCue } from "./use-gain-cue"

afterEach(() => {
  usePreferences.setState({ sound: false })
  vi.unstubAllGlobals()
})

function cuesOf(...told: [place: string, rank: number | undefined][]): number {
  const made = vi.fn()
  // Enough of Web Audio to count how often it is asked for.
  const part = { gain: { setValueAtTime() {}, exponentialRampToValueAtTime() {} } }
  const node = { ...part, connect: () => node, start() {}, stop() {} }
  vi.stubGlobal("AudioContext", function () {
    made()
    return { currentTime: 0, destination: {} }
  })
  vi.stubGlobal("OscillatorNode", function () {
    return node
  })
  vi.stubGlobal("GainNode", function () {
    return node
  })
  usePreferences.setState({ sound: true })
  const [first = ["", undefined], ...others] = told
  const { rerender } = renderHook(({ at: [place, rank] }) => useGainCue(place, rank), {
    initialProps: { at: first },
  })
  for (const at of others) rerender({ at })
  return made.mock.calls.length
}

test("a better rank is heard, a worse one is not", () => {
  expect(cuesOf(["weekly", 9], ["weekly", 8], ["weekly", 12])).toBe(1)
})

test("another window is no gain", () => {
  expect(cuesOf(["all-time", 50], ["weekly", 3])).toBe(0)
})
